"""Which files do tests upload: honest ones from real programs, hostile ones and bombs, all made here by code?

Nothing of this lies in the repository as a file. ``HOSTILE`` gives a name, content and how the refusal ends;
``honest()`` and ``bombs()`` are made when first asked for.
"""

from __future__ import annotations

import csv
import functools
import io
import struct
import zipfile
import zlib

import docx
import openpyxl
import pikepdf
from odf.opendocument import OpenDocumentPresentation, OpenDocumentSpreadsheet, OpenDocumentText
from odf.text import P
from openpyxl.chart import BarChart, Reference
from PIL import Image

from charter.kit import pdf as our_pdf

WORD_TYPE = (
    '<Types><Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


OFFICE = "application/vnd.openxmlformats-officedocument."


def portable(pages: int = 1) -> bytes:
    """A small PDF with a classic table of its objects."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, b" ".join(b"%d 0 R" % (n + 3) for n in range(pages))),
        *[b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"] * pages,
    ]
    made, places = [b"%PDF-1.7\n"], []
    length = len(made[0])
    for number, body in enumerate(objects, 1):
        places.append(length)
        made.append(b"%d 0 obj%s endobj\n" % (number, body))
        length += len(made[-1])
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    made.append(b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(places) + 1, table))
    made.append(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, length))
    return b"".join(made)


PDF = portable()


def zipped(parts, **options):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return content.getvalue()


def word(**more):
    parts = {"[Content_Types].xml": WORD_TYPE, "word/document.xml": "<w:document/>"}
    return zipped(parts | {name.replace("__", "/"): body for name, body in more.items()})


def open_document(manifest="<manifest/>", family="text", **more):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{family}")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", "<x/>")
        for name, body in more.items():
            archive.writestr(name.replace("__", "/"), body)
    return content.getvalue()


def encrypted_zip(content):
    """The same zip with the encryption flag of every entry set, as a password would set it."""
    changed = bytearray(content)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = changed.find(signature)
        while start >= 0:
            changed[start + offset] |= 1
            start = changed.find(signature, start + 4)
    return bytes(changed)


def png(width, height):
    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    )


def _with(name, body, **more):
    return word(**{name.replace("/", "__"): body, **more})


def lying_zip() -> bytes:
    """A Word file one of whose parts says that it is much smaller than what comes out of it."""
    changed = bytearray(word(word__big="0" * 2_000_000))
    said = struct.pack("<I", 2_000_000)
    while (at := changed.find(said)) >= 0:
        changed[at : at + 4] = struct.pack("<I", 2_000)
    return bytes(changed)


def with_script() -> bytes:
    """A PDF that runs a script when it is opened."""
    made = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        document.save(made)
    return made.getvalue()


TYPE = "must be a PDF, Word, Excel, PowerPoint, ODF, text, JPG or PNG file."
PASSWORD = "has a password. Upload a copy without one."
MACROS = "contains macros. Upload a copy without them."
SWOLLEN = "is too large once it is opened. Upload a smaller version."
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def damaged(label):
    article = "an" if label[0] in "AEIO" else "a"
    return f"is damaged or is not {article} {label} file. Save it again, then upload it."


HOSTILE = {
    "html named pdf": ("policy.pdf", HTML, damaged("PDF")),
    "html": ("page.html", HTML, TYPE),
    "svg": ("mark.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", TYPE),
    "svg named png": ("mark.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", damaged("PNG")),
    "html named txt": ("notes.txt", b"\n  <HTML><script>1</script>", damaged("text")),
    "script named txt": ("notes.txt", b"#!/bin/sh\nrm -rf ~", damaged("text")),
    "pdf named csv": ("numbers.csv", PDF, damaged("text")),
    "rtf named txt": ("notes.txt", b"{\\rtf1 hello}", damaged("text")),
    "NUL in text": ("notes.txt", b"hello\0world", damaged("text")),
    "utf-16 text": ("notes.txt", "hello".encode("utf-16"), damaged("text")),
    "program named docx": ("form.docx", b"MZ\x90\0" + b"\0" * 200, damaged("Word")),
    "program": ("setup.exe", b"MZ\x90\0", TYPE),
    "double extension": ("policy.pdf.exe", b"MZ\x90\0", TYPE),
    "program extension before the last": ("policy.exe.pdf", PDF, TYPE),
    "zip": ("all.zip", zipped({"a.txt": "a"}), TYPE),
    "zip named docx": ("form.docx", zipped({"a.txt": "a"}), damaged("Word")),
    "odt named docx": ("form.docx", open_document(), damaged("Word")),
    "docx named pdf": ("form.pdf", word(), damaged("PDF")),
    "docx named xlsx": ("sums.xlsx", word(), damaged("Excel")),
    "docm": ("form.docm", word(), TYPE),
    "pdf and zip in one": ("both.pdf", PDF + word(), damaged("PDF")),
    "zip after a program": ("form.docx", b"MZ\x90\0" + word(), damaged("Word")),
    "empty": ("notes.txt", b"", "is empty. Choose a file that has something in it."),
    "no extension": ("notes", b"hello", TYPE),
    "pdf without its end": ("policy.pdf", PDF[:-20], damaged("PDF")),
    "pdf after other bytes": ("policy.pdf", b"hello" + PDF, damaged("PDF")),
    "encrypted pdf": ("policy.pdf", PDF.replace(b"/Root", b"/Encrypt 5 0 R/Root"), PASSWORD),
    "encrypted docx": ("form.docx", encrypted_zip(word()), PASSWORD),
    "docx locked by Word": ("form.docx", OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), PASSWORD),
    "old Word named docx": ("form.docx", OLE + b"\0" * 600, damaged("Word")),
    "old Word": ("form.doc", OLE + b"\0" * 600, TYPE),
    "encrypted odt": ("form.odt", open_document("<m><manifest:encryption-data/></m>"), PASSWORD),
    "odt with macros": ("form.odt", open_document(Basic__Standard__x="Sub Main"), MACROS),
    "docx without its document": ("form.docx", zipped({"[Content_Types].xml": WORD_TYPE}), damaged("Word")),
    "docx that climbs": ("form.docx", word(**{"..__..__etc__passwd": "x"}), damaged("Word")),
    "docx cut short": ("form.docx", word()[:-30], damaged("Word")),
    "png cut short": ("photo.png", png(2, 2)[:-10], damaged("PNG")),
    "png bomb": ("photo.png", png(60_000, 60_000), SWOLLEN),
    "png with no width": ("photo.png", png(0, 10), damaged("PNG")),
    "jpeg cut short": ("photo.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\0", damaged("JPG")),
    "zip bomb": ("form.docx", word(word__big="0" * 40_000_000), SWOLLEN),
    "heic": ("photo.heic", b"\0\0\0\x18ftypheic", TYPE),
}
HOSTILE["docx with macros"] = (
    "form.docx",
    zipped({"[Content_Types].xml": WORD_TYPE, "word/document.xml": "", "word/vbaProject.bin": "x"}),
    MACROS,
)
HOSTILE["docx that says it has macros"] = (
    "form.docx",
    zipped(
        {
            "[Content_Types].xml": "application/vnd.ms-word.document.macroEnabled.main+xml",
            "word/document.xml": "",
        }
    ),
    MACROS,
)
HOSTILE["xlsx with old macro sheets"] = (
    "sums.xlsx",
    zipped(
        {
            "[Content_Types].xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            "xl/workbook.xml": "",
            "xl/macrosheets/sheet1.xml": "",
        }
    ),
    MACROS,
)
HOSTILE |= {
    "docx with a program inside": ("form.docx", _with("word/embeddings/run.bin", "MZ" + "x" * 99), damaged("Word")),
    "docx with a zip inside": ("form.docx", word(word__inner=zipped({"a": "b"})), damaged("Word")),
    "docx that declares entities": (
        "form.docx",
        _with("word/styles.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        damaged("Word"),
    ),
    "docx that says it is smaller": ("form.docx", lying_zip(), damaged("Word")),
    "pdf that starts a script": ("policy.pdf", with_script(), MACROS),
    "pdf without pages": ("policy.pdf", portable(0), damaged("PDF")),
    "pdf in name and two marks only": (
        "policy.pdf",
        b"%PDF-1.7\nhello\nstartxref\n40\n%%EOF\n",
        damaged("PDF"),
    ),
    "png with nothing in it": ("photo.png", png(2000, 2000), damaged("PNG")),
    "svg with script": ("mark.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", TYPE),
    "xml": ("data.xml", b"<?xml version='1.0'?><a/>", TYPE),
    "javascript": ("run.js", b"alert(1)", TYPE),
}


# Honest -------------------------------------------------------------------------------------------------


def _saved(thing, *rest, **options) -> bytes:
    made = io.BytesIO()
    thing.save(made, *rest, **options)
    return made.getvalue()


def _rota() -> bytes:
    made = OpenDocumentText()
    made.text.addElement(P(text="We ask late."))
    return _saved(made)


def photograph(size=(640, 480), **options) -> bytes:
    """A JPEG as a telephone makes it: held sideways, with camera and place."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Telephone"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 28.0, 30.0), 3: "W", 4: (1.0, 53.0, 0.0)})
    picture = Image.effect_noise(size, 30).convert("RGB")
    return _saved(picture, "JPEG", exif=exif, comment=b"Taken at home", **options)


