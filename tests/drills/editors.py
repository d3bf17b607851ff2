"""Who are the simulated editors of D13? Pages that save, are answered late or never, and press buttons."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

VERSION = re.compile(r'name="version" value="(\d+)"')
DIGEST = re.compile(r'name="digest"[^>]*value="([0-9a-f]{64})"')
KEY = re.compile(r'name="key"[^>]*value="([0-9a-f-]{36})"')
SHOWN = re.compile(r"data-copy-text>([0-9a-f]{64})<")


@dataclass
class Save:
    """One save on its way, as the browser's script sends it, and what the server said of it."""

    standard: str
    who: int
    tab: str
    seq: int
    version: int
    text: str
    status: int = 0
    told: dict[str, Any] = field(default_factory=dict)


class Tab:
    """One page of one person on one standard, doing what ``static/js/autosave.js`` does."""

    def __init__(self, client: Client, who: int, standard: str, url: str, name: str, chance: random.Random) -> None:
        self.client, self.who, self.standard, self.url, self.chance = client, who, standard, url, chance
        self.name, self.loads = name, 0
        self.tab, self.seq, self.version, self.text, self.saved = f"{name}-0", 0, 0, "", ""
        self.waiting: list[Save] = []
        self.clash: dict[str, Any] | None = None

    def load(self) -> None:
        """Load the page anew: what is saved, a new name, nothing on its way that anybody would hear of."""
        self.loads += 1
        self.tab, self.seq, self.clash = f"{self.name}-{self.loads}", 0, None
        body = self.client.get(self.url).content.decode()
        found = VERSION.search(body)
        area = re.search(r"<textarea[^>]*id=\"id_text\"[^>]*>\n?(.*?)</textarea>", body, re.S)
        if found and area:
            self.version, self.text = int(found.group(1)), area.group(1)
            self.saved = self.text

    def type(self, word: str) -> None:
        """A word more, or, one time in six, a paragraph less."""
        rest = self.text.split()
        if rest and self.chance.random() < 0.17:
            rest = rest[: self.chance.randrange(len(rest))]
        self.text = " ".join([*rest, word])

    def autosave(self) -> None:
        """Put one more save on its way; a page that goes away does not wait for the one before."""
        if self.clash is not None or self.text == self.saved or len(self.waiting) > 2:
            return
        self.seq += 1
        self.waiting.append(Save(self.standard, self.who, self.tab, self.seq, self.version, self.text))

    def deliver(self, save: Save) -> Save:
        """The server gets it: in any order, at the same time as others."""
        answer = self.client.post(
            self.url,
            {"text": save.text, "version": save.version, "tab": save.tab, "seq": save.seq, "autosave": "1"},
            headers={"HX-Request": "true", "Accept": "application/json"},
        )
        save.status, save.told = answer.status_code, answer.json()
        return save

    def hear(self, save: Save) -> None:
        """The answer arrives, unless this page is gone by now."""
        if save.tab != self.tab:
            return
        if save.status == 200:
            self.version = max(self.version, save.told["version"])
            self.saved = save.text
        elif save.status == 409 and save.seq == self.seq:
            self.clash = save.told

    def choose(self) -> tuple[str, int]:
        """Compare, then keep mine, theirs or both, by the page's own form; gives the text sent and the status."""
        told, self.clash = self.clash or {}, None
        keep = self.chance.choice(["mine", "theirs", "both"])
        both = f"{told['theirs']} {self.text}"
        fields = {"text": self.text, "both": both, "version": told["version"], "keep": keep, "then": "stay"}
        answer = self.client.post(self.url, fields)
        if answer.status_code == 409:
            self.clash = {"version": int(VERSION.search(answer.content.decode()).group(1)), "theirs": told["theirs"]}
        else:
            self.load()
        return ("" if keep == "theirs" else both if keep == "both" else fields["text"]), answer.status_code


def preview(client: Client, check_url: str) -> dict[str, str] | None:
    """The check page as somebody reads it who is about to send: its digest and its form; None without the form."""
    body = client.get(check_url).content.decode()
    key, digest, shown = KEY.search(body), DIGEST.search(body), SHOWN.search(body)
    if not (key and digest and shown):
        return None
    return {"key": key.group(1), "digest": digest.group(1), "shown": shown.group(1)}
