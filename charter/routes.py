"""Which addresses have the Charter's own pages: joining, teams, cohorts, people and frameworks?"""

from __future__ import annotations

from django.urls import path

from charter.views import (
    cohorts,
    frameworks,
    invitations,
    organisations,
    own,
    people,
    person,
    team,
    who_may,
)

app_name = "charter"

_ORGANISATION = "<slug:programme>/org/<slug:organisation>/"
_STAFF = "<slug:programme>/staff/"
_PERSON = f"{_STAFF}people/<uuid:who>/"

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
    path(f"{_STAFF}people/acting/", person.allow_acting, name="allow_acting"),
    path(f"{_PERSON}", person.person, name="person"),
    path(f"{_PERSON}role/", person.give_role, name="give_role"),
    path(f"{_PERSON}leave/", person.let_go, name="let_go"),
    path(f"{_PERSON}needs/", person.access_needs, name="person_needs"),
    path(f"{_PERSON}act/", person.act_as, name="act_as"),
    path(f"{_PERSON}close/", person.close_account, name="close_account"),
    path(f"{_STAFF}who-may/", who_may.who_may, name="who_may"),
    path(f"{_STAFF}frameworks/", frameworks.frameworks, name="frameworks"),
    path(f"{_STAFF}frameworks/load/", frameworks.load, name="load_framework"),
    path(f"{_STAFF}frameworks/<int:version>/publish/", frameworks.publish, name="publish_framework"),
]

own_pages = [
    path("account/data/", own.data, name="own_data"),
    path("account/data/download/", own.download, name="download_data"),
    path("account/data/close/", own.ask_to_close, name="ask_to_close"),
    path("account/data/keep/", own.keep_account, name="keep_account"),
    path("account/preferences/", own.preferences, name="preferences"),
    path("account/access-needs/", own.access_needs, name="access_needs"),
    path("account/notifications/", own.notifications, name="notifications"),
    path("account/acting/stop/", own.stop_acting, name="stop_acting"),
]

urlpatterns = joining + organisation + staff + own_pages
