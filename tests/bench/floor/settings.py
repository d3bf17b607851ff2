"""Which settings does the floor run with? The product's server, session, sign-in, CSRF and pool; nothing else."""

from __future__ import annotations

from pathlib import Path

from charter.settings import *  # noqa: F403

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "charter.kit",
    "tests.bench.floor.people_only.PeopleOnly",
    "tests.bench.floor",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
ROOT_URLCONF = "tests.bench.floor.urls"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
TEMPLATES = [
    {"BACKEND": "django.template.backends.jinja2.Jinja2", "DIRS": [Path(__file__).parent], "APP_DIRS": False}
]
SILENCED_SYSTEM_CHECKS = ["fields.E300", "fields.E307"]
