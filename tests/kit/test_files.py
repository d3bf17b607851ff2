"""Files: content decides, refusals are sentences, and what is served stays inert."""

import hashlib
import io
import json
import pickle
import subprocess
import sys
import tempfile

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from charter.desk.demo import documents
from charter.kit import file_types, files
from charter.kit.access import Refused
from tests import uploads
from tests.uploads import HOSTILE, PDF, TYPE, open_document, png, word, zipped

# A response that is closed ends a request, at which Django looks at its connections.
pytestmark = pytest.mark.django_db

ORGANISATION = "Second Gate Recovery"


@pytest.fixture(scope="module")
def honest():
    """One document of each format that our demonstration makes, by extension."""
    return {doc.name.rpartition(".")[2]: doc for doc in documents.documents(ORGANISATION, 1)}


def upload(name, content):
    return SimpleUploadedFile(name, content)


def raw_upload(name, content):
    """An upload whose name nothing has cleaned yet, as another door might hand it over."""
    file = ContentFile(content)
    file.name = name
    return file


# Honest files -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("extension", ["pdf", "docx", "xlsx", "odt", "csv"])
def test_accept_takes_what_real_programs_write(honest, extension):
    doc = honest[extension]

    accepted = files.accept(upload(doc.name, doc.content))

    assert accepted == files.Accepted(
        kind=extension,
        content_type=doc.content_type,
        extension=f".{extension}",
        size=len(doc.content),
        sha256=hashlib.sha256(doc.content).hexdigest(),
        original_name=doc.name,
        content=accepted.content,
    )


def test_every_honest_file_and_every_bomb_is_asked_for():
    assert (tuple(uploads.honest()), tuple(uploads.bombs())) == (uploads.HONEST, uploads.BOMBS)


@pytest.mark.parametrize("name", uploads.HONEST)
def test_accept_takes_every_honest_file(name):
    assert files.accept(upload(name, uploads.honest()[name])).original_name == name


@pytest.mark.parametrize("name", ["IMG_0001.jpeg", "Poster.png"])
def test_accept_writes_pictures_anew_without_where_and_by_what_they_were_taken(name):
    accepted = files.accept(upload(name, uploads.honest()[name]))
    kept = accepted.content.read()

    assert (accepted.sha256, accepted.size) == (hashlib.sha256(kept).hexdigest(), len(kept))
    assert not any(told in kept for told in (b"Exif", b"Telephone", b"Taken at home", b"SEFH"))
    with Image.open(io.BytesIO(kept)) as picture:
        assert not picture.getexif()
        # It was held sideways, and stands upright now.
        assert picture.size == ((480, 640) if name.startswith("IMG") else (300, 200))
        assert ("transparency" in picture.info) == (name == "Poster.png")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("notes.txt", "Dŵr y Gŵyr\r\n\tA list".encode(), "txt"),
        ("notes.txt", "A café in Latin letters".encode("cp1252"), "txt"),
        ("list.csv", b"\xef\xbb\xbfName,Role\r\nAsha,Lead\r\n", "csv"),
        ("From us.TXT", b"From: the team\nTo: you\n\nWe met on Friday.", "txt"),
        ("PLAN v1.2 final.PDF", PDF, "pdf"),
        ("letter.docx.pdf", PDF, "pdf"),
        ("plain.docx", word(), "docx"),
        ("plain.odt", open_document(), "odt"),
        ("drawing.png", png(1, 1), "png"),
    ],
)
def test_accept_takes_other_honest_files(name, content, kind):
    assert files.accept(upload(name, content)).kind == kind


def test_accept_takes_a_picture_by_its_content_when_the_name_says_another_picture(honest):
    accepted = files.accept(upload("photo.jpg", honest["png"].content))

    assert (accepted.kind, accepted.content_type, accepted.extension) == ("png", "image/png", ".png")


def test_accept_takes_a_photograph_with_a_telephones_own_data_after_it(honest):
    accepted = files.accept(upload("IMG_0001.jpeg", honest["jpg"].content + b"SEFH" + b"\0" * 500))

    assert accepted.extension == ".jpg"


@pytest.mark.parametrize(("kind", "family"), [("odt", "text"), ("ods", "spreadsheet"), ("odp", "presentation")])
def test_accept_takes_each_open_document_under_its_own_name(kind, family):
    content = open_document(family=family)

    assert files.accept(upload(f"ours.{kind}", content)).kind == kind
    with pytest.raises(Refused, match="is not an ODF file"):
        files.accept(upload("other." + ("odt" if kind == "ods" else "ods"), content))


def test_accept_takes_presentations():
    main = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"

    slides = zipped({"[Content_Types].xml": main, "ppt/presentation.xml": "<p/>"})

    assert files.accept(upload("talk.pptx", slides)).kind == "pptx"


