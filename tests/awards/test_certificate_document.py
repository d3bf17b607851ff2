"""Certificates on paper: what they say, who can read them, and that nothing a name holds can break them."""

import hashlib
import io
import os
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pikepdf
import pypdfium2
import pytest
import zxingcpp

from awards import codes, documents

HOLDERS = ("Northmoor Community NHS Trust", "Tarnside Care NHS Trust")
CERTIFICATE = documents.CertificateInput(
    programme_name="Lived Experience Charter",
    operator_name="Career Matters",
    brand_line="Commissioned by NHS England Health and Justice",
    holders=HOLDERS,
    services=("Youth Liaison Team",),
    level_name="Uppermost",
    level_rank=4,
    level_count=4,
    reason=(
        "For recruiting, supporting and keeping people with lived experience of criminal justice or care,",
        "as judged by an independent panel.",
    ),
    awarded_on=date(2027, 4, 27),
    valid_until=date(2029, 4, 26),
    signatories=(("Bea Winscombe", "Programme lead"), ("Marlow Adeyinka-Frith", "Chair of the panel")),
    code="LEC-7Q4K-92MD",
    verify_url="https://charter.example.org/verify/LEC-7Q4K-92MD/",
)
WELSH = "Ymddiriedolaeth Gofal Iechyd Cymunedol Dŵr y Gŵyr a Thŷ Ŷd, Sir Fôn"
HUNDRED_AND_TWENTY = (
    "The Greater Northumbrian and Tees Valley Integrated Community, Forensic and Learning Disability NHS "
    "Foundation Trust Group"
)
HOSTILE = {
    "accents": ("Société générale d’Été Ñandú & Sø\u00adns — Łódź",),
    "Welsh": (WELSH,),
    "120 characters": (HUNDRED_AND_TWENTY,),
    "two of 120 characters": (HUNDRED_AND_TWENTY, HUNDRED_AND_TWENTY[::-1]),
    "one endless word": ("W" * 120,),
    "HTML": ("<script>alert('x')</script> & <b>Sons</b> \"Ltd\" {{ 7 * 7 }} {% raw %}",),
    "turned around": ("\u202eevil Trust\u202c\u2066!\u2069",),
    "emoji": ("Sunrise 🎉👩‍👩‍👧🏽 Peers ❤️",),
    "right to left": ("مؤسسة الرعاية", "עמותת שער"),
    "twelve parties": tuple(
        f"Partner number {number} of a long list of NHS Foundation Trusts" for number in range(12)
    ),
}


@contextmanager
def opened(content: bytes) -> Iterator[pypdfium2.PdfPage]:
    """The only page of a PDF, closed again in the order that the library needs."""
    document = pypdfium2.PdfDocument(content)
    assert len(document) == 1
    page = document[0]
    try:
        yield page
    finally:
        page.close()
        document.close()


def words(content: bytes) -> str:
    """All text in reading order, with single spaces."""
    with opened(content) as page:
        text = page.get_textpage()
        found = text.get_text_bounded()
        text.close()
    return " ".join(found.replace("\ufffe", "").split())


def heights(content: bytes, wanted: str) -> tuple[float, float]:
    """The bottom and top of a text on the page, in points from the page's foot."""
    with opened(content) as page:
        text = page.get_textpage()
        search = text.search(wanted)
        found = search.get_next()
        assert found, f"{wanted!r} is not on the page."
        boxes = [text.get_charbox(found[0] + step) for step in range(found[1])]
        search.close()
        text.close()
    return min(box[1] for box in boxes), max(box[3] for box in boxes)


@pytest.fixture(scope="module")
def content():
    return documents.certificate_pdf(CERTIFICATE)


def test_certificate_says_who_what_and_when(content):
    text = words(content)

    assert "Northmoor Community NHS Trust and Tarnside Care NHS Trust" in text
    for part in (
        "Lived Experience Charter",
        "Certificate of award",
        "for Youth Liaison Team",
        "Uppermost",
        "Awarded 27 April 2027",
        "Valid until 26 April 2029",
        "Bea Winscombe",
        "Chair of the panel",
        "LEC-7Q4K-92MD",
        "Career Matters",
    ):
        assert part in text


def test_certificate_is_read_in_the_order_it_is_meant(content):
    text = words(content)
    order = ["Lived Experience Charter", "Certificate of award", "Northmoor", "Uppermost", "27 April", "Check this"]

    assert sorted(order, key=text.index) == order


def test_certificate_is_one_landscape_a4_page(content):
    with opened(content) as page:
        assert page.get_size() == pytest.approx((841.89, 595.28), abs=0.1)


def test_qr_in_a_300_dpi_picture_opens_the_verification_page(content):
    with opened(content) as page:
        bitmap = page.render(scale=300 / 72)
        (code,) = zxingcpp.read_barcodes(bitmap.to_pil())
        bitmap.close()

    assert code.text == CERTIFICATE.verify_url


@pytest.mark.parametrize("host", ["a.example", "charter.example.org", "awards.a-rather-long-name.example.org:8000"])
def test_qr_of_any_code_and_address_can_be_read_from_a_small_picture(host):
    for _ in range(3):
        code = codes.new_code("LEC")
        address = f"https://{host}/verify/{code}/"
        with opened(documents.certificate_pdf(replace(CERTIFICATE, code=code, verify_url=address))) as page:
            bitmap = page.render(scale=150 / 72)
            (found,) = zxingcpp.read_barcodes(bitmap.to_pil())
            bitmap.close()

        assert found.text == address


