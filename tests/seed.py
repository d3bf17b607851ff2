"""Which addresses and sessions does a running site have? Builds the world of ``tests/world.py`` and prints both.

``manage.py shell -c "from tests import seed; seed.main()"`` commits, beside the two-sided world, a programme
where nothing has happened yet (``newbury``), one without a framework (``barley``), one with long lists
(``brimham``) and the rarer turns of the journey (``tests/pages/scenes.py``), and prints one JSON line:

``people`` ``{"lead@oak": session key, …}``; ``sides`` by programme slug and ``houses`` by mark, each with the
words its addresses need; ``tokens`` of invitations by how they stand; ``password`` and ``reset``, the words of a
link that chooses a new one, are those of ``lead@oak``.
"""

from __future__ import annotations

import json
import os
import pickle
from datetime import timedelta
from pathlib import Path
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str

from applications.models import Evidence, ImprovementStep, PartyInvitation
from awards.models import Award, Release, Revocation
from charter import selectors
from charter.actions import invitations
from charter.enums import Role
from charter.kit import clock, tenancy
from charter.kit import held as keeping
from charter.kit.models import AuditEvent
from charter.kit.tokens import digest
from charter.models import ClosureRequest, Cohort, Framework, Invitation, Membership, Organisation, Person, Programme
from tests import sessions, world
from tests.pages import scenes, security
from training.models import Session

PASSWORD = "a password for the pages"


def main() -> None:
    """Build everything and print it as one line of JSON; a copy of the staged world has the world already."""
    staged = os.environ.get("STAGED_WORLD")
    built = pickle.loads(Path(staged).read_bytes()) if staged else world.build()
    with tenancy.acting(selectors.system_person()), tenancy.as_system("a test sets the scene"):
        scenes.build(built)
    with tenancy.acting(selectors.system_person()), tenancy.as_system("a test sets the scene"):
        print(json.dumps(addresses(built)))


def addresses(built: world.World) -> dict[str, Any]:
    """What the JSON line holds; see the module."""
    lead = built.sides[0].houses[0].people["lead"]
    lead.set_password(PASSWORD)
    lead.save()
    return {
        **security.build(built),
        "people": {
            _name(person): session_of(person, **security.SESSIONS.get(_name(person), {}))
            for person in Person.objects.filter(email__endswith=".example.org")
        },
        "sides": {programme.slug: _side(programme) for programme in Programme.objects.all()},
        "houses": {
            **{house.mark: _house(house.organisation, house) for side in built.sides for house in side.houses},
            "elder": _house(Organisation.objects.get(slug="elder-trust"), None),
            "sapling": _house(Organisation.objects.get(slug="sapling-trust"), None),
        },
        "tokens": {**_tokens(built.sides[0].houses[0]), **_partner_tokens(built.sides[0].houses[0])},
        "who": {_name(one): str(one.uuid) for one in Person.objects.filter(email__endswith=".example.org")},
        "password": PASSWORD,
        "reset": {"uidb36": user_pk_to_url_str(lead), "key": default_token_generator.make_token(lead)},
    }


def _name(person: Person) -> str:
    """``lead@oak``: the person's part and place."""
    part, place = person.email.removesuffix(".example.org").split("@")
    return f"{part}@{place}"


def session_of(person: Person, *, second: bool = True, held: dict[str, Any] | None = None) -> str:
    """The key of a new session in which ``person`` is signed in, perhaps with something that is kept for them."""
    more = (
        {
            "held": {
                **held,
                "sealed": keeping.sealed(held["fields"]),
                "person": str(person.pk),
                "at": clock.now().timestamp(),
            }
        }
        if held
        else {}
    )
    return sessions.key_of(person, second=second, more=more, browser="Mozilla/5.0 (X11; Linux) Chrome/140.0")


