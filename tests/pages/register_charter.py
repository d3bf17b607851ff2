"""The pages of joining, teams, cohorts, people and frameworks, and those that span the journey."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests.pages.states import PageState, fill, opened, press

_OFFICER, _LEAD = "officer@oakland", "programme_lead@oakland"
_EMPTY_OFFICER, _EMPTY_LEAD = "officer@newbury", "programme_lead@newbury"


def not_sure(page: Any, seed: dict[str, Any]) -> None:
    """Say that one is not sure, and save."""
    page.get_by_label("No, or I am not sure").check()
    press("Save")(page, seed)


def _looking(page: Any, seed: dict[str, Any]) -> None:
    """Look as somebody else, which shows their first page with the banner."""
    if page.locator(".acting-banner").count():
        # This visitor is still at it from another width.
        with page.expect_navigation():
            page.get_by_role("button", name="Stop").click()
        page.goto(PageState("charter:act_as", person="helper@oakland").address(seed))
    press("Look as", Why_do_you_need="They cannot find their answers.")(page, seed)


def _refused(page: Any, seed: dict[str, Any]) -> None:
    """Look as somebody else, then try to open what is theirs alone."""
    _looking(page, seed)
    page.goto(reverse("charter:own_data"))


CHARTER: tuple[PageState, ...] = (
    PageState("charter:register", person="stranger@nowhere", at="oakland"),
    PageState("charter:register", "error", "stranger@nowhere", at="oakland", prepare=press("Save"), status=422),
    PageState("charter:register", "not-sure", "stranger@nowhere", at="oakland", prepare=not_sure),
    PageState("charter:register_step", person="stranger@nowhere", at="oakland", words={"step": "name"}),
    PageState("charter:register_step", "kind", "stranger@nowhere", at="oakland", words={"step": "kind"}),
    PageState("charter:register_step", "services", "stranger@nowhere", at="oakland", words={"step": "services"}),
    PageState("charter:register_step", "you", "stranger@nowhere", at="oakland", words={"step": "you"}),
    PageState(
        "charter:register_step",
        "error",
        "stranger@nowhere",
        at="oakland",
        words={"step": "kind"},
        prepare=press("Save"),
        status=422,
    ),
    PageState("charter:register_matches", person="typist@oakland"),
    PageState("charter:ask_to_join", person="typist@oakland", words={"organisation": "oak-trust"}),
    PageState("charter:register_check", person="unsure@oakland"),
    # Its first weeks.
    PageState("charter:welcome", person="lead@sapling"),
    PageState("charter:welcome", "error", "lead@sapling", prepare=press("Send to"), status=422),
    PageState("charter:welcome", "approved", "lead@elder"),
    PageState("desk:organisation", "waiting", "lead@sapling"),
    PageState("desk:details", person="lead@oak"),
    PageState("desk:details", "error", "lead@oak", prepare=fill({"#id_name": ""}, "Save your details"), status=422),
    PageState("desk:details", "preview", "lead@oak", prepare=press("Show how")),
    PageState("desk:details", "viewer", "viewer@oak"),
    # The organisation's own.
    PageState("desk:organisation", person="lead@oak"),
    PageState("desk:organisation", "empty", "lead@elder"),
    PageState("desk:organisation", "viewer", "viewer@oak"),
    PageState("desk:organisation", "not-found", "lead@oak", at="ash", status=404),
    PageState("charter:team", person="lead@oak"),
    PageState("charter:team", "empty", "lead@elder"),
    PageState("charter:team", "viewer", "viewer@oak"),
    PageState("charter:team", "unfolded", "lead@oak", prepare=opened),
    PageState("charter:leave", person="viewer@oak"),
    PageState("charter:leave", "last-lead", "lead@oak"),
    PageState("charter:hand_over", person="lead@oak"),
    PageState("charter:hand_over", "error", "lead@oak", prepare=press("Hand"), status=422),
    PageState("charter:hand_over", "empty", "lead@elder"),
    PageState("charter:invite_member", person="lead@oak"),
    PageState("charter:invite_member", "error", "lead@oak", prepare=press("Send"), status=422),
    PageState("charter:invite_member", "refused", "viewer@oak", status=403),
    PageState("charter:services", person="lead@oak"),
    PageState("charter:services", "error", "lead@oak", prepare=press("Add"), status=422),
    PageState("charter:services", "viewer", "viewer@oak"),
    PageState("charter:services", "unfolded", "lead@elder", prepare=opened),
    # Staff.
    PageState("desk:today", person=_OFFICER),
    PageState("desk:today", "empty", _EMPTY_OFFICER),
    PageState("charter:approvals", person=_OFFICER),
    PageState("charter:approvals", "empty", _EMPTY_OFFICER),
    PageState("charter:approval", person=_OFFICER, at="sapling"),
    PageState("charter:approval", "error", _OFFICER, at="sapling", prepare=press("Save your answer"), status=422),
    PageState("charter:approval", "answered", _OFFICER, at="oak"),
    PageState("charter:make_organisation", person=_OFFICER),
    PageState("charter:make_organisation", "error", _OFFICER, prepare=press("Register it"), status=422),
    PageState("charter:hand_over_for_staff", person=_OFFICER, at="oak"),
    PageState("charter:hand_over_for_staff", "error", _OFFICER, at="oak", prepare=press("Hand"), status=422),
    PageState("charter:invite_for_staff", person=_OFFICER, at="oak"),
    PageState("charter:invite_for_staff", "error", _OFFICER, at="oak", prepare=press("Send"), status=422),
    PageState("desk:organisations", person=_OFFICER),
    PageState("desk:organisations", "full", "officer@brimham"),
    PageState("desk:organisations", "nothing-found", _OFFICER, query="?q=zebra"),
    PageState("desk:organisation_record", person=_OFFICER, at="oak"),
    PageState("desk:organisation_record", "waiting", _OFFICER, at="sapling"),
    PageState("desk:organisation_record", "not-found", _EMPTY_OFFICER, at="oak", status=404),
    PageState("desk:status", person=_EMPTY_OFFICER),
    PageState("desk:status", "trouble", _OFFICER),
    PageState("desk:status", "tried-again", _LEAD, prepare=press("Try again")),
    PageState("desk:board", person=_OFFICER),
    PageState("desk:board", "empty", _EMPTY_OFFICER),
    PageState("desk:board", "full", "officer@brimham"),
    PageState("desk:board", "second-page", "officer@brimham", query="?page=2"),
    PageState("desk:board", "nothing-found", _OFFICER, query="?q=zebra"),
    PageState("desk:audit", person=_OFFICER),
    PageState("desk:audit", "empty", _EMPTY_OFFICER, query="?q=zebra"),
    PageState("desk:audit", "nothing-found", _OFFICER, query="?q=zebra&from=2026-01-01"),
    PageState("desk:audit", "filtered", _OFFICER, query="?noun=application&person=officer"),
    PageState("desk:audit_event", person=_OFFICER),
    PageState("desk:audit_event", "not-found", _EMPTY_OFFICER, at="oakland", status=404),
    PageState("charter:cohorts", person=_OFFICER),
    PageState("charter:cohorts", "empty", _EMPTY_LEAD),
    PageState("charter:create_cohort", person=_LEAD),
    PageState("charter:create_cohort", "error", _LEAD, prepare=press("Set"), status=422),
    PageState("charter:create_cohort", "empty", "programme_lead@barley"),
    PageState("charter:cohort", person=_LEAD),
    PageState("charter:cohort", "officer", _OFFICER),
    PageState("charter:people", person=_LEAD),
    PageState("charter:people", "officer", _OFFICER),
    PageState("charter:people", "found", _OFFICER, query="?q=oak"),
    PageState("charter:people", "nothing-found", _OFFICER, query="?q=zebra"),
    PageState("charter:people", "observer", "observer@oakland", status=404),
    PageState("charter:person", person=_LEAD),
    PageState("charter:person", "officer", _OFFICER),
    PageState("charter:person", "error", _LEAD, prepare=press("Give"), status=422),
    PageState("charter:person", "not-found", _EMPTY_LEAD, at="oakland", status=404),
    PageState("charter:let_go", person=_OFFICER),
    PageState("charter:let_go", "error", _OFFICER, prepare=press("End"), status=422),
    PageState("charter:let_go", "lead", _LEAD, words={"who": lambda seed: seed["who"]["lead@oak"]}),
    PageState("charter:person_needs", person=_OFFICER),
    PageState("charter:person_needs", "empty", _EMPTY_OFFICER),
    PageState("charter:act_as", person=_OFFICER),
    PageState("charter:act_as", "error", _OFFICER, prepare=press("Look"), status=422),
    PageState("charter:act_as", "not-allowed", _EMPTY_OFFICER),
    PageState("charter:act_as", "looking", "helper@oakland", prepare=_looking),
    PageState("charter:act_as", "refused", "helper@oakland", prepare=_refused, status=403),
    PageState("charter:who_may", person=_OFFICER),
    PageState("desk:why", person=_OFFICER),
    PageState("desk:why", "answered", _OFFICER, query="?about=OAK-0001"),
    PageState("desk:why", "nothing-found", _OFFICER, query="?about=zebra"),
    PageState("charter:invite_staff", person=_LEAD),
    PageState("charter:invite_staff", "error", _LEAD, prepare=press("Send"), status=422),
    PageState("charter:frameworks", person=_LEAD),
    PageState("charter:frameworks", "empty", "programme_lead@barley"),
    PageState("charter:load_framework", person=_LEAD),
    PageState("charter:load_framework", "error", _LEAD, prepare=press("Load"), status=422),
    # The commissioner.
    PageState("desk:reports", person="commissioner@oakland"),
    PageState("desk:reports", "empty", "commissioner@newbury"),
)
