"""Which evidence files do the demonstration's organisations send? Real documents in real formats, made here.

No file is kept in the repository: each is drawn by its own library from made-up facts, and the same
organisation, standard and seed give the same bytes.
"""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from random import Random

import docx
from django.template.loader import get_template
from odf.opendocument import OpenDocumentText
from odf.text import H, List, ListItem, P
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Font
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from PIL.TiffImagePlugin import IFDRational

from charter.desk.demo import wording
from charter.desk.demo.wording import Setting
from charter.kit import pdf

MADE_AT = datetime(2026, 9, 1, 9, 0)  # noqa: DTZ001  # Office formats keep wall time without a zone.
OFFICE = "application/vnd.openxmlformats-officedocument."
LONGEST_NAME = 180
BIG_PAGES = 4


@dataclass(frozen=True)
class Document:
    """A file as a person would choose it: its name, type and bytes, and what it is about in a few words."""

    name: str
    content_type: str
    content: bytes
    about: str


def documents(organisation: str, seed: int, standard: str = "") -> Iterator[Document]:
    """Seven documents of one organisation, each made when asked for: PDF, Word, Excel, ODF, PNG, JPG and CSV.

    ``standard`` is the title of the standard they are written for. The JPG tells where it was taken.
    """
    facts = wording.setting(organisation, seed, standard)
    yield Document("Induction policy.pdf", "application/pdf", _policy(facts), "Our induction policy")
    yield Document(
        "Co-production group minutes.docx",
        f"{OFFICE}wordprocessingml.document",
        _minutes(facts),
        "Minutes of the co-production group",
    )
    yield Document(
        "Peer supervision rota and mentoring numbers.xlsx",
        f"{OFFICE}spreadsheetml.sheet",
        _rota(facts),
        "Who had supervision, and mentoring in numbers",
    )
    yield Document(
        "Fair chance guide for managers.odt",
        "application/vnd.oasis.opendocument.text",
        _guide(facts),
        "What we tell managers about disclosure",
    )
    yield Document("Welcome poster.png", "image/png", _poster(facts), "The poster in our entrance")
    yield Document("Waiting room.jpg", "image/jpeg", _photograph(facts, seed), "The redesigned waiting room")
    yield Document("Mentoring pairs.csv", "text/csv", _pairs(facts), "Mentoring pairs by month")


def big_document(organisation: str = "Severnlea Partnership NHS Foundation Trust") -> Document:
    """A scanned handbook of a little over 20 MB: four grey pages with the grain that scanners leave."""
    facts = wording.setting(organisation, 20, "")
    pages = [_scanned_page(facts, number) for number in range(1, BIG_PAGES + 1)]
    stamp = time.struct_time(MADE_AT.timetuple())
    content = io.BytesIO()
    pages[0].save(
        content,
        "PDF",
        save_all=True,
        append_images=pages[1:],
        resolution=300,
        quality=93,
        title="Induction handbook, scanned",
        creationDate=stamp,
        modDate=stamp,
    )
    return Document(
        "Induction handbook scanned.pdf",
        "application/pdf",
        content.getvalue(),
        "Our induction handbook, scanned",
    )


def long_named_document(organisation: str = "Northmoor Community NHS Trust") -> Document:
    """A Word file with accents and a name of exactly 180 characters, extension included."""
    words = (
        "Cofnodion cyfarfod y grŵp cyd-gynhyrchu – trafodaeth am y tŷ, café Zoë, naïve façade, "
        "señor Núñez a’r ôl-drafodaeth: crynodeb llawn gydag atodiadau a gweithredoedd "
        "i bawb sy’n aelodau o’r grŵp llywio"
    )
    stem = words[: LONGEST_NAME - len(".docx")].rstrip().ljust(LONGEST_NAME - len(".docx"), "ŷ")
    content = _minutes(wording.setting(organisation, 180, "Dŵr y Gŵyr"))
    return Document(f"{stem}.docx", f"{OFFICE}wordprocessingml.document", content, "Minutes, with a long name")


# One function a format ------------------------------------------------------------------------------


def _policy(facts: Setting) -> bytes:
    """The induction policy as a tagged PDF."""
    title = "Induction policy"
    html = get_template("documents/evidence.html").render(
        {"title": title, "setting": facts, "sections": wording.INDUCTION}
    )
    return pdf.render(html, stylesheets=("evidence.css",), title=title, lang="en-GB")