def test_accept_leaves_the_upload_at_its_start():
    file = upload("notes.txt", b"Hello")

    files.accept(file)

    assert file.read() == b"Hello"


# Hostile files ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", HOSTILE)
def test_accept_refuses_with_a_sentence(case):
    name, content, ending = HOSTILE[case]

    with pytest.raises(Refused) as refusal:
        files.accept(upload(name, content))

    assert refusal.value.sentence == f"{name} {ending}"


@pytest.mark.parametrize("case", uploads.BOMBS)
def test_accept_refuses_a_bomb_before_it_goes_off(case, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    name, content, ending = uploads.bombs()[case]

    with pytest.raises(Refused) as refusal:
        files.accept(upload(name, content))

    assert refusal.value.sentence == f"{name} {ending}"
    assert not list(tmp_path.iterdir())


# The system counts a child as at least as large as its parent and remembers the largest: so a small parent, alone.
WEIGH = """
import json, pickle, resource, sys
import django
from django.core.files.uploadedfile import SimpleUploadedFile
django.setup()
from charter.kit import files
from charter.kit.access import Refused

def used():
    ours, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(who.ru_utime + who.ru_stime for who in (ours, children)), ours.ru_maxrss, children.ru_maxrss

refused = []
for name, content in pickle.load(sys.stdin.buffer):
    before = used()
    try:
        files.accept(SimpleUploadedFile(name, content))
    except Refused:
        seconds, ours, child = used()
        refused.append({"seconds": seconds - before[0], "grown": ours - before[1], "child": child})
print(json.dumps(refused))
"""


def test_a_bomb_costs_two_seconds_and_little_memory():
    bombs = [(name, content) for name, content, _ in uploads.bombs().values()]

    run = subprocess.run([sys.executable, "-c", WEIGH], input=pickle.dumps(bombs), capture_output=True, check=True)

    costs = json.loads(run.stdout)
    assert len(costs) == len(bombs)
    assert max(cost["seconds"] for cost in costs) <= 2
    assert max(cost["grown"] for cost in costs) <= 150 * 1024
    assert 0 < max(cost["child"] for cost in costs) <= 400 * 1024


@pytest.mark.parametrize("fault", ["hangs", "swells", "breaks", "babbles"])
def test_a_child_that_goes_wrong_costs_the_file_and_nothing_else(fault, tmp_path, monkeypatch):
    body = {
        "hangs": "while True: pass",
        "swells": "bytearray(4 << 30)",
        "breaks": "import os; os.abort()",
        "babbles": "print('well')",
    }[fault]
    child = tmp_path / "child.py"
    limit = f"import sys; sys.path.insert(0, {str(files.apart.CHILD.parent)!r}); import file_child as c; c.limit(1)"
    child.write_text(f"{limit}\n{body}\n")
    monkeypatch.setattr(files.apart, "CHILD", child)

    with pytest.raises(Refused, match="too large once" if fault == "hangs" else "damaged"):
        files.accept(upload(f"{fault}.pdf", PDF + fault.encode()))


def test_accept_refuses_an_encrypted_pdf_and_a_truncated_photograph_that_other_programs_made(honest):
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(honest["pdf"].content)) as document:
        document.save(locked, encryption=pikepdf.Encryption(owner="owner", user="user"))
    photograph = honest["jpg"].content

    with pytest.raises(Refused, match="has a password"):
        files.accept(upload("policy.pdf", locked.getvalue()))
    with pytest.raises(Refused, match="damaged"):
        files.accept(upload("photo.jpg", photograph[: len(photograph) // 2]))


def test_accept_looks_at_the_size_before_the_content():
    limits = files.Limits(most_bytes=25 * files.MEGABYTE)

    with pytest.raises(Refused) as refusal:
        files.accept(upload("scan.pdf", b"0" * (31 * files.MEGABYTE - 5)), limits=limits)

    assert refusal.value.sentence == "scan.pdf must be smaller than 25MB. It is 31MB."


def test_every_kind_in_the_policy_has_one_row_an_extension_and_a_proof():
    extensions = [extension for row in file_types.FILE_TYPES for extension in row.extensions]

    assert len(set(extensions)) == len(extensions)
    assert all(row.label in files.ALLOWED_WORDS for row in file_types.FILE_TYPES)
    assert not {"text/html", "image/svg+xml", "text/xml"} & {row.content_type for row in file_types.FILE_TYPES}


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("policy.pdf", "policy.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\asha\\policy.pdf", "policy.pdf"),
        ("annexe\u202efdp.exe", "annexefdp.exe"),
        ("a\0b\nc\u200b.pdf", "ab c.pdf"),
        ("  spaced   out .pdf", "spaced out.pdf"),
        ("Cofnodion y grŵp.docx", "Cofnodion y grŵp.docx"),
        ("e\u0301te.txt", "éte.txt"),
        (".htaccess", "htaccess"),
        ("", "file"),
        ("...", "file"),
    ],
)
def test_clean_name_keeps_what_a_person_can_see(raw, shown):
    assert files.clean_name(raw) == shown


def test_clean_name_keeps_180_characters_and_the_extension():
    assert files.clean_name("ŵ" * 300 + ".docx") == "ŵ" * 175 + ".docx"
    assert len(files.clean_name("x" * 400)) == 180


def test_accept_names_the_program_behind_a_turned_around_name():
    with pytest.raises(Refused) as refusal:
        files.accept(raw_upload("annexe\u202efdp.exe", b"MZ\x90\0"))

    assert refusal.value.sentence == f"annexefdp.exe {TYPE}"


# Keeping --------------------------------------------------------------------------------------------------


def kept(content=b"Hello", suffix=".txt"):
    return files.store(content, area="evidence", sha256=hashlib.sha256(content).hexdigest(), suffix=suffix)


def test_store_keeps_the_bytes_under_a_name_of_ours():
    one, two = kept(), kept()

    assert one != two
    assert one.startswith("evidence/") and one.endswith(".txt")
    with files.open(one) as file:
        assert file.read() == b"Hello"
    assert files.matches(one, hashlib.sha256(b"Hello").hexdigest())


def test_store_takes_an_upload_that_was_accepted():
    file = upload("notes.txt", b"Hello again")
    accepted = files.accept(file)

    name = files.store(file, area="evidence", sha256=accepted.sha256, suffix=accepted.extension)

    assert files.matches(name, accepted.sha256)


@pytest.mark.parametrize(
    "wrong", [{"area": "../up"}, {"area": ""}, {"suffix": "txt"}, {"suffix": ".t/t"}, {"sha256": "0" * 64}]
)
def test_store_refuses_another_place_or_other_bytes(wrong):
    right = {"area": "evidence", "sha256": hashlib.sha256(b"Hello").hexdigest(), "suffix": ".txt"}

    with pytest.raises(ValueError, match=r"not a place|not those"):
        files.store(b"Hello", **(right | wrong))


def test_matches_sees_a_changed_and_a_missing_file():
    name = kept()
    digest = hashlib.sha256(b"Hello").hexdigest()

    with open(files._storage().path(name), "wb") as file:
        file.write(b"Hullo")
    assert not files.matches(name, digest)

    files.remove(name)
    assert not files.matches(name, digest)
    files.remove(name)


# Giving back ------------------------------------------------------------------------------------------------

INERT = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def headers_that_matter(response):
    return {
        name: value for name, value in response.headers.items() if name not in {"Content-Length", "X-Accel-Redirect"}
    }


def test_download_response_is_an_inert_attachment():
    name = kept(PDF, ".pdf")

    response = files.download_response(name, 'Côté "A" ; x.pdf', "application/pdf")
    body = response.getvalue()
    response.close()

    assert body == PDF
    assert headers_that_matter(response) == INERT | {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="Cote _A_ _ x.pdf"; '
        "filename*=UTF-8''C%C3%B4t%C3%A9%20%22A%22%20%3B%20x.pdf",
    }


def test_download_response_has_the_same_headers_when_the_server_in_front_sends_the_bytes(settings):
    name = kept(PDF, ".pdf")
    streamed = files.download_response(name, "Grŵp.pdf", "application/pdf")
    streamed.close()

    settings.FILES_ACCEL_LOCATION = "/protected/"
    handed_over = files.download_response(name, "Grŵp.pdf", "application/pdf")

    assert headers_that_matter(handed_over) == headers_that_matter(streamed)
    assert handed_over["X-Accel-Redirect"] == f"/protected/{name}"
    assert handed_over.content == b""


@pytest.mark.parametrize("content_type", ["text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", ""])
def test_download_response_serves_unknown_types_as_bytes(content_type):
    response = files.download_response(kept(), "page.html", content_type, inline=True)
    response.close()

    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize(
    ("content_type", "disposition"),
    [
        ("application/pdf", "inline"),
        ("image/png", "inline"),
        ("text/plain", "attachment"),
        ("text/csv", "attachment"),
    ],
)
def test_download_response_shows_only_documents_and_pictures_inline(content_type, disposition):
    response = files.download_response(kept(), "a", content_type, inline=True)
    response.close()

    assert response["Content-Disposition"].startswith(f"{disposition};")


@pytest.mark.parametrize("location", ["", "/protected/"])
def test_download_response_says_when_the_bytes_are_gone(settings, location):
    settings.FILES_ACCEL_LOCATION = location
    name = kept()
    files.remove(name)

    with pytest.raises(FileNotFoundError):
        files.download_response(name, "a.txt", "text/plain")
