"""What does a calendar file say, as its readers put its lines together again?"""

from __future__ import annotations


def fields(content):
    """The lines of a calendar file as its readers put them together again, by name."""
    assert content.endswith(b"\r\n")
    lines = content.decode().replace("\r\n ", "").split("\r\n")
    return dict(line.split(":", 1) for line in lines if line)
