"""What does an organisation promise, one value at a time, and what has it signed?"""

from __future__ import annotations

from dataclasses import dataclass

from applications.enums import ENDED
from applications.models import Pledge
from applications.selectors.interests import applications_of
from charter import framework_form as form
from charter.models import Framework, Organisation
from charter.selectors import framework_form, published_framework


@dataclass(frozen=True)
class ValuesPage:
    """The framework whose values wait for a signature (None when nothing does), and what was signed.

    ``again`` is the signature that a new one would replace, because whoever gave it no longer signs.
    """

    framework: Framework | None
    pledges: list[Pledge]

    @property
    def again(self) -> Pledge | None:
        """The one among the pledges that is to be signed anew on this version."""
        return next(
            (row for row in self.pledges if row.framework == self.framework and row.replaced_at is None), None
        )


def values_page(organisation: Organisation) -> ValuesPage:
    """What the organisation signs next: the version an application of its needs, else the newest published.

    A signature counts for every application on the same version (settled 16).
    """
    pledges = list(
        Pledge.objects.filter(organisation=organisation).select_related("framework").order_by("-signed_at", "-pk")
    )
    signed = {row.framework_id for row in pledges if row.replaced_at is None and row.asked_again_at is None}
    needed = (
        Framework.objects.filter(
            pk__in=applications_of(organisation).exclude(state__in=ENDED).values("framework_id"),
            published_at__isnull=False,
        )
        .exclude(pk__in=signed)
        .order_by("version")
        .first()
    )
    newest = published_framework(organisation.programme)
    if needed is None and newest is not None and newest.pk not in signed:
        needed = newest
    return ValuesPage(needed, pledges)


@dataclass(frozen=True)
class ValuePage:
    """One value with its place among the others (from 1), and the names of the standards that ask about it.

    ``to_sign`` says whether the organisation still has to sign the version it belongs to.
    """

    framework: Framework
    number: int
    total: int
    value: form.Value
    standards: list[str]
    to_sign: bool


def value_page(page: ValuesPage, number: int) -> ValuePage | None:
    """The value in place ``number`` (from 1) of what is to be signed, else of what was signed last; None without one.

    Explanation, examples and standards are read from the framework file; they cost no query.
    """
    framework = page.framework or (page.pledges[0].framework if page.pledges else None)
    if framework is None:
        return None
    read = framework_form(framework)
    if not 1 <= number <= len(read.values):
        return None
    value = read.values[number - 1]
    asked = [row.title for row in read.standards if row.value == value.code]
    return ValuePage(framework, number, len(read.values), value, asked, page.framework is not None)


def standing_pledge(organisation: Organisation, version: int) -> Pledge | None:
    """The organisation's signature on a framework version that counts now, for its poster; None without one."""
    rows = Pledge.objects.filter(organisation=organisation, framework__version=version, replaced_at__isnull=True)
    return rows.select_related("framework", "organisation", "programme").order_by("-signed_at").first()
