"""Where are the floor's three views?"""

from __future__ import annotations

from django.urls import path

from tests.bench.floor import views

urlpatterns = [
    path("healthz", views.health),
    path("page/", views.page),
    path("save/", views.save),
    path("export/", views.export),
]
