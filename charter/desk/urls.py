"""Where are the pages that span the journey?"""

from __future__ import annotations

from django.urls import path

from charter.desk import audit_views as audit
from charter.desk import organisation_views as organisations
from charter.desk import views

app_name = "desk"
urlpatterns = [
    path("<slug:programme>/org/<slug:organisation>/", views.organisation, name="organisation"),
    path("<slug:programme>/org/<slug:organisation>/details/", organisations.details, name="details"),
    path("<slug:programme>/staff/", views.today, name="today"),
    path("<slug:programme>/staff/organisations/", organisations.organisations, name="organisations"),
    path(
        "<slug:programme>/staff/organisations/<slug:organisation>/", organisations.record, name="organisation_record"
    ),
    path("<slug:programme>/staff/board/", views.board, name="board"),
    path("<slug:programme>/staff/status/", views.status, name="status"),
    path("<slug:programme>/staff/status/retry/", views.retry, name="retry"),
    path("<slug:programme>/staff/audit/", audit.trail, name="audit"),
    path("<slug:programme>/staff/audit/<uuid:event>/", audit.event, name="audit_event"),
    path("<slug:programme>/staff/people/<uuid:who>/why/", views.why, name="why"),
    path("<slug:programme>/reports/", views.reports, name="reports"),
]
