"""Is a file that is still on its way at the deadline kept as late, and is nobody kept from sending by it? (TIM-2)"""

from __future__ import annotations

import re
import socket
import urllib.error
import urllib.parse
import urllib.request

import pytest

pytestmark = pytest.mark.browser

CSRF = "a" * 32
# Seconds; enough for a busy machine to draw a page and take a press of its button.
AHEAD = 8
FILE = b"A line of a policy.\n" * 20_000
CLOSES = (
    "UPDATE applications_application a SET due_at = now() + interval '{} seconds' - c.grace_minutes * interval"
    " '1 minute' FROM charter_cohort c WHERE c.id = a.cohort_id AND a.reference IN ('{}', '{}')"
)
OVER = (
    "SELECT clock_timestamp() > a.due_at + c.grace_minutes * interval '1 minute' FROM applications_application a"
    " JOIN charter_cohort c ON c.id = a.cohort_id WHERE a.reference = %s"
)
ARRIVED = (
    "SELECT e.title, u.arrival FROM applications_evidenceuse u JOIN applications_evidence e ON e.id = u.evidence_id"
    " JOIN applications_application a ON a.id = u.application_id WHERE a.reference = %s ORDER BY u.id"
)
SENT = (
    "SELECT s.content->'evidence' FROM applications_snapshot s JOIN applications_application a"
    " ON a.id = s.application_id WHERE a.reference = %s"
)


class Upload:
    """One file on its way over a socket of its own, held back in the middle."""

    def __init__(self, scene, reference, name):
        head = f'--edge\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode()
        self.body = head + FILE + b"\r\n--edge--\r\n"
        self.line = socket.create_connection(("127.0.0.1", scene.site.port), 30)
        asked = [
            f"POST /lec/apply/{reference}/evidence/po1/files/one/ HTTP/1.1",
            f"Host: localhost:{scene.site.port}",
            f"Cookie: sessionid={scene.sessions['ravi']}; csrftoken={CSRF}",
            f"X-CSRFToken: {CSRF}",
            # Nobody told this server of a proxy, so whoever says how old the request is says it in vain.
            "X-Request-Age: 3000.000",
            "Content-Type: multipart/form-data; boundary=edge",
            f"Content-Length: {len(self.body)}",
            "Connection: close",
        ]
        self.line.sendall("\r\n".join([*asked, "", ""]).encode() + self.body[:1000])

    def end(self):
        """Send what is left; gives the answer's status and words."""
        self.line.sendall(self.body[1000:])
        told = b""
        while block := self.line.recv(65536):
            told += block
        self.line.close()
        return int(told.split(None, 2)[1]), told.decode()


def ask(scene, path, **sent):
    """A page as the lead gets it, or the address to which what was sent leads."""
    headers = {"Cookie": f"sessionid={scene.sessions['asha']}; csrftoken={CSRF}", "X-CSRFToken": CSRF}
    body = urllib.parse.urlencode(sent).encode() if sent else None
    with urllib.request.urlopen(urllib.request.Request(scene.site.url + path, body, headers), timeout=30) as answer:
        return answer.url, answer.read().decode()


def test_a_slow_upload_misses_no_deadline_and_changes_nothing_that_was_sent(scene):
    sent, unsent = scene.references["sent-meanwhile"], scene.references["slow"]
    # The first look at a page takes longest.
    ask(scene, f"/lec/apply/{sent}/check/")
    scene.site.run_as_owner(CLOSES.format(AHEAD, sent, unsent))
    uploads = [Upload(scene, sent, "meanwhile.txt"), Upload(scene, unsent, "slow.txt")]

    checked = ask(scene, f"/lec/apply/{sent}/check/")[1]
    assert "Send your application" in checked
    said = {name: re.search(rf'name="{name}"[^>]* value="([^"]+)"', checked)[1] for name in ("key", "digest")}
    address = ask(scene, f"/lec/apply/{sent}/send/", **said)[0]
    assert address.endswith(f"/lec/apply/{sent}/receipt/")
    scene.site.wait_until(lambda: scene.site.rows(OVER, unsent)[0][0], "the deadline has passed", every=0.1)
    told = [upload.end() for upload in uploads]
    begun = Upload(scene, unsent, "begun-after.txt").end()

    assert [status for status, _ in told] == [201, 201], told
    assert "slow.txt arrived too late, so it is kept but not sent." in told[1][1]
    assert (begun[0], "begun-after.txt is not added. The time to send" in begun[1]) == (422, True)
    assert scene.site.rows(SENT, sent) == [([],)]
    assert scene.site.rows(ARRIVED, sent) == [("meanwhile.txt", "late")]
    assert scene.site.rows(ARRIVED, unsent) == [("slow.txt", "late")]
    assert "It arrived too late, so it is kept but not sent." in ask(scene, f"/lec/apply/{sent}/evidence/po1/")[1]