def test_certificate_is_tagged_with_title_language_and_words_for_its_pictures(content):
    with pikepdf.open(io.BytesIO(content)) as document:
        root = document.Root
        metadata = document.open_metadata()
        figures = [
            str(item.Alt)
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure"
        ]

        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert str(root.Lang) == "en-GB"
        assert metadata["pdfuaid:part"] == "1"
        title = f"Certificate of award LEC-7Q4K-92MD: {HOLDERS[0]} and {HOLDERS[1]}, Uppermost"
        assert metadata["dc:title"] == str(document.docinfo.Title) == title
        assert str(document.docinfo.CreationDate).startswith("D:20270427")
        assert sorted(figures) == [
            "Award mark: an open door with 3 chevrons",
            "QR code that opens the page where this certificate can be checked",
        ]
        assert "/EmbeddedFiles" not in root.get("/Names", {})


def test_every_font_is_embedded(content):
    with pikepdf.open(io.BytesIO(content)) as document:
        descriptors = [
            item
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
        ]
        embedded = [any(key in item for key in ("/FontFile", "/FontFile2", "/FontFile3")) for item in descriptors]
        names = " ".join(str(item.FontName) for item in descriptors)

    assert embedded and all(embedded)
    assert "Fraunces" in names and "Atkinson" in names


def test_same_input_gives_the_same_bytes_here_and_in_another_process(content):
    script = (
        "import django, hashlib; django.setup(); from tests.awards import test_certificate_document as t;"
        "print(hashlib.sha256(t.documents.certificate_pdf(t.CERTIFICATE)).hexdigest())"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONHASHSEED": "7"}

    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment)

    assert documents.certificate_pdf(CERTIFICATE) == content
    assert answer.stdout.strip() == hashlib.sha256(content).hexdigest(), answer.stderr


def test_another_holder_in_between_changes_nothing(content):
    documents.certificate_pdf(replace(CERTIFICATE, holders=(WELSH,)))

    assert documents.certificate_pdf(CERTIFICATE) == content


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_names_fit_above_the_dates_on_one_page(case):
    content = documents.certificate_pdf(replace(CERTIFICATE, holders=HOSTILE[case]))

    end_of_reason, _ = heights(content, "independent panel.")
    _, top_of_dates = heights(content, "27 April 2027")
    assert end_of_reason > top_of_dates + 10


@pytest.mark.parametrize("name", [WELSH, HUNDRED_AND_TWENTY, "Société générale d’Été Ñandú — Łódź"])
def test_every_letter_of_a_long_name_is_on_the_page(name):
    content = documents.certificate_pdf(replace(CERTIFICATE, holders=(name,), services=()))

    assert name in unicodedata.normalize("NFC", words(content))


def test_names_of_120_characters_keep_18_points_or_more_and_four_lines():
    html = documents.certificate_html(replace(CERTIFICATE, holders=(HUNDRED_AND_TWENTY,)))
    short = documents.certificate_html(replace(CERTIFICATE, holders=("Second Gate Recovery",)))
    content = documents.certificate_pdf(replace(CERTIFICATE, holders=(HUNDRED_AND_TWENTY,)))
    bottom, _ = heights(content, "for Youth")
    _, top = heights(content, "The Greater")

    assert 'class="holders size-27"' in short
    assert any(f'class="holders size-{size}"' in html for size in (27, 24, 21, 18))
    assert top - bottom < 5 * 27 * 1.15 + 20


def test_markup_in_a_name_is_shown_and_not_obeyed():
    html = documents.certificate_html(replace(CERTIFICATE, holders=HOSTILE["HTML"]))
    content = documents.certificate_pdf(replace(CERTIFICATE, holders=HOSTILE["HTML"]))

    assert "<script" not in html and "<b>" not in html
    assert "{{ 7 * 7 }}" in html
    assert "<b>Sons</b>" in words(content)


def test_a_name_cannot_turn_the_line_around_or_print_a_picture():
    turned = documents.certificate_html(replace(CERTIFICATE, holders=HOSTILE["turned around"]))
    smiling = documents.certificate_html(replace(CERTIFICATE, holders=HOSTILE["emoji"]))

    assert ">evil Trust!<" in turned
    assert ">Sunrise Peers<" in smiling


@pytest.mark.parametrize(
    ("rank", "count", "tone", "chevrons"),
    [(1, 4, 1, 0), (2, 4, 2, 1), (3, 4, 3, 2), (4, 4, 4, 3), (1, 1, 4, 0), (1, 2, 1, 0), (2, 2, 4, 1), (3, 3, 4, 2)],
)
def test_level_styling_follows_rank_and_count_alone(rank, count, tone, chevrons):
    html = documents.certificate_html(replace(CERTIFICATE, level_name="Any word", level_rank=rank, level_count=count))

    assert f'<body class="tone-{tone}">' in html
    assert html.count("l7 -4l7 4") == chevrons


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"holders": ()}, "at least one organisation"),
        ({"holders": ("🎉",)}, "without letters"),
        ({"holders": ("x" * 401,)}, "at most 400 characters"),
        ({"holders": ("x",) * 13}, "at most 12 organisations"),
        ({"signatories": (("A", "x" * 401),)}, "at most 400 characters"),
        ({"level_rank": 5}, "not between 1 and 4"),
        ({"level_rank": 0}, "not between 1 and 4"),
        ({"valid_until": date(2027, 4, 26)}, "end before it starts"),
        ({"reason": ("a", "b", "c")}, "two lines of reason"),
    ],
)
def test_input_that_cannot_be_a_certificate_is_refused(change, sentence):
    with pytest.raises(ValueError, match=sentence):
        replace(CERTIFICATE, **change)
