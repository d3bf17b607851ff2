"""Which addresses have the Charter's own pages: joining, teams, cohorts, people and frameworks?"""

from __future__ import annotations

from django.urls import path

from charter.views import cohorts, frameworks, invitations, organisations, people, team

app_name = "charter"

_ORGANISATION = "<slug:programme>/org/<slug:organisation>/"
_STAFF = "<slug:programme>/staff/"

joining = [
    path("<slug:programme>/join/", organisations.register, name="register"),
    path("invite/<str:token>/", invitations.invitation, name="invitation"),
]

organisation = [
    path(f"{_ORGANISATION}services/", organisations.services, name="services"),
    path(f"{_ORGANISATION}team/", team.team, name="team"),
    path(f"{_ORGANISATION}team/invite/", team.invite, name="invite_member"),
    path(f"{_ORGANISATION}team/revoke/", team.revoke_invitation, name="revoke_invitation"),
    path(f"{_ORGANISATION}team/end/", team.end_membership, name="end_membership"),
]

staff = [
    path(f"{_STAFF}cohorts/", cohorts.cohorts, name="cohorts"),
    path(f"{_STAFF}cohorts/new/", cohorts.create, name="create_cohort"),
    path(f"{_STAFF}cohorts/<slug:cohort>/", cohorts.cohort, name="cohort"),
    path(f"{_STAFF}cohorts/<slug:cohort>/open/", cohorts.open_cohort, name="open_cohort"),
    path(f"{_STAFF}people/", people.people, name="people"),
    path(f"{_STAFF}people/invite/", people.invite, name="invite_staff"),
    path(f"{_STAFF}people/revoke/", people.revoke_invitation, name="revoke_staff_invitation"),
    path(f"{_STAFF}people/end/", people.end_role, name="end_staff_role"),
    path(f"{_STAFF}frameworks/", frameworks.frameworks, name="frameworks"),
    path(f"{_STAFF}frameworks/load/", frameworks.load, name="load_framework"),
    path(f"{_STAFF}frameworks/<int:version>/publish/", frameworks.publish, name="publish_framework"),
]

urlpatterns = joining + organisation + staff
