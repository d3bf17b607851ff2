"""AUD-1, AUD-2: can the application bend the record, and is a superuser who does found out?"""

import json
import os

import psycopg
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from charter.kit import sealing
from tests.drills import chain
from tests.migrated import template


@pytest.fixture(scope="module")
def sealed(tmp_path_factory):
    """A database with 60 sealed events and its file of heads."""
    heads = tmp_path_factory.mktemp("audit") / "heads.log"
    migrated = template(os.environ["DATABASE_OWNER_URL"], os.environ["DATABASE_URL"])
    with chain.copy_of(f"sealed_{os.getpid()}", of=migrated) as name:
        for first in (1, 21, 41):
            chain.write(name, 20, first=first)
            chain.seal(name, heads)
        yield name, heads


@pytest.mark.django_db
@pytest.mark.parametrize("statement", chain.ESCAPES)
def test_the_applications_role_is_refused(statement):
    assert chain.refused(connection.settings_dict["NAME"], statement)


@pytest.mark.parametrize("name", chain.TAMPERINGS)
def test_tampering_is_named_with_its_row(sealed, name):
    database, heads = sealed

    with chain.copy_of(f"{database}_bent", of=database) as bent:
        with chain.as_role("owner", bent) as tampering:
            chain.TAMPERINGS[name](tampering, 33)
        found = chain.verify(bent, heads)[1]

    assert found[0].startswith("Row 33 of the audit trail: ")


def test_without_the_file_a_chain_made_anew_agrees_with_itself(sealed):
    database, _ = sealed

    with chain.copy_of(f"{database}_bent", of=database) as bent:
        with chain.as_role("owner", bent) as tampering:
            chain.chain_again(tampering, 33)

        assert chain.verify(bent, None) == (60, [])


def test_honest_rows_are_believed_and_the_file_ends_with_the_head(sealed):
    database, heads = sealed

    assert chain.verify(database, heads) == (60, [])
    told = chain.head_of(heads)
    assert (told["seq"], told["count"], len(told["links"])) == (60, 20, 20 * sealing.LINK_CHARACTERS)
    assert sealing.last_told(heads) == sealing.Head(60, bytes.fromhex(told["hash"]))
    assert len(heads.read_text().splitlines()) == 3


def test_a_row_that_commits_late_with_a_lower_id_is_sealed_later_and_not_lost(tmp_path):
    heads = tmp_path / "heads.log"
    migrated = template(os.environ["DATABASE_OWNER_URL"], os.environ["DATABASE_URL"])
    with chain.copy_of(f"late_{os.getpid()}", of=migrated) as database:
        with chain.as_role("app", database) as slow:
            slow.execute("SELECT set_config('app.actor', 'system', true)")
            slow.execute(chain.EVENT, [1, 1, 1])
            chain.write(database, 3, first=2)
            assert chain.seal(database, heads).seq == 3
            slow.commit()
        chain.seal(database, heads)

        with chain.as_role("sealer", database) as reader:
            order = [row[0] for row in reader.execute("SELECT event_id FROM kit_auditseal ORDER BY seq").fetchall()]
        assert order == [2, 3, 4, 1]
        assert chain.verify(database, heads) == (4, [])


def test_the_sealer_stops_at_a_chain_that_is_not_the_one_it_left(sealed):
    database, heads = sealed

    with chain.copy_of(f"{database}_bent", of=database) as bent:
        with chain.as_role("owner", bent) as tampering:
            chain.delete_the_tail(tampering, 50)
        chain.write(bent, 1, first=70)

        with pytest.raises(sealing.Bent, match="row 60"):
            chain.seal(bent, heads)


def test_waiting_too_long_for_a_seal_is_a_finding(sealed):
    database, _ = sealed

    with chain.copy_of(f"{database}_bent", of=database) as slow:
        with chain.as_role("owner", slow) as owner:
            owner.execute("DELETE FROM kit_auditseal WHERE seq > 58")
            assert sealing.late(owner.cursor()) == ""
            owner.execute("UPDATE kit_auditevent SET written_at = now() - interval '6 minutes'")
            assert sealing.late(owner.cursor()).startswith("2 events are older than 5 minutes and not sealed")


def test_the_sealers_role_may_add_seals_and_nothing_else(sealed):
    database, _ = sealed
    for statement in (
        "INSERT INTO kit_auditevent (verb) VALUES ('x')",
        "UPDATE kit_auditevent SET verb = 'x'",
        "DELETE FROM kit_auditseal",
        "UPDATE kit_auditseal SET hash = ''",
        "SELECT count(*) FROM charter_person",
    ):
        with chain.as_role("sealer", database) as sealer, pytest.raises(psycopg.errors.InsufficientPrivilege):
            sealer.execute(statement)


def test_the_commands_seal_and_verify(sealed, settings, tmp_path, capsys):
    database, heads = sealed
    settings.DATABASE_SEALER_URL = chain.named(os.environ["DATABASE_SEALER_URL"], database)
    settings.AUDIT_HEADS = heads

    call_command("audit_seal")
    call_command("audit_verify", heads=heads)
    told = capsys.readouterr().out

    assert "Sealed up to 60: " in told
    assert "60 sealed events looked at" in told and "0 findings" in told
    other = tmp_path / "heads.log"
    line = json.loads(heads.read_text().splitlines()[0]) | {"hash": "0" * 64}
    other.write_text(json.dumps(line) + "\n")
    with pytest.raises(SystemExit):
        call_command("audit_verify", heads=other)
    assert "Row 20 of the audit trail: it is not the one that the file of heads knows." in capsys.readouterr().out


def test_sealing_needs_its_own_address(settings):
    settings.DATABASE_SEALER_URL = ""

    with pytest.raises(CommandError, match="DATABASE_SEALER_URL"):
        call_command("audit_seal")


def test_fields_cannot_pass_for_their_neighbours():
    assert sealing.canonical(["ab", "c"]) != sealing.canonical(["a", "bc"])
    assert sealing.canonical([None]) != sealing.canonical(["n"]) != sealing.canonical([""])
