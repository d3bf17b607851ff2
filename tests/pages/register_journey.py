"""The pages of the journey: interest, application, training, panel, moderation, decision and awards."""

from __future__ import annotations

from typing import Any

from tests.pages.states import PageState, fill, opened, press

_OFFICER, _LEAD, _CHAIR = "officer@oakland", "programme_lead@oakland", "chair@oakland"
_ASSESSOR, _SECOND = "assessor@oakland", "second_assessor@oakland"


def _older_version(selector: str, button: str) -> Any:
    """Save from a page that was opened before somebody else saved: the form says an older version."""

    def prepare(page: Any, seed: dict[str, Any]) -> None:
        page.locator("main input[name=version]").first.evaluate("(field) => { field.value = '0' }")
        # Not typed, or the page might save it by itself before the button is pressed.
        typed = "What I typed on the train, before I saw what my colleague had saved."
        page.locator(selector).first.evaluate("(field, words) => { field.value = words }", typed)
        with page.expect_navigation():
            page.locator("main").get_by_role("button", name=button).first.click()

    return prepare


def _checked_before(page: Any, seed: dict[str, Any]) -> None:
    """Send from a page that was drawn before somebody changed two standards: it says other marks."""
    page.locator("main input[name=digest]").evaluate("(field) => { field.value = '0'.repeat(64) }")
    older = "(field) => { field.value = field.value.replace(/:\"[0-9a-f]/g, (mark, at) => at < 120 ? ':\"x' : mark) }"
    page.locator("main input[name=seen]").evaluate(older)
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name="Send your application").click()


def _too_long(page: Any, seed: dict[str, Any]) -> None:
    """More characters than an answer holds, sent by the button."""
    page.locator("#id_text").evaluate("(field) => { field.value = 'word '.repeat(40001) }")
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name="Save and come back later").click()


def _chosen(page: Any, seed: dict[str, Any]) -> None:
    """Choose a description and wait until the page says by itself that it is saved."""
    first = page.get_by_label("Started")
    (page.get_by_label("In place") if first.is_checked() else first).check()
    page.get_by_text("Saved at").wait_for()


