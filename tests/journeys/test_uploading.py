"""Do files go up with progress in words, one bad file costing none of the others, and stay inert when opened?"""

from __future__ import annotations

import http.server
import threading
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.uploads import HTML, photograph, with_script

pytestmark = pytest.mark.browser

HELD = (
    "SELECT e.title FROM applications_evidence e JOIN applications_evidenceuse u ON u.evidence_id = e.id"
    " ORDER BY e.id"
)


def file(name, content, kind="application/octet-stream"):
    return {"name": name, "mimeType": kind, "buffer": content}


def test_files_go_up_one_by_one_and_a_bad_one_costs_none_of_the_others(scene, somebody):
    ravi = somebody("ravi")
    reference = scene.references["writing"]
    ravi.open(f"/lec/apply/{reference}/evidence/po3/")
    page = ravi.page
    status = page.locator("[data-uploads-status]")
    expect(ravi.button("Upload the files")).to_have_count(0)

    name = "A <img src=x onerror=document.title=1> name.txt"
    chosen = [
        file("One.txt", b"The first."),
        file("Page.pdf", HTML),
        file(name, b"The second."),
        file("run.exe", b"MZ"),
        file("Two.txt", b"The third."),
    ]
    page.locator("#evidence ~ * input[name=files]").first.set_input_files(chosen)

    expect(status).to_have_text("3 of 5 files added. 2 need your attention.")
    ravi.sees(
        "Page.pdf is damaged or is not a PDF file. Save it again, then upload it.",
        "run.exe must be a PDF, Word, Excel, PowerPoint, ODF, text, JPG or PNG file.",
        "One.txt",
        "Two.txt",
        name,
    )
    assert page.title() != "1"
    expect(page.locator("#evidence-list li")).to_have_count(3)
    page.get_by_role("button", name="Dismiss run.exe").click()
    assert page.evaluate("document.activeElement.textContent").startswith("Dismiss")

    # The words above are still there, and the files are not sent once more with them.
    page.locator("#evidence ~ * input[name=files]").first.set_input_files([file("Gone.txt", b"x" * 30_000_000)])
    expect(page.locator("[data-uploads-list]")).to_contain_text("Gone.txt must be smaller than 25MB. It is 29MB.")
    ravi.press("Save and come back later")
    assert [title for (title,) in scene.site.rows(HELD)].count("One.txt") == 1


def test_an_upload_that_breaks_can_be_tried_again_and_one_on_its_way_cancelled(scene, somebody):
    ravi = somebody("ravi")
    ravi.open(f"/lec/apply/{scene.references['writing']}/evidence/po4/")
    page = ravi.page
    status = page.locator("[data-uploads-status]")

    page.route("**/files/one/", lambda route: route.abort())
    page.locator("#evidence ~ * input[name=files]").first.set_input_files([file("Kept.txt", b"Tried twice.")])
    expect(status).to_have_text("0 of 1 file added. One needs your attention.")
    ravi.sees("Kept.txt did not upload. Try again.")
    page.unroute("**/files/one/")
    page.get_by_role("button", name="Try again Kept.txt").click()
    expect(status).to_have_text("1 of 1 file added.")

    held = []
    page.route("**/files/one/", lambda route: held.append(route), times=1)
    two = [file("Slow.txt", b"On its way."), file("Next.txt", b"Waiting.")]
    page.locator("#evidence ~ * input[name=files]").first.set_input_files(two)
    expect(page.locator("[data-uploads-list]")).to_contain_text("Slow.txt")
    page.get_by_role("button", name="Cancel Slow.txt").click()
    expect(status).to_have_text("1 of 1 file added.")
    expect(page.locator("#evidence-list")).to_contain_text("Next.txt")
    expect(page.locator("#evidence-list")).not_to_contain_text("Slow.txt")
    # What this test broke by hand is no fault of the page's.
    ravi.complaints[:] = [told for told in ravi.complaints if "net::ERR_" not in told]


