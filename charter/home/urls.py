"""Which addresses have the public pages, the landing after sign-in and the probes?"""

from __future__ import annotations

from django.conf import settings
from django.urls import path, register_converter
from django.urls.converters import SlugConverter

from charter.home.views import account, demo, health, programme, public

app_name = "home"


class ProgrammeConverter(SlugConverter):
    """A first word that a programme may have; a reserved one belongs to another page."""

    def to_python(self, value: str) -> str:
        """The slug; the search goes on when it is reserved."""
        if value in settings.RESERVED_SLUGS:
            raise ValueError(value)
        return value


register_converter(ProgrammeConverter, "programme")

urlpatterns = [
    path("", public.home, name="home"),
    path("start/", account.start, name="start"),
    path("help/", public.help_page, name="help"),
    path("accessibility/", public.accessibility, name="accessibility"),
    path("cookies/", public.cookies, name="cookies"),
    path("privacy/", public.privacy, name="privacy"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("demo/", demo.people, name="demo_people"),
    path("demo/<str:token>/", demo.link, name="demo_link"),
]

# A programme's own pages.
urlpatterns += [
    path("<programme:programme>/", programme.home, name="programme"),
    path("<programme:programme>/values/", programme.values, name="values"),
    path("<programme:programme>/standards/", programme.standards, name="standards"),
    path("<programme:programme>/levels/", programme.levels, name="levels"),
    path("<programme:programme>/how-it-works/", programme.how_it_works, name="how_it_works"),
]