def _sheet(chart: bool) -> bytes:
    book = openpyxl.Workbook()
    for row in (("Year", "People"), (2025, 4), (2026, 9)):
        book.active.append(row)
    if chart:
        drawn = BarChart()
        drawn.add_data(Reference(book.active, min_col=2, min_row=1, max_row=3), titles_from_data=True)
        book.active.add_chart(drawn, "D2")
    return _saved(book)


def _letter(picture: bool) -> bytes:
    made = docx.Document()
    made.add_heading("Induction", 1)
    made.add_paragraph("We ask about convictions after the offer.")
    if picture:
        made.add_picture(io.BytesIO(photograph((60, 40))))
    return _saved(made)


def _rows() -> bytes:
    made = io.StringIO()
    csv.writer(made).writerows([("Name", "Role"), ("Asha", "Lead"), ("Siân", "Mentor, nights")])
    return b"\xef\xbb\xbf" + made.getvalue().encode()


def _many_pages() -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(40):
            document.add_blank_page()
        document.save(made, object_stream_mode=pikepdf.ObjectStreamMode.generate, linearize=True)
    return made.getvalue()


# By their names, so that whoever only counts the tests need not make the files.
HONEST = (
    "Policy.pdf",
    "Forty pages.pdf",
    "Minutes.docx",
    "Leaflet.docx",
    "Numbers.xlsx",
    "Chart.xlsx",
    "Talk.pptx",
    "Rota.odt",
    "Sums.ods",
    "Slides.odp",
    "Poster.png",
    "IMG_0001.jpeg",
    "Scan.jpg",
    "Notes.txt",
    "People.csv",
)


