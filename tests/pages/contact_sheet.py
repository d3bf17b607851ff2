"""Where are all the pictures at once? ``build/pages/index.html``, by page and width."""

from __future__ import annotations

from html import escape
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "build" / "pages"
WIDTHS = (320, 768, 1280)
STYLE = (
    "body{font:16px sans-serif;margin:2rem}section{border-top:1px solid #999;padding:1rem 0}"
    "div{display:flex;gap:1rem;align-items:flex-start}img{border:1px solid #ccc;display:block}"
)


def picture(state_id: str, width: int) -> Path:
    """Where a state's picture at a width goes."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    return FOLDER / f"{state_id}-{width}.png"


def write() -> None:
    """One page with every picture that is there."""
    names = sorted({path.stem.rsplit("-", 1)[0] for path in FOLDER.glob("*-*.png")})
    rows = [
        f"<section><h2>{escape(name)}</h2><div>"
        + "".join(
            f'<a href="{escape(name)}-{width}.png"><img loading="lazy" width="{width // 3}"'
            f' alt="{escape(name)} at {width}" src="{escape(name)}-{width}.png"></a>'
            for width in WIDTHS
            if (FOLDER / f"{name}-{width}.png").exists()
        )
        + "</div></section>"
        for name in names
    ]
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "index.html").write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Pages</title><style>{STYLE}</style>'
        f"<h1>{len(names)} states</h1>{''.join(rows)}</html>"
    )
