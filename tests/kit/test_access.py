"""Do rules, permissions and doors refuse with their sentence, and fail closed?"""

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from charter.kit import access
from charter.kit.access import PERMISSIONS, Permission, Refused, Unseen, rule


@rule("Only the tall may reach this.")
def is_tall(person, noun):
    return person.height > noun


@rule("Come back when it is light.")
def is_light(person, noun):
    return person.light


class Person:
    is_authenticated = True

    def __init__(self, height=0, light=False):
        self.height, self.light = height, light


@pytest.fixture
def reach():
    permission = Permission("test.reach", "Reach", is_tall & is_light)
    yield permission
    del PERMISSIONS["test.reach"]


def load_shelf(person, programme, hat, *, shelf):
    if shelf == "hidden":
        raise Unseen
    return 3


def call(view, method="get", person=None, **words):
    request = getattr(RequestFactory(), method)("/")
    request.user, request.programme, request.hat = person or Person(), object(), None
    return view(request, **words)


def test_both_sides_of_and_must_allow_and_the_first_refusal_speaks(reach):
    assert reach.check(Person(4, True), 3)
    assert reach.check(Person(1, False), 3).reason == "Only the tall may reach this."
    assert reach.check(Person(4, False), 3).reason == "Come back when it is light."


def test_either_side_of_or_allows():
    either = is_tall | is_light

    assert either(Person(1, True), 3)
    assert either(Person(1, False), 3).reason == "Come back when it is light."


def test_a_permission_is_declared_once(reach):
    with pytest.raises(ValueError, match=r"test\.reach is declared twice"):
        Permission("test.reach", "Reach again", is_tall)


def test_requires_hands_the_noun_and_the_words_left_over_to_the_view(reach):
    view = access.requires(reach, load_shelf)(lambda request, noun, box: HttpResponse(f"{noun} {box}"))

    response = call(view, person=Person(4, True), programme="p", shelf="top", box="b")

    assert response.content == b"3 b"


def test_unseen_is_404_and_refused_speaks(reach):
    view = access.requires(reach, load_shelf)(lambda request, noun: HttpResponse("in"))

    with pytest.raises(Http404):
        call(view, person=Person(4, True), shelf="hidden")
    with pytest.raises(Refused, match="Only the tall"):
        call(view, person=Person(1, True), shelf="top")


def test_to_change_is_asked_of_a_post_only(reach):
    other = Permission("test.change", "Change", is_light)
    try:
        view = access.requires(reach, load_shelf, to_change=other)(lambda request, noun: HttpResponse("in"))

        assert call(view, "post", Person(1, True), shelf="top").status_code == 200
        with pytest.raises(Refused, match="Only the tall"):
            call(view, "get", Person(1, True), shelf="top")
    finally:
        del PERMISSIONS["test.change"]


def test_an_address_with_an_unknown_programme_does_not_exist():
    view = access.public(lambda request: HttpResponse("in"))
    request = RequestFactory().get("/nowhere/")
    request.programme = None

    with pytest.raises(Http404):
        view(request, programme="nowhere")


def test_a_view_without_a_door_is_refused():
    middleware = access.DoorMiddleware(lambda request: HttpResponse())
    request = RequestFactory().get("/")

    assert middleware.process_view(request, lambda r: HttpResponse(), (), {}).status_code == 403
    assert middleware.process_view(request, access.public(lambda r: HttpResponse()), (), {}) is None
