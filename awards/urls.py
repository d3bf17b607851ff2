"""Which addresses have awards?"""

from __future__ import annotations

from django.urls import path

from awards.views import award, organisation, public, releases

app_name = "awards"

# Anybody.
urlpatterns = [
    path("verify/", public.verify, name="verify"),
    path("verify/<str:code>/", public.verify_code, name="verify_code"),
    path("<slug:programme>/awards/", public.awards, name="register"),
]

# The organisation that holds them.
urlpatterns += [
    path(
        "<slug:programme>/org/<slug:organisation>/awards/",
        organisation.organisation_awards,
        name="organisation_awards",
    ),
    path(
        "<slug:programme>/org/<slug:organisation>/awards/<str:code>/certificate/",
        organisation.certificate,
        name="certificate",
    ),
]

# Staff.
urlpatterns += [
    path("<slug:programme>/staff/releases/", releases.releases, name="releases"),
    path("<slug:programme>/staff/releases/<slug:cohort>/plan/", releases.plan_release, name="plan_release"),
    path("<slug:programme>/staff/releases/<slug:cohort>/", releases.approve_release, name="approve_release"),
    path("<slug:programme>/staff/releases/<slug:cohort>/cancel/", releases.cancel_release, name="cancel_release"),
    path("<slug:programme>/staff/awards/<str:code>/", award.award, name="award"),
    path("<slug:programme>/staff/awards/<str:code>/certificate/", award.staff_certificate, name="staff_certificate"),
    path("<slug:programme>/staff/awards/<str:code>/revoke/", award.propose_revocation, name="propose_revocation"),
    path(
        "<slug:programme>/staff/awards/<str:code>/revoke/approve/",
        award.approve_revocation,
        name="approve_revocation",
    ),
    path("<slug:programme>/staff/awards/<str:code>/revoke/drop/", award.drop_revocation, name="drop_revocation"),
]
