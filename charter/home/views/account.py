"""Where does somebody land after signing in, and where do they see to their account?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from charter import navigation, selectors
from charter.kit.access import signed_in


def _first_page(offer: selectors.HatOffer) -> str:
    """Where the hat's work begins."""
    words = navigation.words_for(offer.programme, offer.organisation)
    return reverse(navigation.FIRST[offer.hat], kwargs=words)


@require_safe
@signed_in
def start(request: HttpRequest) -> HttpResponse:
    """The person's hats; somebody with one hat goes straight to its first page."""
    assert request.user.is_authenticated
    offers = [(offer, _first_page(offer)) for offer in selectors.hats_of(request.user)]
    if len(offers) == 1:
        return redirect(offers[0][1])
    return render(request, "home/start.html", {"offers": offers, "programmes": selectors.programmes()})


@require_safe
@signed_in
def your_account(request: HttpRequest) -> HttpResponse:
    """The address people sign in with, and their password."""
    assert request.user.is_authenticated
    return render(request, "account/your_account.html", {"has_password": request.user.has_usable_password()})
