"""The pages that anybody may read."""

from __future__ import annotations

from tests.pages.states import PageState, opened, press

_OAK, _QUIET, _BARE, _FULL = "oakland", "newbury", "barley", "brimham"


def _of_programme(route: str) -> tuple[PageState, ...]:
    """A page about the programme's framework: as it is, and before there is one."""
    return (
        PageState(route, at=_OAK, prepare=opened),
        PageState(route, "empty", at=_BARE),
        PageState(route, "not-found", at=_OAK, words={"programme": "nowhere"}, status=404),
    )


PUBLIC: tuple[PageState, ...] = (
    PageState("home:home", at=_OAK),
    PageState("home:home", "signed-in", "officer@oakland"),
    *_of_programme("home:programme"),
    PageState("home:programme", "full", at=_FULL),
    PageState("home:programme", "signed-in", "lead@oak"),
    *_of_programme("home:values"),
    *_of_programme("home:standards"),
    *_of_programme("home:levels"),
    *_of_programme("home:how_it_works"),
    PageState("home:help", at=_OAK, prepare=opened),
    PageState("home:accessibility", at=_OAK, prepare=opened),
    PageState("home:cookies", at=_OAK),
    PageState("home:privacy", at=_OAK, prepare=opened),
    PageState("home:demo_people", at=_OAK, demo=True),
    PageState("home:demo_link", "used", at=_OAK, words={"token": "no-such-note"}, status=410, demo=True),
    PageState("awards:register", at=_OAK),
    PageState("awards:register", "empty", at=_QUIET),
    PageState("awards:register", "nothing-found", at=_OAK, query="?q=zebra&level=&show=all"),
    PageState("awards:register", "filtered", at=_OAK, query="?region=london&level=nonsense"),
    PageState("awards:verify", at=_OAK),
    PageState("awards:verify", "error-empty", at=_OAK, prepare=press("Check"), status=422),
    PageState("awards:verify", "error-slip", at=_OAK, query="?code=OAK-1111-1111", status=422),
    PageState("awards:verify_code", "typical", at="oak", stage="released"),
    PageState("awards:verify_code", "unknown", at="oak", words={"code": "OAK-0000-0000"}, status=404),
    PageState(
        "awards:verify_code",
        "embargoed",
        at="oak",
        words={"code": lambda seed: seed["houses"]["oak"]["awards"]["decided"]},
        status=404,
    ),
    PageState("charter:invitation", at="oak", words={"token": lambda seed: seed["tokens"]["open"]}),
    PageState(
        "charter:invitation",
        "open",
        "stranger@nowhere",
        at="oak",
        words={"token": lambda seed: seed["tokens"]["open"]},
    ),
    PageState(
        "charter:invitation", "another", "viewer@ash", at="oak", words={"token": lambda seed: seed["tokens"]["open"]}
    ),
    *(
        PageState("charter:invitation", kind, at="oak", words={"token": f"token-for-{kind}"}, status=410)
        for kind in ("used", "revoked", "late", "replaced")
    ),
    PageState("charter:invitation", "not-found", at="oak", words={"token": "no-such-token"}, status=404),
)
