"""Which addresses are there? Each app's own list, in the order of the journey."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []

handler400 = "charter.home.errors.bad_request"
handler403 = "charter.home.errors.forbidden"
handler404 = "charter.home.errors.not_found"
handler500 = "charter.home.errors.server_error"