def _minutes(facts: Setting) -> bytes:
    """The co-production group's minutes as a Word file."""
    document = docx.Document()
    document.core_properties.author = facts.organisation
    document.core_properties.title = "Co-production group minutes"
    document.core_properties.created = document.core_properties.modified = MADE_AT
    document.add_heading("Co-production group", level=1)
    document.add_paragraph(f"{facts.organisation}, {facts.month} {facts.year}. For “{facts.standard}”.")
    document.add_paragraph(f"Present: {', '.join(facts.present)}. Members are paid for their time.")
    for heading, text in wording.MINUTES:
        document.add_heading(heading, level=2)
        document.add_paragraph(text)
    table = document.add_table(rows=1, cols=2)
    table.style = "Table Grid"
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Action", "Who"
    for action, name in zip(wording.ACTIONS, facts.present, strict=False):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = action, name
    content = io.BytesIO()
    document.save(content)
    return _settled_zip(content.getvalue())


def _rota(facts: Setting) -> bytes:
    """The supervision rota and the mentoring numbers with their chart, as an Excel file."""
    book = Workbook()
    book.properties.creator = facts.organisation
    book.properties.created = MADE_AT
    rota = book.active
    rota.title = "Supervision rota"
    rota.append(["Week", "Facilitator", "Role"])
    for row in facts.rota:
        rota.append(list(row))
    numbers = book.create_sheet("Mentoring")
    numbers.append(["Month", "Pairs started", "Still meeting"])
    for month in facts.mentoring:
        numbers.append(list(month))
    last = len(facts.mentoring) + 1
    numbers.append(["Total", f"=SUM(B2:B{last})", f"=SUM(C2:C{last})"])
    for sheet in (rota, numbers):
        sheet.column_dimensions["A"].width = sheet.column_dimensions["B"].width = 18
        sheet.column_dimensions["C"].width = 30
        for cell in sheet[1]:
            cell.font = Font(bold=True)
    chart = BarChart()
    chart.title = "Mentoring pairs"
    chart.add_data(Reference(numbers, min_col=2, max_col=3, min_row=1, max_row=last), titles_from_data=True)
    chart.set_categories(Reference(numbers, min_col=1, min_row=2, max_row=last))
    numbers.add_chart(chart, "E2")
    content = io.BytesIO()
    book.save(content)
    return _settled_zip(content.getvalue())


def _guide(facts: Setting) -> bytes:
    """The managers' guide as an OpenDocument text."""
    document = OpenDocumentText()
    document.text.addElement(H(outlinelevel=1, text="Fair chance: a guide for managers"))
    document.text.addElement(P(text=f"{facts.organisation}, {facts.month} {facts.year}."))
    document.text.addElement(P(text=f"This guide is part of our work on “{facts.standard}”."))
    steps = List()
    for step in wording.MANAGERS_GUIDE:
        item = ListItem()
        item.addElement(P(text=step))
        steps.addElement(item)
    document.text.addElement(steps)
    content = io.BytesIO()
    document.write(content)
    return _settled_zip(content.getvalue())


def _pairs(facts: Setting) -> bytes:
    """The mentoring numbers as a CSV file, as a spreadsheet program would save it."""
    lines = ["Month,Pairs started,Still meeting", *(",".join(map(str, row)) for row in facts.mentoring)]
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")


def _poster(facts: Setting) -> bytes:
    """The welcome poster as a PNG: a door, a heading and three lines."""
    picture = Image.new("RGB", (1240, 1754), "#fffdf9")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 1240, 60), fill="#4b2273")
    draw.rectangle((420, 230, 820, 830), outline="#1d1533", width=24)
    draw.polygon(((432, 242), (640, 320), (640, 890), (432, 818)), fill="#00635d")
    draw.ellipse((600, 590, 624, 614), fill="#fffdf9")
    lines = (
        ("You are welcome here", 84, 960),
        (facts.organisation, 40, 1090),
        ("Ask anyone with a teal badge for a hand.", 44, 1240),
        ("You choose what you tell us, and when.", 44, 1310),
        ("Designed with people with lived experience.", 36, 1600),
    )
    for text, size, top in lines:
        draw.text((620, top), text, fill="#1d1533", font=ImageFont.load_default(size), anchor="ma")
    content = io.BytesIO()
    picture.save(content, "PNG", optimize=True)
    return content.getvalue()