def test_a_page_is_photographed_on_a_phone(scene, chromium):
    from tests.journeys.people import Somebody

    ravi = Somebody(scene.site, chromium, "Ravi", "ravi@northmoor.example.org", phone=True)
    ravi.carry_session(scene.sessions["ravi"])
    ravi.open(f"/lec/apply/{scene.references['writing']}/evidence/po5/")

    ravi.field("Or photograph a page").set_input_files([file("image.jpg", photograph(), "image/jpeg")])

    expect(ravi.page.locator("#evidence-list")).to_contain_text("image.jpg")
    assert ravi.page.evaluate("document.documentElement.scrollWidth") <= 320
    ravi.leave()


def test_without_scripts_the_same_form_takes_several_files(scene, chromium):
    from tests.journeys.people import Somebody

    ravi = Somebody(scene.site, chromium, "Ravi", "ravi@northmoor.example.org", javascript=False)
    ravi.carry_session(scene.sessions["ravi"])
    ravi.open(f"/lec/apply/{scene.references['writing']}/evidence/po6/")

    ravi.field("Add files").set_input_files([file("Plain.txt", b"A"), file("Bad.pdf", HTML), file("More.txt", b"B")])
    ravi.press("Upload the files")

    ravi.sees("2 files added.", "Bad.pdf is damaged or is not a PDF file.", "Plain.txt", "More.txt")
    ravi.leave()


def test_what_is_served_never_runs_in_the_browser(scene, somebody):
    """Our headers around the worst of contents, from a place of their own, opened and framed by Chromium."""
    headers = {
        "Content-Disposition": "attachment; filename=\"a\"; filename*=UTF-8''a",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }
    reached = []
    bodies = {
        "html": ("text/html", b"<script>fetch('/ran')</script><body onload=\"fetch('/ran')\">"),
        "svg": ("image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg' onload=\"fetch('/ran')\"/>"),
        "xml": ("text/xml", b"<x xmlns:h='http://www.w3.org/1999/xhtml'><h:script>fetch('/ran')</h:script></x>"),
        "pdf": ("application/pdf", with_script()),
    }

    class Serves(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            reached.append(self.path)
            kind, _, way = self.path.strip("/").partition("-")
            if kind not in bodies:
                self.send_response(204)
                self.end_headers()
                return
            self.send_response(200)
            self.send_header("Content-Type", bodies[kind][0])
            for name, value in headers.items():
                # Without the first header, the others must be enough.
                if way == "download" or name != "Content-Disposition":
                    self.send_header(name, value)
            self.end_headers()
            self.wfile.write(bodies[kind][1])

        def log_message(self, *args):
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Serves)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    ravi = somebody("ravi")
    try:
        for kind in bodies:
            page = ravi.context.new_page()
            with page.expect_download():
                page.evaluate(
                    "(to) => { location.href = to }", f"http://127.0.0.1:{server.server_port}/{kind}-download"
                )
            if kind != "pdf":
                page.goto(f"http://127.0.0.1:{server.server_port}/{kind}-open")
                page.wait_for_load_state("networkidle")
    finally:
        server.shutdown()
        server.server_close()

    assert "/ran" not in reached
    assert len([path for path in reached if path.endswith("-download")]) == len(bodies)
    # What our own site sends carries exactly these.
    ravi.open(f"/lec/apply/{scene.references['writing']}/evidence/po3/")
    address = ravi.page.locator("#evidence-list a.file-row__name").first.get_attribute("href")
    answer = ravi.context.request.get(scene.site.url + address)
    told = {name: answer.headers[name.lower()] for name in headers if name != "Content-Disposition"}
    assert told == {name: value for name, value in headers.items() if name != "Content-Disposition"}
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert quote("One.txt") in answer.headers["content-disposition"]
    assert answer.headers["content-type"] == "text/plain"
