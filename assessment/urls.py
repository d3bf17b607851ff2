"""Which addresses does the panel's side have, one group a hat?"""

from __future__ import annotations

from django.urls import path

from assessment.views import assignments, decisions, moderations, reviews, scores, seats

app_name = "assessment"

_PANEL = "<slug:programme>/panel/"
_MODERATION = "<slug:programme>/moderation/"
_STAFF = "<slug:programme>/staff/"

panel = [
    path(_PANEL, reviews.my_reviews, name="my_reviews"),
    path(f"{_PANEL}thanks/", reviews.thanks, name="thanks"),
    path(f"{_PANEL}<slug:reference>/", reviews.review, name="review"),
    path(f"{_PANEL}<slug:reference>/conflict/", reviews.conflict, name="conflict"),
    path(f"{_PANEL}<slug:reference>/finish/", reviews.finish, name="finish"),
    path(f"{_PANEL}<slug:reference>/hand-back/", reviews.hand_back, name="hand_back"),
    path(f"{_PANEL}<slug:reference>/files/<uuid:uuid>/", scores.file, name="file"),
    path(f"{_PANEL}<slug:reference>/<str:standard>/", scores.score, name="score"),
]

moderation = [
    path(_MODERATION, moderations.moderations, name="moderations"),
    path(f"{_MODERATION}<slug:reference>/", moderations.moderation, name="moderation"),
    path(f"{_MODERATION}<slug:reference>/reveal/", moderations.reveal, name="reveal"),
    path(f"{_MODERATION}<slug:reference>/propose/", moderations.propose, name="propose"),
    path(f"{_MODERATION}<slug:reference>/<str:standard>/", moderations.agree, name="agree"),
]

staff = [
    path(f"{_STAFF}cohorts/<slug:cohort>/panel/", seats.panel, name="panel"),
    path(f"{_STAFF}cohorts/<slug:cohort>/panel/seats/", seats.give_seat, name="give_seat"),
    path(f"{_STAFF}apply/<slug:reference>/panel/", assignments.assignments, name="assignments"),
    path(f"{_STAFF}apply/<slug:reference>/panel/assign/", assignments.assign, name="assign"),
    path(f"{_STAFF}apply/<slug:reference>/panel/start/", assignments.start, name="start"),
    path(f"{_STAFF}apply/<slug:reference>/panel/take-back/", assignments.take_back, name="take_back"),
    path(f"{_STAFF}apply/<slug:reference>/panel/conflict/", assignments.set_conflict, name="set_conflict"),
    path(f"{_STAFF}decisions/", decisions.decisions, name="decisions"),
    path(f"{_STAFF}apply/<slug:reference>/decision/", decisions.decision, name="decision"),
    path(f"{_STAFF}apply/<slug:reference>/decision/confirm/", decisions.confirm, name="confirm"),
    path(f"{_STAFF}apply/<slug:reference>/decision/refuse/", decisions.refuse, name="refuse"),
]

urlpatterns = panel + moderation + staff
