"""Which addresses have the Charter's own pages: joining, teams, cohorts, people and frameworks?"""

from __future__ import annotations

from django.urls import path

from charter.views import (
    approvals,
    cohorts,
    frameworks,
    invitations,
    joining,
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
_RECORD = f"{_STAFF}organisations/<slug:organisation>/"
_PERSON = f"{_STAFF}people/<uuid:who>/"

coming_in = [
    path("<slug:programme>/join/", joining.register, name="register"),
    path("<slug:programme>/join/matches/", joining.register_matches, name="register_matches"),
    path("<slug:programme>/join/check/", joining.register_check, name="register_check"),
    path("<slug:programme>/join/ask/<slug:organisation>/", joining.ask_to_join, name="ask_to_join"),
    path("<slug:programme>/join/<slug:step>/", joining.register_step, name="register_step"),
    path("invite/<str:token>/", invitations.invitation, name="invitation"),
    path("invite/<str:token>/new/", invitations.ask_for_new, name="ask_for_new_invitation"),
]

organisation = [
    path(f"{_ORGANISATION}welcome/", organisations.welcome, name="welcome"),
    path(f"{_ORGANISATION}services/", organisations.services, name="services"),
    path(f"{_ORGANISATION}services/change/", organisations.change_service, name="change_service"),
    path(f"{_ORGANISATION}team/", team.team, name="team"),
    path(f"{_ORGANISATION}team/invite/", team.invite, name="invite_member"),
    path(f"{_ORGANISATION}team/revoke/", team.revoke_invitation, name="revoke_invitation"),
    path(f"{_ORGANISATION}team/resend/", team.resend_invitation, name="resend_invitation"),
    path(f"{_ORGANISATION}team/roles/", team.set_roles, name="set_roles"),
    path(f"{_ORGANISATION}team/remove/", team.remove_member, name="remove_member"),
    path(f"{_ORGANISATION}team/requests/", team.answer_request, name="answer_request"),
    path(f"{_ORGANISATION}team/leave/", team.leave, name="leave"),
    path(f"{_ORGANISATION}team/hand-over/", team.hand_over, name="hand_over"),
]

staff = [
    path(f"{_STAFF}approvals/", approvals.approvals, name="approvals"),
    path(f"{_STAFF}approvals/<slug:organisation>/", approvals.approval, name="approval"),
    path(f"{_STAFF}organisations/new/", approvals.make_organisation, name="make_organisation"),
    path(f"{_RECORD}hand-over/", approvals.hand_over_for_staff, name="hand_over_for_staff"),
    path(f"{_RECORD}invite/", approvals.invite_for_staff, name="invite_for_staff"),
    path(f"{_RECORD}invitations/", approvals.invitation_for_staff, name="invitation_for_staff"),
    path(f"{_STAFF}cohorts/", cohorts.cohorts, name="cohorts"),
    path(f"{_STAFF}cohorts/new/", cohorts.create, name="create_cohort"),
    path(f"{_STAFF}cohorts/<slug:cohort>/", cohorts.cohort, name="cohort"),
    path(f"{_STAFF}cohorts/<slug:cohort>/open/", cohorts.open_cohort, name="open_cohort"),
    path(f"{_STAFF}people/", people.people, name="people"),
    path(f"{_STAFF}people/invite/", people.invite, name="invite_staff"),
    path(f"{_STAFF}people/resend/", people.resend_invitation, name="resend_staff_invitation"),
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

urlpatterns = coming_in + organisation + staff + own_pages
