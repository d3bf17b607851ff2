"""The press: it fetches nothing but packaged assets, and rather stops than prints something incomplete."""

import base64
import io
import os
import subprocess
import sys
import threading

import pikepdf
import pytest
import weasyprint  # noqa: TID251  # Only to read the version that must not fall.

from charter.kit import pdf

SVG = "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' viewBox='0 0 9 9'>{}</svg>"

SQUARE = "<path d='M0 0h9v9z'/>"
OUTSIDE = "<image width='9' height='9' href='file:///etc/passwd'/>"


def data(svg):
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def page(body, head=""):
    return f"<!DOCTYPE html><html><head><title>x</title>{head}</head><body>{body}</body></html>"


def rendered(html, **changes):
    return pdf.render(html, **({"stylesheets": (), "title": "A page", "lang": "en-GB"} | changes))


FOREIGN = {
    "http picture": page('<img alt="x" src="http://127.0.0.1:9/a.png">'),
    "https picture": page('<img alt="x" src="https://example.org/a.png">'),
    "file picture": page('<img alt="x" src="file:///etc/passwd">'),
    "relative picture": page('<img alt="x" src="a.png">'),
    "climbing asset": page('<img alt="x" src="asset:fonts/../../charter/settings.py">'),
    "asset not on the list": page('<img alt="x" src="asset:documents/secret.svg">'),
    "stylesheet link": page("x", '<link rel="stylesheet" href="http://127.0.0.1:9/a.css">'),
    "attachment link": page("x", '<link rel="attachment" href="file:///etc/passwd">'),
    "data attachment link": page("x", '<link rel="attachment" href="data:text/plain,x">'),
    "attachment anchor": page('<a rel="attachment" href="data:text/plain,x">x</a>'),
    "import": page("x", '<style>@import "http://127.0.0.1:9/a.css";</style>'),
    "file import": page("x", "<style>@import url(file:///etc/passwd);</style>"),
    "background": page("x", "<style>body { background: url(http://127.0.0.1:9/a.png) }</style>"),
    "list mark": page("<ul><li>x</ul>", "<style>li { list-style-image: url(file:///etc/passwd) }</style>"),
    "content": page("<p>x", "<style>p::before { content: url(http://127.0.0.1:9/a.png) }</style>"),
    "font": page(
        "<p>x", '<style>@font-face { font-family: "F"; src: url(file:///etc/passwd) } p { font-family: F }</style>'
    ),
    "colour profile": page("x", '<style>@color-profile --x { src: url("file:///etc/passwd") }</style>'),
    "svg picture": page(SVG.format("<image width='9' height='9' xlink:href='http://127.0.0.1:9/a.png'/>")),
    "svg file": page(SVG.format("<image width='9' height='9' href='file:///etc/passwd'/>")),
    "svg use": page(SVG.format("<use href='file:///etc/passwd#x'/>")),
    "svg style": page(SVG.format("<style>@import 'http://127.0.0.1:9/a.css';</style><path d='M0 0h9'/>")),
    "svg within data": page(f'<img alt="x" src="{data(SVG.format(OUTSIDE))}">'),
    "relative svg use": page(SVG.format("<use href='x.svg#x'/>")),
    "base": page('<img alt="x" src="a.png">', '<base href="http://127.0.0.1:9/">'),
    "object": page('<object data="http://127.0.0.1:9/a.svg"></object>'),
    "embed": page('<embed src="file:///etc/passwd">'),
    "iframe": page('<iframe src="http://127.0.0.1:9/"></iframe>'),
    "broken data": page('<img alt="x" src="data:image/png;base64,aGVsbG8=">'),
    "picture without words": page(f'<img src="{data(SVG.format(SQUARE))}">'),
    "letters that no font has": page("<p>\U000f0000\ue123"),
}


@pytest.mark.parametrize("case", FOREIGN)
def test_render_refuses_what_is_not_on_the_asset_list(case):
    with pytest.raises(pdf.NotRendered):
        rendered(FOREIGN[case])


