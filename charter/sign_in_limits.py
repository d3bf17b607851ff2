"""How many tries does signing in allow? The one table; settings give it to allauth, docs/sign-in.md shows it.

Counted in the shared cache, by the address that our own proxies saw, and by whom it is about. An account's tries
are counted apart for a browser that was its own before, so that a stranger's guesses do not shut it out there.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    """``rate`` as allauth writes it: tries / time / whose, several with commas; ``words`` for people."""

    name: str
    rate: str
    words: str


LIMITS: tuple[Limit, ...] = (
    Limit("login_failed", "20/5m/ip,10/5m/key", "Wrong passwords, and wrong second codes, of one account"),
    Limit("login", "30/m/ip", "Tries of the password form, right or wrong"),
    Limit("request_login_code", "20/5m/ip,4/5m/key", "Sign-in codes asked for; three tries each"),
    Limit("reset_password", "20/5m/ip,4/15m/key", "Links for a new password asked for"),
    Limit("reset_password_from_key", "20/5m/ip", "Such links followed"),
    Limit("signup", "20/5m/ip", "Accounts created"),
    Limit("confirm_email", "1/10s/key,4/15m/key", "Codes that confirm an address asked for"),
    Limit("change_password", "5/m/user", "Passwords changed"),
)
# allauth.mfa's own: passkeys hold no secret that could be guessed, this only bounds the work.
PASSKEY_LIMIT = Limit("webauthn_login", "20/m/ip", "Passkeys shown at sign-in")

# Ours, counted by charter.kit.limits: how many in how many seconds.
PROOFS = (10, 300)
UNKNOWN_INVITATIONS = (20, 300)
NEW_ADDRESSES = (5, 3600)
OURS: tuple[tuple[str, tuple[int, int], str], ...] = (
    ("prove", PROOFS, "Tries to show again who one is"),
    ("address", NEW_ADDRESSES, "Codes for a new address asked for, by one person"),
    ("unknown-invitation", UNKNOWN_INVITATIONS, "Invitation links that do not exist, from one address"),
)


def rates() -> dict[str, str]:
    """What allauth's account app is told."""
    return {limit.name: limit.rate for limit in LIMITS}


def table() -> str:
    """The table of docs/sign-in.md."""
    lines = ["| What | At most |", "| --- | --- |"]
    lines += [f"| {limit.words} | {_words(limit.rate)} |" for limit in (*LIMITS, PASSKEY_LIMIT)]
    lines += [f"| {words} | {most} in {seconds // 60} minutes |" for _, (most, seconds), words in OURS]
    return "\n".join(lines)


TIMES = {"m": "a minute", "5m": "5 minutes", "15m": "15 minutes", "10s": "10 seconds"}
WHOSE = {"ip": "from one address", "key": "for one account", "user": "by one person"}


def _words(rate: str) -> str:
    told = []
    for part in rate.split(","):
        amount, time, whose = part.split("/")
        told.append(f"{amount} in {TIMES[time]} {WHOSE[whose]}")
    return "; ".join(told)