APPLICANT: tuple[PageState, ...] = (
    PageState("applications:values", person="signatory@oak"),
    PageState("applications:values", "lead", "lead@elder"),
    PageState("applications:values", "sign", "signatory@elder"),
    PageState("applications:value", person="signatory@elder", words={"number": 1}),
    PageState("applications:value", "last", "signatory@elder", words={"number": 6}),
    PageState("applications:value", "signed", "lead@oak", words={"number": 2}),
    PageState("applications:value", "not-found", "lead@oak", words={"number": 7}, status=404),
    PageState("applications:sign_values", person="signatory@elder"),
    PageState("applications:sign_values", "error", "signatory@elder", prepare=press("Sign the"), status=422),
    PageState("applications:express_interest", person="lead@oak"),
    PageState("applications:express_interest", "error", "lead@oak", prepare=press("Express"), status=422),
    PageState("applications:express_interest", "empty", "lead@elder"),
    PageState("applications:express_interest", "viewer", "viewer@oak"),
    PageState("applications:application", person="lead@oak", stage="draft"),
    *(
        PageState("applications:application", stage, "lead@oak", stage=stage)
        for stage in (
            "blank",
            "interest",
            "waitlisted",
            "declined",
            "withdrawn",
            "late",
            "sent",
            "returned",
            "lapsed",
            "assessing",
            "decided",
            "released",
        )
    ),
    PageState("applications:application", "joint", "lead@oak", stage="joint", beside=frozenset({"ash"})),
    PageState("applications:application", "viewer", "viewer@oak", stage="draft"),
    PageState(
        "applications:application",
        "partner",
        "lead@ash",
        words={"reference": lambda seed: seed["houses"]["oak"]["references"]["joint"]},
        beside=frozenset({"oak"}),
    ),
    PageState("applications:application", "not-found", "lead@ash", at="oak", status=404),
    PageState("applications:answer", person="contributor@oak", stage="draft"),
    PageState("applications:answer", "empty", "contributor@oak", stage="blank"),
    PageState("applications:answer", "locked", "contributor@oak", stage="sent"),
    PageState("applications:answer", "returned", "contributor@oak", stage="returned"),
    PageState("applications:answer", "late", "contributor@oak", stage="late"),
    PageState("applications:answer", "viewer", "viewer@oak", stage="draft"),
    PageState(
        "applications:answer",
        "conflict",
        "contributor@oak",
        stage="draft",
        prepare=_older_version("main textarea", "Save and"),
        status=409,
    ),
    PageState("applications:answer", "full", "contributor@oak", stage="written"),
    PageState("applications:answer", "many-files", "contributor@oak", stage="full"),
    PageState("applications:check", "full", "lead@oak", stage="full"),
    PageState("applications:answer", "error", "contributor@oak", stage="blank", prepare=_too_long, status=422),
    PageState("applications:history", person="contributor@oak", stage="draft"),
    PageState("applications:history", "empty", "contributor@oak", stage="blank"),
    PageState("applications:history", "full", "contributor@oak", stage="written"),
    PageState("applications:history", "compared", "contributor@oak", stage="written", query="?from=23&to=25"),
    PageState("applications:history", "one", "contributor@oak", stage="written", query="?to=4"),
    PageState("applications:history", "locked", "lead@oak", stage="sent", query="?to=1"),
    PageState("applications:comments", person="contributor@oak", stage="draft", prepare=opened),
    PageState("applications:comments", "empty", "lead@oak", stage="blank"),
    PageState("applications:comments", "full", "lead@oak", stage="written"),
    PageState("applications:comments", "viewer", "viewer@oak", stage="draft"),
    PageState(
        "applications:comments", "error", "lead@oak", stage="blank", prepare=press("Add a comment"), status=422
    ),
    PageState("applications:add_link", person="contributor@oak", stage="draft"),
    PageState("applications:add_link", "error", "contributor@oak", stage="draft", prepare=press("Add"), status=422),
    PageState("applications:describe_evidence", person="contributor@oak", stage="draft"),
    PageState(
        "applications:describe_evidence",
        "error",
        "contributor@oak",
        stage="draft",
        prepare=fill({"#id_title": ""}, "Save"),
        status=422,
    ),
    PageState("applications:reuse", person="contributor@oak", stage="draft"),
    PageState(
        "applications:reuse", "error", "contributor@oak", stage="draft", prepare=press("Use these"), status=422
    ),
    PageState("applications:reuse", "late", "contributor@oak", stage="late"),
    PageState("applications:check", person="lead@oak", stage="draft"),
    PageState("applications:check", "empty", "lead@oak", stage="blank"),
    PageState("applications:check", "signatory", "signatory@oak", stage="draft"),
    PageState("applications:check", "returned", "lead@oak", stage="returned"),
    PageState("applications:check", "ready", "lead@oak", stage="ready"),
    PageState("applications:check", "changed", "lead@oak", stage="ready", prepare=_checked_before, status=409),
    PageState("applications:check", "locked", "lead@oak", stage="sent"),
    PageState("applications:declare", person="signatory@oak", stage="draft"),
    PageState("applications:declare", "error", "signatory@oak", stage="draft", prepare=press("Sign"), status=422),
    PageState("applications:declare", "lead", "lead@oak", stage="draft"),
    PageState("applications:declare", "locked", "signatory@oak", stage="sent"),
    PageState("applications:receipt", person="lead@oak", stage="sent"),
    PageState("applications:receipt", "not-found", "lead@oak", stage="draft", status=404),
    PageState("applications:timeline", person="lead@oak", stage="resent"),
    PageState("applications:timeline", "returned", "viewer@oak", stage="returned"),
    PageState("applications:timeline", "empty", "lead@oak", stage="interest"),
    PageState("applications:sent", person="lead@oak", stage="resent", words={"number": 2}),
    PageState("applications:sent", "not-found", "lead@oak", stage="resent", words={"number": 7}, status=404),
    PageState("applications:extension", person="lead@oak", stage="draft"),
    PageState("applications:extension", "error", "lead@oak", stage="draft", prepare=press("Ask"), status=422),
    PageState("applications:extension", "asked", "lead@oak", stage="extending"),
    PageState("applications:extension", "viewer", "viewer@oak", stage="draft"),
    PageState("applications:extension", "locked", "lead@oak", stage="sent"),
    PageState("applications:application", "full", "lead@oak", stage="full"),
    PageState("applications:application", "contributor", "contributor@oak", stage="draft"),
    PageState("applications:theme", person="lead@oak", stage="draft"),
    PageState("applications:theme", "empty", "contributor@oak", stage="blank"),
    PageState("applications:theme", "full", "lead@oak", stage="full"),
    PageState("applications:theme", "locked", "viewer@oak", stage="sent"),
    PageState("applications:theme", "returned", "contributor@oak", stage="returned"),
    PageState("applications:theme", "not-found", "lead@oak", stage="draft", words={"theme": "zz"}, status=404),
    PageState("applications:share_out", person="lead@oak", stage="draft"),
    PageState("applications:share_out", "error", "lead@oak", stage="draft", prepare=press("Give"), status=422),
    PageState("applications:share_out", "viewer", "viewer@oak", stage="draft"),
    PageState("applications:my_tasks", person="contributor@oak"),
    PageState("applications:my_tasks", "empty", "viewer@oak"),
    PageState("applications:my_tasks", "signatory", "signatory@oak"),
    PageState("applications:self_review", person="lead@oak", stage="draft"),
    PageState("applications:self_review", "empty", "lead@oak", stage="blank"),
    PageState("applications:self_review", "full", "lead@oak", stage="full", query="?level=gold"),
    PageState("applications:self_review", "joint", "lead@oak", stage="joint"),
    PageState("applications:self_review", "locked", "contributor@oak", stage="sent"),
    PageState("applications:self_review", "viewer", "viewer@oak", stage="draft"),
    PageState(
        "applications:self_review",
        "error",
        "lead@oak",
        stage="draft",
        prepare=press("Put them"),
        status=422,
    ),
    PageState("applications:self_score", person="contributor@oak", stage="draft"),
    PageState("applications:self_score", "empty", "contributor@oak", stage="blank"),
    PageState("applications:self_score", "saved", "contributor@oak", stage="joint", prepare=_chosen),
    PageState("applications:self_score", "viewer", "viewer@oak", stage="draft"),
    PageState("applications:self_score", "locked", "contributor@oak", stage="sent"),
    PageState(
        "applications:self_score",
        "conflict",
        "contributor@oak",
        stage="draft",
        prepare=_older_version("main textarea", "Save and"),
        status=409,
    ),
    PageState("applications:staff_self_review", person=_OFFICER, stage="draft"),
    PageState("applications:staff_self_review", "not-found", _OFFICER, stage="blank", status=404),
    PageState("applications:plan", person="lead@oak"),
    PageState("applications:plan", "empty", "lead@elder"),
    PageState("applications:plan", "viewer", "viewer@oak"),
    PageState("applications:plan_step", person="lead@oak"),
    PageState("applications:plan_step", "viewer", "viewer@oak"),
    PageState(
        "applications:plan_step",
        "error",
        "lead@oak",
        prepare=fill({"#id_due_on_0": "40"}, "Save this"),
        status=422,
    ),
    PageState("applications:partners", person="lead@oak", stage="draft"),
    PageState("applications:partners", "error", "lead@oak", stage="draft", prepare=press("Send"), status=422),
    PageState("applications:partners", "viewer", "viewer@oak", stage="draft"),
    PageState("applications:partners", "sent", "lead@oak", stage="sent"),
    PageState("applications:partner_invitation", person="lead@ash", words={"token": "token-for-partner"}),
    PageState(
        "applications:partner_invitation",
        "error",
        "lead@ash",
        words={"token": "token-for-partner"},
        prepare=press("Join with"),
        status=422,
    ),
    PageState("applications:partner_invitation", "anonymous", at="oak", words={"token": "token-for-partner"}),
    PageState("applications:partner_invitation", "another", "viewer@oak", words={"token": "token-for-partner"}),
    PageState(
        "applications:partner_invitation",
        "unregistered",
        "stranger@nowhere",
        at="oak",
        words={"token": "token-for-partner_new"},
    ),
    PageState(
        "applications:partner_invitation", "used", at="oak", words={"token": "token-for-partner_used"}, status=410
    ),
    PageState("applications:withdraw", person="lead@oak", stage="draft"),
    PageState("applications:withdraw", "joint", "lead@oak", stage="joint"),
    PageState("applications:withdraw", "locked", "lead@oak", stage="released"),
    PageState("awards:organisation_awards", person="lead@oak"),
    PageState("awards:organisation_awards", "revoked", "lead@ash"),
    PageState("awards:organisation_awards", "empty", "lead@elder"),
)

