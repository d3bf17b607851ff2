"""Which words of an address are secrets or names, and how are they kept out of the record and the log?"""

from __future__ import annotations

import logging
import re

# What comes after these words opens something to whoever has it: an invitation, a one-time link, a new password.
_SECRETS = re.compile(r"(/(?:invite(?:/partner)?|demo)/|/password/reset/key/)(?!done/)[^/\s\"']+")

# What somebody searches for is mostly a person's name.
_SEARCHES = re.compile(r"([?&](?:q|person)=)[^&\s\"']+")


def masked(text: str) -> str:
    """``text`` with the secret words of addresses, and what was searched for, replaced: ``/invite/…/``, ``?q=…``."""
    return _SEARCHES.sub(r"\1…", _SECRETS.sub(r"\1…", text))


class RequestFilter(logging.Filter):
    """Gives each line of the log its request's id, and takes secrets out of the addresses in it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the line; every line is kept."""
        from charter.kit import tenancy  # noqa: PLC0415  # leaf: the log comes before the models

        record.request_id = tenancy.current().request_id or "-"
        if isinstance(record.args, tuple):
            record.args = tuple(masked(part) if isinstance(part, str) else part for part in record.args)
        record.msg = masked(str(record.msg))
        return True
