"""What does every page know: programme, hat, navigation, person?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from charter import navigation, selectors, standing
from charter.enums import Role, TextSize
from charter.kit import session_clock
from charter.kit.standing_in import StandIn
from charter.kit.tenancy import Hat


@dataclass(frozen=True)
class Link:
    """A link in the navigation or the switcher."""

    text: str
    url: str
    active: bool

    @property
    def label(self) -> str:
        """The switcher's word for the text."""
        return self.text


@dataclass(frozen=True)
class WornHat:
    """The hat this page is worn under."""

    key: str
    label: str
    banner: str


class Page:
    """What the layout asks for; each answer is looked up only when a template asks."""

    def __init__(self, request: HttpRequest) -> None:
        """Keep the request; nothing is asked yet."""
        self._request = request
        self.programme = getattr(request, "programme", None)
        self.demo = settings.DEMO
        self._offers: list[selectors.HatOffer] | None = None

    @property
    def person(self) -> Any:
        """Who is signed in, or None."""
        person = getattr(self._request, "user", None)
        return person if person is not None and person.is_authenticated else None

    @property
    def session_lasts(self) -> int | None:
        """How many seconds the session lasts from now if nothing more happens; None for nobody."""
        return session_clock.seconds_left(self._request) if self.person is not None else None

    @property
    def hat(self) -> WornHat | None:
        """The hat of this address, when the person may wear it."""
        hat = getattr(self._request, "hat", None)
        if hat is None or self.programme is None or not standing.of(self.person).wears(hat, self.programme.pk):
            return None
        watches = navigation.only_watches(standing.of(self.person), hat, self.programme.pk)
        return WornHat(hat.value, str(hat.label), navigation.WATCHING if watches else navigation.BANNERS[hat])

    @property
    def navigation(self) -> list[Link]:
        """At most five links for the hat, or the public ones."""
        if self.programme is None:
            return []
        if self.hat is None:
            return self._links(navigation.PUBLIC, {"programme": self.programme.slug})
        hat = Hat(self.hat.key)
        words = {"programme": self.programme.slug}
        if hat == Hat.APPLICANT:
            organisation = self._organisation_slug()
            if not organisation:
                return []
            words["organisation"] = organisation
        return self._links(navigation.NAVIGATION[hat], words)

    @property
    def hats(self) -> list[Link]:
        """Every hat the person may wear, for the switcher."""
        links = []
        for offer in self.offers():
            organisation = offer.organisation
            words = navigation.words_for(offer.programme, organisation)
            active = (
                offer.hat == getattr(self._request, "hat", None)
                and self.programme is not None
                and offer.programme.pk == self.programme.pk
                and (organisation is None or organisation.slug == self._organisation_slug())
            )
            watches = navigation.only_watches(standing.of(self.person), offer.hat, offer.programme.pk)
            label = Role.OBSERVER.label if watches else offer.hat.label
            text = organisation.name if organisation is not None else f"{label}, {offer.programme.prefix}"
            links.append(Link(text, reverse(navigation.FIRST[offer.hat], kwargs=words), active))
        return links

    def offers(self) -> list[selectors.HatOffer]:
        """The person's hats, asked once a page; none while nobody is signed in."""
        if self._offers is None:
            self._offers = selectors.hats_of(self.person) if self.person is not None else []
            acting = self.acting
            if acting is not None:
                # Whoever looks as somebody else learns nothing of what that person does in other programmes.
                here = self.person == acting.person
                self._offers = [row for row in self._offers if here and row.programme.pk == acting.programme.pk]
        return self._offers

    @property
    def acting(self) -> StandIn | None:
        """As whom somebody looks at pages, or None."""
        return getattr(self._request, "stand_in", None)

    @property
    def reads(self) -> str:
        """How the person likes to read, as classes of the page."""
        person = self.person
        if person is None:
            return ""
        size = "" if person.text_size == TextSize.STANDARD else f"text-{person.text_size}"
        return " ".join(filter(None, (size, "keeps-still" if person.reduced_motion else "")))

    def _organisation_slug(self) -> str:
        """The organisation of an applicant's page: from the address, from the view, or the only one."""
        match = self._request.resolver_match
        named = match.kwargs.get("organisation") if match else None
        if named:
            return named
        own = [
            offer.organisation.slug
            for offer in self.offers()
            if offer.organisation is not None and self.programme and offer.programme.pk == self.programme.pk
        ]
        viewed = getattr(self._request, "viewed_organisation", None)
        if viewed is not None and viewed in own:
            return viewed
        return own[0] if own else ""

    def _links(self, pages: Iterable[tuple[str, str]], words: dict[str, str]) -> list[Link]:
        """Links to ``pages``; the one whose address goes furthest along this page's own is where we are."""
        found = [(text, reverse(route, kwargs={} if route == "awards:verify" else words)) for text, route in pages]
        path = self._request.path
        # A hat's first page stands above the others, so it counts only as itself.
        around = [url for _, url in found if path == url or (path.startswith(url) and url != found[0][1])]
        here = max(around, key=len, default="")
        return [Link(text, url, url == here) for text, url in found]


def page(request: HttpRequest) -> dict[str, Any]:
    """The context processor: ``page`` for the layout."""
    return {"page": Page(request)}