def _side(programme: Programme) -> dict[str, Any]:
    framework = Framework.objects.filter(programme=programme).first()
    cohort = Cohort.objects.filter(programme=programme, slug="first").first()
    release = Release.objects.filter(programme=programme).first()
    return {
        "programme": programme.slug,
        "name": programme.name,
        "cohort": cohort.slug if cohort else "",
        "framework": framework.version if framework else 0,
        "standards": [s.code.lower() for s in selectors.standards_of(framework)] if framework else [],
        "theme": framework.themes.first().code.lower() if framework else "",
        "release": release.pk if release else 0,
        "event": str(getattr(_event(programme), "uuid", "")),
        "who": str(_somebody(programme).uuid),
        "session": getattr(Session.objects.filter(programme=programme).first(), "pk", 0),
    }


def _somebody(programme: Programme) -> Person:
    """The contributor who wants to leave, or else the programme's observer."""
    wish = ClosureRequest.objects.filter(programme=programme).first()
    return wish.person if wish else Membership.objects.get(programme=programme, role=Role.OBSERVER).person


def _event(programme: Programme) -> AuditEvent | None:
    """An event with versions of the row it is about."""
    return AuditEvent.objects.filter(programme_id=programme.pk, verb="decision:proposed").first()


def _house(organisation: Organisation, house: world.House | None) -> dict[str, Any]:
    applications = house.applications if house else {}
    files = {
        stage: str(found.uuid)
        for stage, application in applications.items()
        for found in Evidence.objects.filter(uses__application=application).exclude(storage_name="")[:1]
    }
    revocation = Revocation.objects.filter(organisation=organisation).first()
    return {
        "side": organisation.programme.slug,
        "organisation": organisation.slug,
        "references": {stage: application.reference for stage, application in applications.items()},
        "files": files,
        "awards": {
            stage: award.code
            for stage, application in applications.items()
            for award in Award.objects.filter(application=application)
        },
        "revocation": revocation.pk if revocation else 0,
        "gap": str(getattr(ImprovementStep.objects.filter(organisation=organisation).first(), "uuid", "")),
    }


def _tokens(house: world.House) -> dict[str, str]:
    """One invitation in each way it can stand; ``open`` is for the stranger."""
    now = clock.now()
    return {
        "open": _invitation(house, "stranger@nowhere.example.org"),
        "used": _invitation(house, "used@nowhere.example.org", used_at=now, used_by=house.people["viewer"]),
        "revoked": _invitation(house, "revoked@nowhere.example.org", revoked_at=now),
        "late": _invitation(
            house,
            "late@nowhere.example.org",
            invited_at=now - timedelta(days=30),
            expires_at=now - timedelta(days=16),
        ),
        "replaced": _replaced(house),
    }


def _replaced(house: world.House) -> str:
    """An old link after which a newer one was sent."""
    token = _invitation(house, "replaced@nowhere.example.org")
    invitations.resend(Invitation.objects.get(token_digest=digest(token)), by=house.people["lead"])
    return token


def _partner_tokens(house: world.House) -> dict[str, str]:
    """An invitation of a partner to the house's draft for a lead who may join, for the stranger, and one used."""
    found = {}
    for name, email in (
        ("partner", "lead@ash.example.org"),
        ("partner_new", "stranger@nowhere.example.org"),
        ("partner_used", "used@nowhere.example.org"),
    ):
        used = {"used_at": clock.now(), "used_by": house.people["viewer"]} if name == "partner_used" else {}
        PartyInvitation.objects.create(
            programme=house.organisation.programme,
            organisation=house.organisation,
            application=house.applications["draft"],
            partner_name="Partner Trust",
            email=email,
            token_digest=digest(f"token-for-{name}"),
            invited_by=house.people["lead"],
            invited_at=clock.now(),
            expires_at=clock.now() + invitations.LASTS,
            **used,
        )
        found[name] = f"token-for-{name}"
    return found


def _invitation(house: world.House, email: str, **fields: Any) -> str:
    """An invitation whose token we know, which no page and no action tells."""
    token = f"token-for-{email.split('@')[0]}"
    now = clock.now()
    defaults = {"invited_at": now, "expires_at": now + invitations.LASTS}
    Invitation.objects.create(
        programme=house.organisation.programme,
        organisation=house.organisation,
        email=email,
        role=Role.VIEWER,
        token_digest=digest(token),
        invited_by=house.people["lead"],
        **{**defaults, **fields},
    )
    return token
