"""Does a data folder get its own PostgreSQL and Valkey, whatever happened to them before?"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest
import redis
from kombu import Connection

from charter.kit import embedded
from charter.kit.embedded import secrets_file
from charter.kit.embedded.processes import kill
from charter.kit.embedded.valkey import Valkey

BOTH = {"postgres", "valkey"}
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """One running world for the tests that leave it as it was."""
    made = embedded.World(tmp_path_factory.mktemp("world") / "data", fsync=False)
    made.join(BOTH)
    yield made
    made.stop()
    made.leave()


def _ask(world, statement, name="DATABASE_URL"):
    with psycopg.connect(world.addresses(BOTH)[name], autocommit=True) as connection:
        return connection.execute(statement).fetchone()


def _broker(world):
    return redis.Redis.from_url(world.addresses(BOTH)["REDIS_URL"])


def test_application_role_owns_nothing_and_waits_for_the_disk(world):
    rights = "rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolreplication"

    found = _ask(world, f"SELECT {rights} FROM pg_roles WHERE rolname = current_user")
    switched = _ask(world, "SELECT current_setting('jit'), current_setting('synchronous_commit')")

    assert found == (False, False, False, False, False)
    assert switched == ("off", "on")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        _ask(world, "CREATE TABLE mine (n int)")


@pytest.mark.parametrize(
    ("name", "role"),
    [("DATABASE_OWNER_URL", "owner"), ("DATABASE_SEALER_URL", "sealer"), ("BACKUP_URL", "backup")],
)
def test_each_address_signs_in_as_its_role(world, name, role):
    assert _ask(world, "SELECT current_user::text", name) == (role,)


def test_lookup_role_cannot_sign_in(world):
    assert _ask(world, "SELECT rolcanlogin FROM pg_roles WHERE rolname = 'lookup'") == (False,)


def test_owner_may_make_test_databases(world):
    assert _ask(world, "SELECT rolcreatedb, rolsuper FROM pg_roles WHERE rolname = 'owner'") == (True, False)


def test_wrong_password_is_refused(world):
    address = world.addresses(BOTH)["DATABASE_URL"]
    password = world.secrets["POSTGRES_APP_PASSWORD"]

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(address.replace(password, "guess"))


def test_broker_carries_a_job_over_its_socket(world):
    with Connection(world.addresses(BOTH)["CELERY_BROKER_URL"]) as connection:
        queue = connection.SimpleQueue("jobs")
        queue.put({"id": 7})
        received = queue.get(timeout=5)
        received.ack()
        queue.close()

    assert received.payload == {"id": 7}
    assert _broker(world).config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    assert _broker(world).config_get("appendonly") == {"appendonly": "yes"}


def test_socket_path_is_short_however_deep_the_data_lie(tmp_path):
    deep = embedded.World(tmp_path / ("deep" * 30) / "data")

    path = Path(deep.addresses({"valkey"})["REDIS_URL"].removeprefix("unix://").partition("?")[0])

    assert len(os.fsencode(path)) <= 107
    assert not path.parent.exists()


def test_socket_is_in_a_folder_of_our_own(world):
    path = Path(world.addresses({"valkey"})["REDIS_URL"].removeprefix("unix://").partition("?")[0])

    assert path.is_socket()
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_socket_folder_that_somebody_else_made_is_not_used(tmp_path):
    wary = embedded.World(tmp_path / "data", fsync=False)
    taken = wary._runtime()
    taken.mkdir(mode=0o777)
    taken.chmod(0o777)

    wary.join({"valkey"})

    assert wary._runtime() != taken
    assert _broker(wary).ping()
    wary.leave()
    taken.rmdir()


def test_environment_that_names_its_servers_gets_none(tmp_path):
    env = {"DATABASE_URL": "postgresql://db/charter", "REDIS_URL": "redis://broker/0"}

    assert embedded.ensure(env, tmp_path / "data") == {}
    assert not (tmp_path / "data").exists()


def test_addresses_are_told_without_starting_anything(tmp_path):
    env = {"CHARTER_DATA": str(tmp_path / "data")}

    embedded.addresses(env)

    assert embedded.World(tmp_path / "data").status() == {"postgres": False, "valkey": False}
    assert {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEY"} <= set(env)


def _kill_all(world):
    for process in [*world._postgres().members(), *world._valkey().members()]:
        kill(process.pid, signal.SIGKILL)


def _kill_leader(world):
    for process in [*world._postgres().leaders(), *world._valkey().leaders()]:
        kill(process.pid, signal.SIGKILL)


@pytest.mark.parametrize("blow", [_kill_all, _kill_leader], ids=["whole family", "leader only"])
def test_kill_9_loses_nothing_and_the_addresses_stay(world, blow):
    before = world.addresses(BOTH)
    with psycopg.connect(before["DATABASE_OWNER_URL"], autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        connection.execute("INSERT INTO kept SELECT generate_series(1, 1000)")
        rows = connection.execute("SELECT count(*) FROM kept").fetchone()
    blow(world)

    started = world.mend()

    assert sorted(started) == ["postgres", "valkey"]
    assert world.addresses(BOTH) == before
    assert _ask(world, "SELECT count(*) FROM kept", "DATABASE_OWNER_URL") == rows
    assert _broker(world).ping()
    assert world.mend() == []


def test_two_starts_at_once_agree_on_one_server(tmp_path):
    script = (
        "import os, sys; from charter.kit import embedded; "
        "print(embedded.ensure({}, __import__('pathlib').Path(sys.argv[1]), fsync=False)['DATABASE_URL'], "
        "flush=True); sys.stdin.read()"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    starters = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path / "data")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=env,
        )
        for _ in range(2)
    ]

    told = {starter.stdout.readline() for starter in starters}
    shared = embedded.World(tmp_path / "data")
    leaders = len(shared._postgres().leaders()), len(shared._valkey().leaders())
    starters[0].communicate("")
    after_the_first_left = shared.status()
    starters[1].communicate("")

    assert len(told) == 1
    assert leaders == (1, 1)
    assert after_the_first_left == {"postgres": True, "valkey": True}
    assert shared.status() == {"postgres": False, "valkey": False}


def test_stopping_one_world_leaves_the_other_alone(world, tmp_path):
    other = embedded.World(tmp_path / "data", fsync=False)
    other.join(BOTH)

    stopped = other.stop()

    other.leave()
    assert stopped == ["postgres", "valkey"]
    assert world.status() == {"postgres": True, "valkey": True}


def test_kept_servers_stay_when_their_users_leave(tmp_path):
    kept = embedded.World(tmp_path / "data", fsync=False)
    kept.join({"valkey"}, keep=True)

    kept.leave()

    assert kept.status()["valkey"]
    kept.stop()


def test_port_that_was_taken_meanwhile_is_given_up(tmp_path):
    moved = embedded.World(tmp_path / "data", fsync=False)
    port = moved._port()
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", port))
        squatter.listen()
        moved.join({"postgres"})

        assert moved._port() != port
        assert _ask(moved, "SELECT 1") == (1,)
        moved.leave()


def test_folder_removed_under_a_running_server_gives_a_new_world(tmp_path):
    first = embedded.World(tmp_path / "data", fsync=False)
    first.join(BOTH)
    shutil.rmtree(tmp_path / "data")

    second = embedded.World(tmp_path / "data", fsync=False)
    started = second.join(BOTH)
    first.leave()

    assert started == ["postgres", "valkey"]
    assert _ask(second, "SELECT 1") == (1,)
    second.leave()
    assert second.status() == {"postgres": False, "valkey": False}


def test_half_made_cluster_is_made_afresh(tmp_path):
    data = tmp_path / "data"
    (data / "postgres.new").mkdir(parents=True)
    (data / "postgres.new" / "PG_VERSION").write_text("18\n")
    taken_up = embedded.World(data, fsync=False)

    taken_up.join({"postgres"})

    assert _ask(taken_up, "SELECT 1") == (1,)
    taken_up.leave()


def test_new_passwords_reach_the_roles(tmp_path):
    forgetful = embedded.World(tmp_path / "data", fsync=False)
    forgetful.join({"postgres"})
    forgetful.leave()
    (tmp_path / "data" / "env").unlink()

    again = embedded.World(tmp_path / "data", fsync=False)
    again.join({"postgres"})

    assert again.secrets["POSTGRES_APP_PASSWORD"] != forgetful.secrets["POSTGRES_APP_PASSWORD"]
    assert _ask(again, "SELECT 1") == (1,)
    again.leave()


@pytest.mark.skipif(os.geteuid() != 0, reason="Only root has to step down.")
def test_root_without_namespaces_steps_down_to_nobody(tmp_path, monkeypatch):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "unshare").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "bin" / "unshare").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
    sheltered = embedded.World(tmp_path / "data", fsync=False)

    sheltered.join({"postgres"})

    leader = sheltered._postgres().leaders()[0]
    owner = (tmp_path / "data" / "postgres").stat().st_uid
    assert _ask(sheltered, "SELECT 1") == (1,)
    assert Path(f"/proc/{leader.pid}").stat().st_uid == owner != 0
    sheltered.leave()
    shutil.rmtree((tmp_path / "data" / "postgres").resolve().parent)


def test_broker_that_cannot_start_says_why(tmp_path):
    (tmp_path / "log").mkdir()
    runtime = tmp_path / ("too-long" * 20)
    broken = Valkey(tmp_path, runtime)

    with pytest.raises(embedded.Unavailable, match=r"Valkey did not start: .*The whole story is in"):
        broken.start()


def test_secrets_are_private_and_never_overwritten(tmp_path):
    made = secrets_file.settle(tmp_path)
    with (tmp_path / "env").open("a") as file:
        file.write("EXTRA=stays\n")

    again = secrets_file.settle(tmp_path)

    assert again == made | {"EXTRA": "stays"}
    assert (tmp_path / "env").stat().st_mode & 0o777 == 0o600


def test_secret_that_is_missing_is_added_beside_the_others(tmp_path):
    made = secrets_file.settle(tmp_path)
    lines = [line for line in (tmp_path / "env").read_text().splitlines() if not line.startswith("FIELD_KEY")]
    (tmp_path / "env").write_text("\n".join(lines))

    again = secrets_file.settle(tmp_path)

    assert again["SECRET_KEY"] == made["SECRET_KEY"]
    assert again["FIELD_KEY"] != made["FIELD_KEY"]


def test_secrets_settled_twice_at_once_are_the_same(tmp_path):
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(secrets_file.settle(tmp_path / "data"))) for _ in range(4)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(each == found[0] for each in found)


def test_database_passwords_stay_out_of_the_environment(tmp_path):
    env = {"SECRET_KEY": "mine"}

    secrets_file.lend(env, secrets_file.settle(tmp_path))

    assert sorted(env) == ["FIELD_KEY", "SECRET_KEY"]
    assert env["SECRET_KEY"] == "mine"
