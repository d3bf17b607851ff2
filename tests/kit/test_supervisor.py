"""Are children kept alive, ended in order, and never left behind?"""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from charter.kit import supervisor as supervising
from charter.kit.embedded.processes import find, wait_until
from charter.kit.supervisor import Child, Claim, GaveUp, Supervisor, port_is_taken, stop_holder

ROOT = Path(__file__).resolve().parents[2]
SLEEPER = "import time; time.sleep(60)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"


def _child(tmp_path, program, name="sleeper", patience=5.0):
    return Child(name, [sys.executable, "-c", program], tmp_path / f"{name}.log", patience=patience)


def test_killed_child_is_started_again(tmp_path):
    said = []
    child = _child(tmp_path, SLEEPER)
    family = Supervisor([child], say=said.append)
    family.start()
    first = child.process.pid
    os.kill(first, signal.SIGKILL)

    again = family.watch(until=lambda: child.process.pid != first and not child.has_ended(), seconds=10)

    family.end()
    assert again
    assert said == [f"The sleeper ended and is started again (its words are in {child.log})."]


def test_child_that_never_stays_up_ends_the_watch(tmp_path, monkeypatch):
    monkeypatch.setattr(supervising, "LONGEST_PAUSE_SECONDS", 0.01)
    child = _child(tmp_path, "print('no database')")
    family = Supervisor([child], say=lambda sentence: None)
    family.start()

    with pytest.raises(GaveUp, match="The sleeper does not stay up"):
        family.watch(seconds=30)

    family.end()
    assert child.log.read_text().splitlines() == ["no database"] * supervising.GIVE_UP_AFTER


def test_children_end_in_order(tmp_path):
    words = "import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: (print(time.time()), sys.exit()))"
    children = [
        _child(tmp_path, f"{words}; print(0, flush=True); time.sleep(60)", name) for name in ("web", "worker")
    ]
    family = Supervisor(children)
    family.start()
    family.watch(until=lambda: all(child.log.read_text() for child in children), seconds=10)

    family.end()

    web, worker = [float(child.log.read_text().splitlines()[1]) for child in children]
    assert web < worker


def test_child_that_ignores_the_request_is_killed_after_its_patience(tmp_path):
    child = _child(tmp_path, DEAF, patience=0.2)
    family = Supervisor([child])
    family.start()
    family.watch(until=lambda: bool(child.log.read_text()), seconds=10)

    family.end()

    assert child.process.returncode == -signal.SIGKILL


def test_children_do_not_outlive_a_killed_supervisor(tmp_path):
    mark = f"mark-{tmp_path.name}-{os.getpid()}"
    script = (
        "import sys; from pathlib import Path; from charter.kit.supervisor import Child, Supervisor\n"
        f"child = Child('c', [sys.executable, '-c', {SLEEPER!r}, {mark!r}], Path({str(tmp_path / 'log')!r}))\n"
        "family = Supervisor([child]); family.start(); family.watch()"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    parent = subprocess.Popen([sys.executable, "-c", script], env=env)

    def children():
        return [process for process in find(mark) if process.pid != parent.pid]

    assert wait_until(lambda: any(process.title.startswith(sys.executable) for process in children()), 10)
    parent.kill()
    parent.wait()

    assert wait_until(lambda: not children(), 10)


def test_chores_are_done_while_watching(tmp_path):
    done = []
    family = Supervisor([], chores=[lambda: done.append(time.monotonic())])

    family.watch(until=lambda: bool(done), seconds=5)

    assert len(done) == 1


def test_claim_is_held_by_one_and_says_where(tmp_path):
    first, second = Claim(tmp_path / "demo.lock"), Claim(tmp_path / "demo.lock")

    assert first.take({"url": "http://localhost:8000"})
    assert not second.take({"url": "http://localhost:9000"})
    assert second.holder() == {"pid": os.getpid(), "url": "http://localhost:8000"}

    first.release()

    assert second.holder() is None
    assert second.take({"url": "http://localhost:9000"})
    second.release()


def test_holder_of_a_claim_is_asked_to_stop(tmp_path):
    path = tmp_path / "demo.lock"
    script = (
        "import sys, time; from pathlib import Path; from charter.kit.supervisor import Claim\n"
        "claim = Claim(Path(sys.argv[1])); claim.take({}); print('held', flush=True); time.sleep(60)"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    holder = subprocess.Popen([sys.executable, "-c", script, str(path)], env=env, stdout=subprocess.PIPE, text=True)
    holder.stdout.readline()

    stopped = stop_holder(path)

    holder.communicate()
    assert stopped
    assert holder.returncode == -signal.SIGTERM
    assert not stop_holder(path)


def test_port_is_taken_only_while_somebody_listens():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]

        assert port_is_taken(port)

    assert not port_is_taken(port)