def test_render_opens_no_socket_and_reads_no_foreign_file():
    script = (
        "import sys, django; django.setup(); from tests.kit import test_pdf as t\n"
        "t.rendered(t.page('<p>warm'), stylesheets=('certificate.css',))\n"
        "seen = []\n"
        "def hook(event, args):\n"
        "    if event.startswith('socket.') or event == 'open': seen.append((event, str(args[0])))\n"
        "sys.addaudithook(hook)\n"
        "for html in t.FOREIGN.values():\n"
        "    try: t.rendered(html)\n"
        "    except t.pdf.NotRendered: pass\n"
        "    else: print('RENDERED', html)\n"
        "allowed = ('.py', '.pyc', '.so', '.woff2', '.css', '.icc')\n"
        "print([item for item in seen if not (item[0] == 'open' and (item[1].endswith(allowed)"
        " or 'weasyprint-' in item[1]))])\n"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}

    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment)

    assert answer.stdout == "[]\n", answer.stdout + answer.stderr


def test_render_takes_data_addresses_and_packaged_assets():
    picture = data(SVG.format(SQUARE))

    content = rendered(page(f'<h1>Hello</h1><img alt="A square" src="{picture}">'), stylesheets=("evidence.css",))

    assert content.startswith(b"%PDF-1.7")


def test_render_marks_title_and_language_and_makes_no_date():
    with pikepdf.open(io.BytesIO(rendered(page("<p>Helo"), title="Tystysgrif", lang="cy"))) as document:
        assert str(document.docinfo.Title) == "Tystysgrif"
        assert str(document.Root.Lang) == "cy"
        assert "/CreationDate" not in document.docinfo


@pytest.mark.parametrize(
    "html",
    [
        "<!DOCTYPE html><html lang=en><title> </title><p>x",
        "<!DOCTYPE html><html><title>A page</title><p>x",
    ],
    ids=["no title", "no language"],
)
def test_render_refuses_a_page_without_title_or_language(html):
    with pytest.raises(pdf.NotRendered, match="title and a language"):
        pdf.render(html)


def test_render_takes_title_and_language_from_the_page():
    content = pdf.render("<!DOCTYPE html><html lang=cy><title>Prawf</title><p>Helo</html>")

    with pikepdf.open(io.BytesIO(content)) as document:
        assert (str(document.docinfo.Title), str(document.Root.Lang)) == ("Prawf", "cy")


def test_render_refuses_a_stylesheet_that_is_not_packaged():
    with pytest.raises(pdf.NotRendered, match="not on the asset list"):
        rendered(page("x"), stylesheets=("../../charter/settings.py",))


def test_render_works_after_a_refusal_and_says_the_same_twice():
    for _ in range(2):
        with pytest.raises(pdf.NotRendered):
            rendered(FOREIGN["http picture"])

    assert rendered(page("<p>x")) == rendered(page("<p>x"))


def test_render_gives_the_same_bytes_from_many_threads():
    html = page("<h1>Dŵr y Gŵyr</h1><p>Some words.")
    wanted = rendered(html)
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(rendered(html))) for _ in range(6)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [wanted] * 6


def test_render_works_in_a_forked_child():
    html = page("<p>x")
    wanted = rendered(html)
    script = (
        "import os, django; django.setup(); from tests.kit import test_pdf as t\n"
        "html = t.page('<p>x'); first = t.rendered(html)\n"
        "child = os.fork()\n"
        "if child == 0: os._exit(0 if t.rendered(html) == first else 3)\n"
        "_, status = os.waitpid(child, 0)\n"
        "print(os.waitstatus_to_exitcode(status), t.rendered(html) == first)\n"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}

    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment)

    assert wanted.startswith(b"%PDF")
    assert (answer.stdout, answer.returncode) == ("0 True\n", 0), answer.stderr


def test_every_asset_is_there():
    assert pdf.missing_assets() == []


def test_weasyprint_is_no_older_than_its_fetcher_repairs():
    assert int(weasyprint.VERSION.split(".")[0]) >= 70
