"""What has been lent to whom? Guardian's direct-foreign-key tables, each with a closed list.

Memberships say who belongs; a grant says who has been lent one object. A grant ends by deletion.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission as AuthPermission
from django.db import models
from guardian.utils import get_user_obj_perms_model


class NotLendable(ValueError):
    """The table's closed list does not have this permission."""


def _table(model: type[models.Model]) -> Any:
    """The model's own grant table; refuses guardian's generic one, which keeps orphans."""
    table = get_user_obj_perms_model(model)  # type: ignore[arg-type]
    if getattr(table, "MAY_LEND", None) is None:
        raise NotLendable(f"{model._meta.label} has no grant table of its own.")
    return table


def lend(person: Any, codename: str, noun: Any) -> None:
    """Lend ``person`` the right ``codename`` on ``noun``; lending twice is lending once."""
    table = _table(type(noun))
    if codename not in table.MAY_LEND:
        raise NotLendable(f"{codename} may not be lent on {type(noun)._meta.label}.")
    right = AuthPermission.objects.get(
        content_type__app_label=noun._meta.app_label,
        content_type__model=noun._meta.model_name,
        codename=codename,
    )
    table.objects.get_or_create(programme_id=noun.programme_id, user=person, permission=right, content_object=noun)


def take_back(person: Any, noun: Any) -> None:
    """End everything lent to ``person`` on ``noun``."""
    _table(type(noun)).objects.filter(user=person, content_object=noun).delete()


def lent(person: Any, codename: str, model: type[models.Model]) -> models.QuerySet:
    """Ids of the ``model`` rows on which ``person`` has been lent ``codename``; for use as a subquery."""
    return _table(model).objects.filter(user=person, permission__codename=codename).values("content_object_id")


def is_lent(person: Any, codename: str, noun: Any) -> bool:
    """Whether ``person`` has been lent ``codename`` on ``noun``."""
    return lent(person, codename, type(noun)).filter(content_object=noun).exists()
