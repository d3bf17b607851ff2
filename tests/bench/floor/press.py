"""How many certificates a second does bare WeasyPrint draw? The render floor, and our own render beside it."""

from __future__ import annotations

import json
import time
from datetime import date

import django

COUNT = 20


def example(number: int):
    """One certificate's content; the number makes each drawing another."""
    from awards.documents import CertificateInput

    return CertificateInput(
        programme_name="Lived Experience Charter",
        operator_name="Career Matters",
        brand_line="",
        holders=("Tidewell Community NHS Foundation Trust", "Harbour Lane Housing"),
        services=("Forensic outreach team", "Peer support service"),
        level_name="Gold",
        level_rank=4,
        level_count=4,
        reason=(),
        awarded_on=date(2027, 3, 1),
        valid_until=date(2029, 2, 28),
        signatories=(("Jo Contact", "Director"), ("Sam Second", "Chair")),
        code=f"LEC-7Q4K-{number:04d}",
        verify_url=f"https://charter.example.org/verify/LEC-7Q4K-{number:04d}/",
    )


def bare(pages: list[str]) -> float:
    """Certificates a second from a loop that keeps font configuration and stylesheets, and does no more."""
    from weasyprint import CSS, HTML  # noqa: TID251  # The floor is what our one importer is measured against.
    from weasyprint.text.fonts import FontConfiguration  # noqa: TID251

    from charter.kit import pdf

    fonts, fetcher = FontConfiguration(), pdf._AssetFetcher(allowed_protocols=(), fail_on_errors=True)
    names = [f"asset:documents/{name}" for name in (pdf.FONT_STYLESHEET, "certificate.css")]
    styles = [CSS(url=name, url_fetcher=fetcher, font_config=fonts) for name in names]

    def draw(page: str) -> bytes:
        return HTML(string=page, url_fetcher=fetcher).write_pdf(
            font_config=fonts, stylesheets=styles, pdf_variant="pdf/ua-1", pdf_version="1.7", pdf_tags=True
        )

    draw(pages[0])
    begin = time.perf_counter()
    for page in pages:
        draw(page)
    return len(pages) / (time.perf_counter() - begin)


def ours(count: int) -> float:
    """Certificates a second of ours: content to HTML to PDF, hashed and stored as the worker does."""
    import hashlib

    from awards import documents
    from charter.kit import files

    documents.certificate_pdf(example(0))
    begin = time.perf_counter()
    for number in range(count):
        pdf = documents.certificate_pdf(example(number))
        files.store(pdf, area="bench", sha256=hashlib.sha256(pdf).hexdigest(), suffix=".pdf")
    return count / (time.perf_counter() - begin)


def main() -> None:
    """Three rounds of each in turn; prints the medians as JSON."""
    from awards.documents import certificate_html

    pages = [certificate_html(example(number)) for number in range(COUNT)]
    rounds = [(bare(pages), ours(COUNT)) for _ in range(3)]
    print(json.dumps({"floor": sorted(r[0] for r in rounds)[1], "ours": sorted(r[1] for r in rounds)[1]}))


if __name__ == "__main__":
    django.setup()
    main()
