"""How does a document of ours become a tagged PDF? The only importer of WeasyPrint.

A render reads nothing but its input and a closed list of packaged assets: the fonts named in ``FONTS`` and
the files that lie in ``static/documents/``, addressed as ``asset:fonts/NAME`` and ``asset:documents/NAME``.
Any other address, and any warning that WeasyPrint would only log, stops the render: a certificate with
something missing is not a certificate. The same input gives the same bytes.
"""

from __future__ import annotations

import atexit
import logging
import os
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.request import DataHandler, Request

from django.conf import settings
from weasyprint import CSS, HTML  # This is the one importer that the ban leaves.
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

FONTS = (
    "atkinson-latin-400.woff2",
    "atkinson-latin-700.woff2",
    "atkinson-latin-ext-400.woff2",
    "atkinson-latin-ext-700.woff2",
    "fraunces-latin-600.woff2",
    "fraunces-latin-ext-600.woff2",
)
FONT_STYLESHEET = "fonts.css"
MEDIA_TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}

# Elements that could pull something in or point somewhere else; no document of ours has one.
FOREIGN_ELEMENTS = frozenset({"link", "base", "object", "embed", "iframe", "script", "form"})

OWN_ADDRESSES = ("#", "asset:", "data:")

# They tell each step of each render, which would drown a worker's log.
for _name in ("weasyprint.progress", "fontTools"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class NotRendered(RuntimeError):
    """The document asked for something outside the asset list, or would have come out incomplete."""


class NoGlyphs(NotRendered):
    """Our fonts have no letters for some signs, ``signs``; everything else was in order."""

    def __init__(self, sentence: str, signs: frozenset[str]) -> None:
        """Keep the signs, so that a caller may print something else in their place."""
        super().__init__(sentence)
        self.signs = signs


# How WeasyPrint names what no font of ours can show.
_NO_GLYPH = ".notdef glyph"
_ASCII = frozenset(map(chr, range(128)))
_CODE = re.compile(r"U\+([0-9A-F]{4,6})")


@cache
def assets() -> dict[str, Path]:
    """The closed list: address → file. Fonts are listed whether or not they have been built yet."""
    fonts = {f"asset:fonts/{name}": Path(settings.BASE_DIR, "build", "fonts", name) for name in FONTS}
    folder = Path(settings.BASE_DIR, "static", "documents")
    ours = {
        f"asset:documents/{path.name}": path
        for path in sorted(folder.iterdir())
        if path.suffix in MEDIA_TYPES and path.is_file() and not path.is_symlink()
    }
    return fonts | ours


def missing_assets() -> list[str]:
    """Addresses on the list whose file is not there, for ``manage.py doctor``."""
    return [address for address, path in assets().items() if not path.is_file()]


class _AssetFetcher(URLFetcher):
    """Answers addresses of the asset list and ``data:``; anything else ends the render at once."""

    def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
        if url.startswith("data:"):
            answer = DataHandler().data_open(Request(url))  # noqa: S310  # The scheme was looked at.
            return URLFetcherResponse(url, answer.read(), answer.headers)
        path = assets().get(url)
        if path is None:
            raise FatalURLFetchingError(f"{url[:200]!r} is not on the asset list.")
        try:
            content = path.read_bytes()
        except OSError as error:
            raise FatalURLFetchingError(f"{url} is on the asset list but cannot be read: {error}.") from error
        return URLFetcherResponse(url, content, {"Content-Type": MEDIA_TYPES[path.suffix]})

    def open(self, url: str | Request, data: object = None, timeout: float | None = None) -> URLFetcherResponse:
        return self.fetch(url.full_url if isinstance(url, Request) else url)


class _Complaints(logging.Handler):
    """Collects what WeasyPrint would only mention, so that the render can refuse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.thread = threading.get_ident()
        self.sentences: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread:
            self.sentences.append(record.getMessage())


class _Press:
    """One process's fonts and parsed stylesheets. Pango's font map is not safe to share between threads."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.fonts: FontConfiguration | None = None
        self.stylesheets: dict[str, CSS] = {}
        self.fetcher = _AssetFetcher(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)

    def stylesheet(self, name: str) -> CSS:
        """The parsed ``static/documents/<name>``, read once a process."""
        if name not in self.stylesheets:
            address = f"asset:documents/{name}"
            self.stylesheets[name] = CSS(url=address, url_fetcher=self.fetcher, font_config=self.fonts)
        return self.stylesheets[name]

    def close(self, *, keep_folder: bool = False) -> None:
        """Let go of the fonts; ``keep_folder`` when the parent process still reads them."""
        if self.fonts is not None and keep_folder:
            self.fonts._folder = None
        self.fonts = None
        self.stylesheets.clear()


_press = _Press()


def _after_fork() -> None:
    """A child starts with a press of its own: a lock held at the fork would never be given back."""
    global _press
    _press.close(keep_folder=True)
    _press = _Press()


def _at_exit() -> None:
    """Free Pango's objects while Python still stands; left to its last moments they crash the process."""
    if _press.lock.acquire(timeout=10):
        _press.close()


os.register_at_fork(after_in_child=_after_fork)
atexit.register(_at_exit)


def render(html: str, *, stylesheets: Sequence[str] = (), title: str = "", lang: str = "") -> bytes:
    """The tagged PDF (PDF/UA-1) of a whole HTML page.

    ``stylesheets`` are names of files in ``static/documents/``; the fonts' own stylesheet always comes first.
    ``title`` and ``lang`` (a BCP 47 tag) become the PDF's; without them the page's own are taken. A creation
    date appears only when the page has ``<meta name="dcterms.created">``. Raises ``NotRendered`` for a page
    without title or language, a foreign address, an attachment, a picture without words, a missing font or
    anything else WeasyPrint complains of.
    """
    with _press.lock, _complaints_refused():
        if _press.fonts is None:
            _press.fonts = FontConfiguration()
        page = HTML(string=html, url_fetcher=_press.fetcher)
        _refuse_foreign(page)
        if lang:
            page.etree_element.set("lang", lang)
        styles = [_press.stylesheet(name) for name in (FONT_STYLESHEET, *stylesheets)]
        document = page.render(font_config=_press.fonts, stylesheets=styles, pdf_variant="pdf/ua-1")
        document.metadata.title = title.strip() or (document.metadata.title or "").strip()
        if not document.metadata.title or not document.metadata.lang:
            raise NotRendered("A document needs a title and a language.")
        return document.write_pdf(pdf_variant="pdf/ua-1", pdf_version="1.7", pdf_tags=True, pdf_identifier=True)


def _refuse_foreign(page: HTML) -> None:
    """Refuse what could pull in another file before WeasyPrint looks at it."""
    for element in page.etree_element.iter():
        tag = element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
        if tag in FOREIGN_ELEMENTS:
            raise NotRendered(f"A document may not hold a <{tag}> element.")
        if "attachment" in element.get("rel", "").lower():
            raise NotRendered("A document may not attach files.")
        if tag == "a":
            continue
        for name, value in element.items():
            if name.rpartition("}")[2] in {"href", "src"} and not value.startswith(OWN_ADDRESSES):
                raise NotRendered(f"{value[:200]!r} is not on the asset list.")


@contextmanager
def _complaints_refused() -> Iterator[None]:
    """Turn WeasyPrint's fatal errors and its log into ``NotRendered``."""
    complaints = _Complaints()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(complaints)
    try:
        yield
    except FatalURLFetchingError as error:
        raise NotRendered(str(error)) from error
    finally:
        logger.removeHandler(complaints)
    if complaints.sentences:
        # A stylesheet complains only while it is parsed, so the next render must parse it again.
        _press.stylesheets.clear()
        told = " ".join(dict.fromkeys(complaints.sentences))
        if all(_NO_GLYPH in sentence for sentence in complaints.sentences):
            signs = frozenset(chr(int(code, 16)) for code in _CODE.findall(told)) - _ASCII
            raise NoGlyphs(told, signs)
        raise NotRendered(told)
