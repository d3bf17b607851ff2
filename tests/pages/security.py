"""Which people of the seed have second steps, and whose session holds what?"""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from charter import selectors
from charter.actions import factors, memberships
from charter.enums import Role
from charter.kit import clock
from tests import world
from tests.passkeys import Device

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "a password for the pages"
HELD = {
    "once": "once",
    "path": "/oakland/org/oak-trust/services/",
    "fields": [["name", "A service whose name was typed while the session ended"]],
}
# Who is signed in otherwise than by a second step a moment ago.
SESSIONS: dict[str, dict[str, Any]] = {"unproven@oakland": {"second": False}, "held@oak": {"held": HELD}}


def build(built: world.World) -> dict[str, Any]:
    """Officers with every second step and with none, and a lead; gives what the pages' states need to know."""
    side, system = built.sides[0], selectors.system_person()
    secured, unproven = world.person("secured", "oakland"), world.person("unproven", "oakland")
    for person in (secured, unproven):
        memberships.grant(person, role=Role.OFFICER, programme=side.programme, by=system)
    world.person("held", "oak")
    guarded = world.person("guarded", "oakland")
    guarded.set_password(PASSWORD)
    guarded.save()
    EmailAddress.objects.create(user=guarded, email=guarded.email, verified=True, primary=True)
    for person in (secured, guarded):
        factors.add_app(person, secret=SECRET, counter=0, keep=None, by=person)
    device = Device("http://localhost")
    made = device.make({"publicKey": {"challenge": "AAAA", "user": {"id": "AAAA"}}})
    passkey = factors.add_passkey(secured, name="Passkey of Chrome on Linux", credential=made, keep=None, by=secured)
    Authenticator.objects.filter(pk=passkey.pk).update(last_used_at=clock.now())
    factors.new_recovery_codes(secured, keep=None, by=secured)
    return {"passkey": passkey.pk, "second_step": {"email": guarded.email}}
