"""How does Jinja2 draw our pages, what words and dates may a template ask for, and who draws the forms?"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.template import TemplateDoesNotExist
from django.templatetags.static import static
from django.urls import reverse
from django_htmx.jinja import htmx_script
from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemBytecodeCache,
    PackageLoader,
    PrefixLoader,
    select_autoescape,
)
from jinja2.loaders import BaseLoader

from charter.kit import clock, fields

LONDON = ZoneInfo("Europe/London")
MONTHS = "January February March April May June July August September October November December".split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def environment(*, loader: BaseLoader, **options: Any) -> Environment:
    """The environment for Django's Jinja2 backend: our templates, GOV.UK's macros, our filters.

    ``loader`` looks in ``templates/``; the component macros stand behind the prefix ``govuk_frontend_jinja``.
    Compiled templates are kept under ``build/`` so that a restarted process does not compile them again.
    """
    options.pop("autoescape", None)
    env = Environment(
        # All values are escaped, but those in the text half of an e-mail.
        autoescape=select_autoescape(disabled_extensions=("txt",), default=True, default_for_string=True),
        loader=ChoiceLoader([loader, PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})]),
        **options,
    )
    env.globals.update(static=static, url=url, htmx_script=htmx_script)
    env.filters.update(
        date=day,
        datetime=moment,
        london=london,
        time=clock_time,
        when=when,
        weekday=weekday_and_day,
        iso=iso,
        from_iso=datetime.fromisoformat,
        filesize=file_size,
        plural=plural,
        sentence_list=sentence_list,
        field_params=fields.params,
        form_errors=fields.error_links,
    )
    env.bytecode_cache = _bytecode_cache(env)
    return env


def _bytecode_cache(env: Environment) -> FileSystemBytecodeCache | None:
    """A folder for compiled templates, or nothing where the disk may not be written.

    What was compiled before a filter was there refuses it for good, so the filters are part of a file's name: a
    process that still runs the code before an upgrade leaves nothing behind for the one after it.
    """
    known = hashlib.sha256(" ".join(sorted([*env.filters, *env.tests])).encode()).hexdigest()[:12]
    folder = Path(getattr(settings, "BUILD_DIR", "build")) / "jinja"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return FileSystemBytecodeCache(str(folder), f"__jinja2_{known}_%s.cache")
    except OSError:
        return None


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a route: ``url("applications:task_list", programme="lec", reference="LEC-0042")``."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


# Dates: instants are UTC inside and Europe/London on every page -------------------------------------


def _in_london(value: datetime) -> datetime:
    """The same instant on a London clock; a naive value is taken as UTC."""
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return aware.astimezone(LONDON)


def day(value: date | datetime | None) -> str:
    """``12 March 2027``; an instant becomes its day in Europe/London; nothing stays nothing."""
    if value is None or value == "":
        return ""
    local = _in_london(value) if isinstance(value, datetime) else value
    return f"{local.day} {MONTHS[local.month - 1]} {local.year}"


def weekday_and_day(value: date | datetime | None) -> str:
    """``Friday 12 March 2027``, for deadlines, which always name their weekday."""
    if value is None or value == "":
        return ""
    local = _in_london(value) if isinstance(value, datetime) else value
    return f"{WEEKDAYS[local.weekday()]} {day(local if not isinstance(local, datetime) else local.date())}"


def clock_time(value: datetime | time | None) -> str:
    """``3:14pm`` or ``5pm`` in Europe/London; noon and midnight are words."""
    if value is None or value == "":
        return ""
    local = _in_london(value) if isinstance(value, datetime) else value
    if local.minute == 0 and local.hour in (0, 12):
        return "midday" if local.hour else "midnight"
    minutes = f":{local.minute:02d}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def when(value: datetime) -> str:
    """``at 3:14pm`` for an instant of today in Europe/London, ``on 12 March 2027 at 3:14pm`` for any other."""
    local = _in_london(value)
    return f"{'' if local.date() == clock.today() else f'on {day(local.date())} '}at {clock_time(value)}"


def moment(value: datetime | None) -> str:
    """``Friday 12 March 2027, 5pm`` in Europe/London."""
    if value is None or value == "":
        return ""
    return f"{weekday_and_day(value)}, {clock_time(value)}"


def london(value: datetime | None) -> str:
    """``Friday 12 March 2027, 5pm London time``: a deadline as every page, mail and receipt shows it."""
    return f"{moment(value)} London time" if value else ""


def iso(value: date | datetime | None) -> str:
    """The machine's form of a day or an instant, for the ``datetime`` attribute of ``<time>``."""
    if value is None or value == "":
        return ""
    return _in_london(value).isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()


# Words and numbers ----------------------------------------------------------------------------------


def file_size(size: int | None) -> str:
    """``340 bytes``, ``12KB``, ``1.4MB``: powers of 1,024, as the upload limit is counted."""
    amount = int(size or 0)
    if amount < 1024:
        return plural(amount, "byte")
    if amount < 1024 * 1024:
        return f"{max(1, round(amount / 1024))}KB"
    return f"{amount / (1024 * 1024):.1f}".removesuffix(".0") + "MB"


def plural(count: int, one: str, many: str | None = None) -> str:
    """``1 day``, ``12 days``, ``1,204 words``; ``many`` is for words that do not take an s."""
    return f"{count:,} {one if count == 1 else (many or one + 's')}"


def sentence_list(values: Any, last: str = "and") -> str:
    """``Policy, Culture and Practices`` from any iterable of values."""
    words = [str(value) for value in values]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


# Forms ----------------------------------------------------------------------------------------------


class FormRenderer(TemplatesSetting):
    """Draws ``{{ form }}`` and ``field.as_field_group()`` with GOV.UK's macros from ``templates/forms/``.

    Templates that only Django brings (the admin's widgets, error lists) are found even when
    ``django.forms`` is not an installed app.
    """

    form_template_name = "forms/form.html"
    formset_template_name = "forms/formset.html"
    field_template_name = "forms/field.html"

    def get_template(self, template_name: str) -> Any:
        """The project's template of this name, else Django's own."""
        try:
            return super().get_template(template_name)
        except TemplateDoesNotExist:
            return _django_widgets().get_template(template_name)


@cache
def _django_widgets() -> DjangoTemplates:
    """The renderer that reads Django's own form templates, made once a process."""
    return DjangoTemplates()