def _photograph(facts: Setting, seed: int) -> bytes:
    """A picture of a room as a telephone would save it, with its camera and its place in the metadata."""
    random = Random(seed)  # noqa: S311  # A picture's grain, not a secret.
    width, height = 1600, 1200
    picture = Image.new("RGB", (width, height), "#efe6d8")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 820, width, height), fill="#b98d5f")
    draw.rectangle((1080, 120, 1500, 520), fill="#cfe6ef", outline="#ffffff", width=18)
    for seat in range(4):
        left = 120 + seat * 230
        tone = random.choice(("#00635d", "#4b2273", "#c4401f", "#0b5563"))
        draw.rounded_rectangle((left, 640, left + 180, 860), radius=30, fill=tone)
        draw.rectangle((left + 20, 860, left + 36, 960), fill="#3a2a1a")
        draw.rectangle((left + 144, 860, left + 160, 960), fill="#3a2a1a")
    draw.ellipse((1180, 700, 1460, 800), fill="#7a4516")
    grain = Image.frombytes("L", (width, height), random.randbytes(width * height)).convert("RGB")
    picture = Image.blend(picture.filter(ImageFilter.GaussianBlur(2)), grain, 0.06)
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=85, exif=_camera_data(facts))
    return content.getvalue()


def _camera_data(facts: Setting) -> Image.Exif:
    """Metadata as telephones write it: make, model, time and a place in open water."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "Example", "Phone 7", 1
    exif[0x0132] = MADE_AT.strftime("%Y:%m:%d %H:%M:%S")
    exif[0x010E] = f"Waiting room, {facts.organisation}".encode("ascii", "replace").decode()
    place = exif.get_ifd(0x8825)
    degrees = tuple(IFDRational(number) for number in (52, 56, 15))
    place.update({1: "N", 2: degrees, 3: "E", 4: (IFDRational(0), IFDRational(20), IFDRational(30))})
    return exif


def _scanned_page(facts: Setting, number: int) -> Image.Image:
    """One page at 300 dots an inch: black words on paper, under a scanner's grain."""
    width, height = 2480, 3508
    paper = Image.new("L", (width, height), 244)
    draw = ImageDraw.Draw(paper)
    draw.text((220, 260), "Induction handbook", fill=20, font=ImageFont.load_default(96))
    draw.text((220, 400), f"{facts.organisation}, page {number}", fill=60, font=ImageFont.load_default(48))
    top = 560
    for heading, text in wording.INDUCTION:
        draw.text((220, top), heading, fill=20, font=ImageFont.load_default(60))
        top += 90
        words = text.split()
        for start in range(0, len(words), 11):
            draw.text((220, top), " ".join(words[start : start + 11]), fill=40, font=ImageFont.load_default(44))
            top += 62
        top += 60
    grain = Image.frombytes("L", (width, height), Random(number).randbytes(width * height))  # noqa: S311
    return Image.blend(paper, grain, 0.35)


def _settled_zip(content: bytes) -> bytes:
    """The same office document without the moment of its making, so that it comes out the same each time."""
    settled = io.BytesIO()
    stamp = MADE_AT.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    moments = re.compile(rb"(<(dcterms:modified|dc:date|meta:creation-date)[^>]*>)[^<]*(</)")
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(settled, "w") as target:
        for part in source.infolist():
            body = source.read(part)
            if part.filename in {"docProps/core.xml", "meta.xml"}:
                body = moments.sub(rb"\g<1>" + stamp + rb"\g<3>", body)
            # odfpy declares every namespace that any earlier document of this process had.
            body = _without_idle_namespaces(body) if part.filename.endswith(".xml") else body
            entry = zipfile.ZipInfo(part.filename, MADE_AT.timetuple()[:6])
            entry.compress_type = part.compress_type
            target.writestr(entry, body)
    return settled.getvalue()


def _without_idle_namespaces(xml: bytes) -> bytes:
    """The same XML without the declarations of prefixes that nothing in it uses."""

    def needed(declaration: re.Match[bytes]) -> bytes:
        return declaration[0] if re.search(rb"[< /]" + declaration[1] + b":", xml) else b""

    return re.sub(rb' xmlns:([A-Za-z0-9]+)="[^"]*"', needed, xml)
