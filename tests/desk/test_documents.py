"""The demonstration's documents: real files in real formats, the same each time, and believable."""

import csv
import io
from itertools import islice

import docx
import pikepdf
import pypdfium2
import pytest
from django.core.files.base import ContentFile
from odf import teletype, text
from odf.opendocument import load
from openpyxl import load_workbook
from PIL import Image

from charter.desk.demo import documents
from charter.kit import files

ORGANISATION = "Harbour Lane Women's Centre"
STANDARD = "On-boarding that works & fits <each> of us"


@pytest.fixture(scope="module")
def made():
    return {doc.name.rpartition(".")[2]: doc for doc in documents.documents(ORGANISATION, 3, STANDARD)}


def accepted(doc):
    return files.accept(ContentFile(doc.content, name=doc.name))


def test_documents_come_in_seven_formats_and_are_all_accepted(made):
    assert list(made) == ["pdf", "docx", "xlsx", "odt", "png", "jpg", "csv"]
    for extension, doc in made.items():
        answer = accepted(doc)
        assert (answer.kind, answer.content_type) == (extension, doc.content_type)
        assert answer.original_name == doc.name
        assert doc.about


def test_documents_are_the_same_for_the_same_seed_and_others_for_another(made):
    again = {doc.name.rpartition(".")[2]: doc for doc in documents.documents(ORGANISATION, 3, STANDARD)}
    other = {doc.name.rpartition(".")[2]: doc for doc in documents.documents(ORGANISATION, 4, STANDARD)}

    assert again == made
    assert all(other[extension].content != made[extension].content for extension in ("pdf", "docx", "xlsx", "jpg"))


def test_documents_are_made_only_when_asked_for():
    (first,) = islice(documents.documents(ORGANISATION, 3), 1)

    assert first.content_type == "application/pdf"


def test_pdf_opens_and_speaks_of_the_organisation_and_the_standard(made):
    document = pypdfium2.PdfDocument(made["pdf"].content)
    page = document[0]
    words = page.get_textpage()
    found = words.get_text_bounded()
    for part in (words, page, document):
        part.close()

    assert ORGANISATION in found
    assert STANDARD in " ".join(found.split())


def test_word_file_opens_with_its_own_library(made):
    document = docx.Document(io.BytesIO(made["docx"].content))

    assert ORGANISATION in document.paragraphs[1].text and STANDARD in document.paragraphs[1].text
    assert len(document.tables[0].rows) > 3


def test_spreadsheet_opens_with_its_own_library(made):
    book = load_workbook(io.BytesIO(made["xlsx"].content))

    assert book.sheetnames == ["Supervision rota", "Mentoring"]
    assert len(list(book["Supervision rota"].values)) == 13
    assert book["Mentoring"]["B10"].value == "=SUM(B2:B9)"


def test_open_document_opens_with_its_own_library(made):
    document = load(io.BytesIO(made["odt"].content))

    paragraphs = [teletype.extractText(item) for item in document.getElementsByType(text.P)]

    assert any(ORGANISATION in paragraph for paragraph in paragraphs)
    assert any(STANDARD in paragraph for paragraph in paragraphs)


def test_pictures_open_and_the_photograph_holds_its_place(made):
    with Image.open(io.BytesIO(made["png"].content)) as poster:
        poster.load()
        assert poster.size == (1240, 1754)
    with Image.open(io.BytesIO(made["jpg"].content)) as photograph:
        photograph.load()
        place = photograph.getexif().get_ifd(0x8825)

    assert place[1] == "N" and [float(part) for part in place[2]] == [52.0, 56.0, 15.0]


def test_csv_opens_in_rows(made):
    rows = list(csv.reader(io.StringIO(made["csv"].content.decode("utf-8-sig"))))

    assert rows[0] == ["Month", "Pairs started", "Still meeting"]
    assert len(rows) == 9


def test_big_document_is_a_real_pdf_of_20_mb_that_is_accepted():
    doc = documents.big_document()

    with pikepdf.open(io.BytesIO(doc.content)) as document:
        assert len(document.pages) == documents.BIG_PAGES
    assert 20 * files.MEGABYTE <= len(doc.content) < 24 * files.MEGABYTE
    assert accepted(doc).kind == "pdf"


def test_long_named_document_has_180_characters_and_accents_and_is_accepted():
    doc = documents.long_named_document()

    assert len(doc.name) == 180
    assert {"ŵ", "ŷ", "é", "ñ"} <= set(doc.name)
    assert accepted(doc).original_name == doc.name
    assert docx.Document(io.BytesIO(doc.content)).paragraphs