STAFF: tuple[PageState, ...] = (
    PageState("applications:interests", person=_OFFICER),
    PageState("applications:interests", "empty", "officer@newbury"),
    PageState("applications:interests", "full", "officer@brimham"),
    PageState("applications:answer_interest", person=_OFFICER, stage="interest"),
    PageState(
        "applications:answer_interest", "error", _OFFICER, stage="interest", prepare=press("Answer"), status=422
    ),
    PageState("applications:answer_interest", "locked", _OFFICER, stage="sent"),
    *(
        PageState("applications:staff_application", stage if stage != "sent" else "typical", _OFFICER, stage=stage)
        for stage in (
            "sent",
            "interest",
            "blank",
            "joint",
            "returned",
            "extending",
            "withdrawn",
            "accepted",
            "released",
        )
    ),
    PageState("applications:staff_sent", person=_OFFICER, stage="resent", words={"number": 2}),
    PageState("applications:staff_sent", "first", _OFFICER, stage="resent", words={"number": 1}),
    PageState("applications:return_application", person=_OFFICER, stage="sent"),
    PageState(
        "applications:return_application", "error", _OFFICER, stage="sent", prepare=press("Return"), status=422
    ),
    PageState("applications:answer_extension", person=_OFFICER, stage="extending"),
    PageState(
        "applications:answer_extension", "error", _OFFICER, stage="extending", prepare=press("Send"), status=422
    ),
    PageState("applications:answer_extension", "empty", _OFFICER, stage="draft"),
    PageState("applications:answer_extension", "own", _OFFICER, stage="extending_late"),
    PageState("applications:answer_extension", "second", _LEAD, stage="extending_late"),
    PageState("applications:restore", person=_OFFICER, stage="withdrawn"),
    PageState("applications:restore", "error", _OFFICER, stage="withdrawn", prepare=press("Bring"), status=422),
    PageState("applications:staff_comments", person=_OFFICER, stage="draft"),
    PageState("applications:staff_comments", "refused", _OFFICER, stage="sent", status=403),
    PageState("applications:attach_evidence", person=_OFFICER, stage="sent"),
    PageState("applications:attach_evidence", "error", _OFFICER, stage="sent", prepare=press("Attach"), status=422),
    PageState("applications:attach_evidence", "locked", _OFFICER, stage="released"),
    PageState("applications:add_party", person=_OFFICER, stage="draft"),
    PageState("applications:add_party", "chosen", _OFFICER, stage="draft", query="?organisation=ash-trust"),
    PageState("applications:add_party", "locked", _OFFICER, stage="sent"),
    PageState("training:sessions", person=_OFFICER),
    PageState("training:sessions", "empty", "officer@newbury"),
    PageState("training:sessions", "error", _OFFICER, prepare=press("Add"), status=422),
    PageState("assessment:panel", person=_OFFICER),
    PageState("assessment:panel", "empty", "officer@newbury"),
    PageState("assessment:panel", "error", _OFFICER, prepare=press("Give"), status=422),
    PageState("assessment:assignments", person=_OFFICER, stage="begun"),
    PageState("assessment:assignments", "empty", _OFFICER, stage="accepted"),
    PageState("assessment:assignments", "error", _OFFICER, stage="accepted", prepare=press("Assign"), status=422),
    PageState("assessment:assignments", "locked", _OFFICER, stage="released"),
    PageState("assessment:decisions", person=_LEAD),
    PageState("assessment:decisions", "empty", "programme_lead@newbury"),
    PageState("assessment:decision", person=_LEAD, stage="proposed"),
    PageState("assessment:decision", "officer", _OFFICER, stage="proposed"),
    PageState("assessment:decision", "decided", _LEAD, stage="decided"),
    PageState("assessment:decision", "error", _LEAD, stage="proposed", prepare=press("Send"), status=422),
    PageState("awards:releases", person=_LEAD),
    PageState("awards:releases", "empty", "programme_lead@newbury"),
    PageState("awards:plan_release", person=_OFFICER, words={"cohort": "past"}),
    PageState("awards:plan_release", "planned", _OFFICER),
    PageState("awards:plan_release", "error", _OFFICER, words={"cohort": "past"}, prepare=press("Plan"), status=422),
    PageState("awards:approve_release", person=_LEAD),
    PageState("awards:approve_release", "own", _OFFICER),
    PageState("awards:award", person=_LEAD, stage="released"),
    PageState("awards:award", "scheduled", _LEAD, stage="decided"),
    PageState("awards:award", "revoked", _LEAD, at="ash", stage="released"),
    PageState("awards:propose_revocation", person="officer@elmham", stage="released"),
    PageState(
        "awards:propose_revocation",
        "error",
        "officer@elmham",
        stage="released",
        prepare=press("Propose"),
        status=422,
    ),
    PageState("awards:propose_revocation", "proposed", _OFFICER, stage="released"),
    PageState("awards:approve_revocation", person=_LEAD, stage="released"),
    PageState("awards:approve_revocation", "own", _OFFICER, stage="released"),
)

