"""Which addresses has training?"""

from __future__ import annotations

from django.urls import path

from training import views

app_name = "training"

urlpatterns = [
    path("<slug:programme>/staff/cohorts/<slug:cohort>/training/", views.sessions, name="sessions"),
    path(
        "<slug:programme>/staff/cohorts/<slug:cohort>/training/attendance/",
        views.mark_attendance,
        name="mark_attendance",
    ),
]