@functools.cache
def honest() -> dict[str, bytes]:
    """Fifteen files as real programs and a telephone write them, by name."""
    picture = Image.effect_noise((300, 200), 40)
    slides = zipped(
        {
            "[Content_Types].xml": f"{OFFICE}presentationml.presentation.main+xml",
            "ppt/presentation.xml": "<p/>",
        }
    )
    return {
        "Policy.pdf": our_pdf.render("<html lang='en'><title>Policy</title><p>We ask late.</p></html>"),
        "Forty pages.pdf": _many_pages(),
        "Minutes.docx": _letter(picture=False),
        "Leaflet.docx": _letter(picture=True),
        "Numbers.xlsx": _sheet(chart=False),
        "Chart.xlsx": _sheet(chart=True),
        "Talk.pptx": slides,
        "Rota.odt": _rota(),
        "Sums.ods": _saved(OpenDocumentSpreadsheet()),
        "Slides.odp": _saved(OpenDocumentPresentation()),
        "Poster.png": _saved(picture.convert("P"), "PNG", transparency=0),
        "IMG_0001.jpeg": photograph() + b"SEFH" + b"\0" * 500,
        "Scan.jpg": photograph(progressive=True),
        "Notes.txt": "Dŵr y Gŵyr\r\n\tWe met on Friday.".encode(),
        "People.csv": _rows(),
    }


# Bombs --------------------------------------------------------------------------------------------------


def _deflated(size: int) -> bytes:
    """A raw deflate stream of ``size`` spaces."""
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    block = b" " * (1 << 20)
    made = [packer.compress(block) for _ in range(size >> 20)]
    return b"".join([*made, packer.flush()])


def overlapping(parts: int, size: int) -> bytes:
    """A zip whose directory names one small stream ``parts`` times over: kilobytes that come to gigabytes."""
    body = _deflated(size)
    crc = zlib.crc32(b" " * size)
    name = b"[Content_Types].xml"
    local = struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, 0, 8, 0, 33, crc, len(body), size, len(name), 0) + name
    listed = []
    for number in range(parts):
        called = name if number == 0 else b"word/%05d.xml" % number
        listed.append(
            struct.pack("<4sHHHHHHIII", b"PK\1\2", 20, 20, 0, 8, 0, 33, crc, len(body), size)
            + struct.pack("<HHHHHII", len(called), 0, 0, 0, 0, 0, 0)
            + called
        )
    table = b"".join(listed)
    at = len(local) + len(body)
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, parts, parts, len(table), at, 0)
    return local + body + table + end


def _nested(depth: int) -> bytes:
    inner = zipped({"zeros": "0" * 1_000_000})
    for number in range(depth - 1):
        inner = zipped({f"{number}.zip": inner})
    return word(word__embeddings__inner=inner)


BOMBS = (
    "42 kB to 4 GB",
    "nested six times",
    "1 GB of XML",
    "XML entities",
    "60,000 by 60,000",
    "100,000 pages",
    "25 MB and a byte",
)


@functools.cache
def bombs() -> dict[str, tuple[str, bytes, str]]:
    """Files that are small and want to be large, as ``HOSTILE`` has them."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    huge = io.BytesIO()
    with zipfile.ZipFile(huge, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", WORD_TYPE)
        with archive.open("word/document.xml", "w") as part:
            for _ in range(1024):
                part.write(b" " * (1 << 20))
    return {
        "42 kB to 4 GB": ("form.docx", overlapping(1_000, 4 << 20), SWOLLEN),
        "nested six times": ("form.docx", _nested(6), damaged("Word")),
        "1 GB of XML": ("form.docx", huge.getvalue(), SWOLLEN),
        "XML entities": (
            "form.docx",
            _with("word/document.xml", f'<!DOCTYPE l [<!ENTITY l0 "ha">{entities}]><l>&l9;</l>'),
            damaged("Word"),
        ),
        "60,000 by 60,000": ("photo.png", png(60_000, 60_000), SWOLLEN),
        "100,000 pages": ("policy.pdf", portable(100_000), SWOLLEN),
        "25 MB and a byte": (
            "scan.pdf",
            b"%PDF-1.7" + b"0" * (25 * 1024 * 1024 - 7),
            "must be smaller than 25MB. It is 26MB.",
        ),
    }