PANEL: tuple[PageState, ...] = (
    PageState("assessment:my_reviews", person=_ASSESSOR),
    PageState("assessment:my_reviews", "empty", "assessor@newbury"),
    PageState("assessment:conflict", person=_SECOND, stage="begun"),
    PageState("assessment:conflict", "error", _SECOND, stage="begun", prepare=press("Continue"), status=422),
    PageState("assessment:thanks", person=_ASSESSOR),
    PageState("assessment:review", person=_ASSESSOR, stage="begun"),
    PageState("assessment:review", "locked", _ASSESSOR, stage="scored"),
    PageState("assessment:review", "not-found", "conflicted@oakland", stage="begun", status=404),
    PageState("assessment:score", person=_ASSESSOR, stage="begun"),
    PageState(
        "assessment:score",
        "empty",
        _ASSESSOR,
        stage="begun",
        words={"standard": lambda seed: seed["sides"]["oakland"]["standards"][10]},
    ),
    PageState("assessment:score", "changed", _ASSESSOR, stage="begun", prepare=opened),
    PageState("assessment:score", "locked", _ASSESSOR, stage="scored"),
    PageState(
        "assessment:score",
        "conflict",
        _ASSESSOR,
        stage="begun",
        prepare=_older_version("main textarea", "Save and"),
        status=409,
    ),
    PageState("assessment:finish", person=_ASSESSOR, stage="begun"),
    PageState("assessment:finish", "locked", _ASSESSOR, stage="scored"),
    PageState("assessment:moderations", person=_CHAIR),
    PageState("assessment:moderations", "empty", "chair@newbury"),
    PageState("assessment:moderation", person=_CHAIR, stage="disputed"),
    PageState("assessment:moderation", "agreed", _CHAIR, stage="moderating"),
    PageState("assessment:moderation", "sealed", _CHAIR, stage="begun"),
    PageState("assessment:moderation", "ready", _CHAIR, stage="scored"),
    PageState("assessment:moderation", "proposed", _CHAIR, stage="proposed"),
    PageState("assessment:agree", person=_CHAIR, stage="disputed"),
    PageState(
        "assessment:agree",
        "open",
        _CHAIR,
        stage="disputed",
        words={"standard": lambda seed: seed["sides"]["oakland"]["standards"][10]},
    ),
    PageState("assessment:agree", "locked", _CHAIR, stage="proposed"),
)

JOURNEY: tuple[PageState, ...] = (*APPLICANT, *STAFF, *PANEL)
