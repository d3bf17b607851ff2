"""Which addresses are there? Each app's own list, in the order of the journey."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("charter.account_urls")),
    path("", include("charter.home.urls")),
    path("", include("charter.routes")),
    path("", include("training.urls")),
    path("", include("applications.urls")),
    path("", include("assessment.urls")),
    path("", include("awards.urls")),
    path("", include("charter.desk.urls")),
]

handler400 = "charter.home.errors.bad_request"
handler403 = "charter.home.errors.forbidden"
handler404 = "charter.home.errors.not_found"
handler429 = "charter.home.errors.too_many"
handler500 = "charter.home.errors.server_error"
