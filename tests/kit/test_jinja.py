"""Do the filters speak our dates and words, and does the form renderer draw every widget safely?"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.forms import formset_factory
from django.template import engines
from django.template.loader import render_to_string
from jinja2 import DictLoader, TemplateRuntimeError

from charter.kit import clock, field_errors, fields, jinja

SCRIPT = "<script>alert(1)</script>"


def draw(source: str, **context: object) -> str:
    """A template of one line, drawn by the real environment."""
    return engines["jinja2"].env.from_string(source).render(**context)


# Dates and words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2027, 3, 12), "12 March 2027"),
        (datetime(2027, 3, 12, 17, tzinfo=UTC), "12 March 2027"),
        (datetime(2027, 6, 30, 23, 30, tzinfo=UTC), "1 July 2027"),
        (None, ""),
    ],
    ids=["day", "instant", "instant that is tomorrow in London", "nothing"],
)
def test_date_is_day_month_year_in_london(value, words):
    assert jinja.day(value) == words


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        (datetime(2027, 3, 12, 17, tzinfo=UTC), "Friday 12 March 2027, 5pm"),
        (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), "Sunday 28 March 2027, 12:59am"),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "Sunday 28 March 2027, 2am"),
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), "Sunday 31 October 2027, 1:30am"),
        (datetime(2027, 10, 31, 1, 30, tzinfo=UTC), "Sunday 31 October 2027, 1:30am"),
        (datetime(2027, 7, 1, 11, 0, tzinfo=UTC), "Thursday 1 July 2027, midday"),
        (datetime(2027, 6, 30, 23, 0, tzinfo=UTC), "Thursday 1 July 2027, midnight"),
    ],
    ids=[
        "winter",
        "before spring change",
        "after spring change",
        "before autumn",
        "after autumn",
        "midday",
        "midnight",
    ],
)
def test_datetime_names_weekday_and_london_time(instant, words):
    assert jinja.moment(instant) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(time(15, 14), "3:14pm"), (time(9, 5), "9:05am"), (time(0, 10), "12:10am"), (None, "")],
)
def test_time_is_short_and_lower_case(value, words):
    assert jinja.clock_time(value) == words


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (datetime(2027, 6, 1, 22, 59, tzinfo=UTC), "at 12:30am"),
        (datetime(2027, 6, 1, 23, 0, tzinfo=UTC), "on 1 June 2027 at 12:30am"),
    ],
)
def test_an_instant_of_another_day_is_told_with_its_date(now, words):
    with clock.at(now):
        assert jinja.when(datetime(2027, 5, 31, 23, 30, tzinfo=UTC)) == words


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (1023, "1,023 bytes"),
        (12_288, "12KB"),
        (1_480_000, "1.4MB"),
        (25 * 1024 * 1024, "25MB"),
        (None, "0 bytes"),
    ],
)
def test_filesize_is_told_as_the_limit_is_counted(size, words):
    assert jinja.file_size(size) == words


def test_plural_counts_and_takes_an_irregular_word():
    told = [
        jinja.plural(1, "day"),
        jinja.plural(12, "day"),
        jinja.plural(2, "person", "people"),
        jinja.plural(1204, "word"),
    ]

    assert told == ["1 day", "12 days", "2 people", "1,204 words"]


def test_sentence_list_joins_as_people_do():
    assert [jinja.sentence_list(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


# Escaping


def test_environment_escapes_pages_but_not_text_mails():
    env = engines["jinja2"].env

    assert [env.autoescape(name) for name in ("account/login.html", "emails/a/body.txt", None)] == [True, False, True]


def test_a_template_compiled_before_a_filter_was_there_is_compiled_anew(settings, tmp_path):
    settings.BUILD_DIR = tmp_path
    template = DictLoader({"page": "{% if shown %}{{ 1 | newcomer }}{% endif %}"})
    older = jinja.environment(loader=template)
    with pytest.raises(TemplateRuntimeError):
        older.get_template("page").render(shown=True)

    newer = jinja.environment(loader=template)
    newer.filters["newcomer"] = str
    newer.bytecode_cache = jinja._bytecode_cache(newer)

    assert newer.get_template("page").render(shown=True) == "1"


def test_components_escape_what_people_typed():
    page = draw(
        '{% from "components/lists.html" import summary_list, data_table, file_list, file_row, timeline %}'
        '{% from "components/status.html" import status_tag, task_row, stages, progress, figure %}'
        '{% from "components/panels.html" import words, notification, contact_card, confirmation, card, numbered %}'
        '{% from "components/actions.html" import button, link_button, action_button, copyable %}'
        '{% from "components/actions.html" import back_link, link_list %}'
        '{% from "components/levels.html" import level_chip, rule_list %}'
        '{{ summary_list([{"key": x, "value": x, "href": "#"}], card=x) }}'
        '{{ data_table(x, [x], [[x], [{"text": x, "href": x}]]) }}'
        "{{ file_row(x, x, 12, x, x, x) }}"
        '{{ timeline([{"title": x, "when": None, "who": x, "text": x}]) }}'
        "{{ status_tag(x) }}{{ task_row(x, x, x, x, x) }}"
        '{{ stages([{"text": x, "state": "here", "note": x}]) }}'
        "{{ progress(1, 2, x) }}{{ figure(x, x, x) }}{{ words(x) }}"
        "{{ notification(x) }}{{ contact_card(x, x, x, x) }}{{ confirmation(x, x, x) }}"
        '{% call card(x) %}{{ x }}{% endcall %}{{ numbered([{"title": x, "text": x}]) }}'
        "{{ button(x) }}{{ link_button(x, x) }}"
        '{{ action_button(x, x, "", fields={x: x}, about=x) }}{{ copyable(x, x) }}{{ back_link(x, x) }}'
        '{{ link_list([{"text": x, "href": x, "note": x}]) }}{{ level_chip(x, 2) }}'
        '{{ rule_list([{"passed": true, "sentence": x}]) }}',
        x=SCRIPT + "\"'",
    )

    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert '="<' not in page and "&#34;" in page


def test_templates_hand_markup_only_from_our_own_macros():
    folder = Path(settings.BASE_DIR) / "templates"
    allowed = {("components/forms.html", '{"html": _word_count(f.id, max_words)}')}

    found = set()
    for path in sorted(folder.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        given = re.findall(r"""\{?["'](?:\w+H|h)tml["']\s*:\s*[^}]*\}?""", text)
        unescaped = re.findall(r"\|\s*safe\b|autoescape\s+false|<style|\sstyle=|\son[a-z]+=", text)
        is_mail_or_paper = path.relative_to(folder).parts[0] in ("emails", "documents")
        found |= {(str(path.relative_to(folder)), one) for one in given + ([] if is_mail_or_paper else unescaped)}

    assert found == allowed


# Fields


class EveryWidget(forms.Form):
    """One field a kind."""

    name = forms.CharField(
        label="Name of your service", help_text=SCRIPT, error_messages={"required": "Enter a name"}
    )
    email = forms.EmailField(label="Email address", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    secret = forms.CharField(label="Password", widget=forms.PasswordInput)
    answer = forms.CharField(label="What do you do?", widget=forms.Textarea)
    score = forms.ChoiceField(label="How well?", choices=[(0, "Not yet"), (1, SCRIPT)], widget=forms.RadioSelect)
    topics = forms.MultipleChoiceField(
        label="Topics", choices=[("a", "One"), ("b", "Two")], widget=forms.CheckboxSelectMultiple
    )
    agree = forms.BooleanField(label="I may sign")
    region = forms.ChoiceField(label="Region", choices=[("", "Choose"), ("North", [("n", "Leeds")])])
    several = forms.MultipleChoiceField(label="Your services", choices=[("a", "One"), ("b", "Two")])
    upload = forms.FileField(label="Files")
    places = forms.IntegerField(label="Places", max_value=30)
    reviewed = fields.DayField(label="Last reviewed")
    opens = forms.DateField(label="Opens", widget=forms.DateInput)
    release = forms.DateTimeField(label="Release", widget=forms.DateTimeInput)
    starts = forms.TimeField(label="Starts", widget=forms.TimeInput)
    token = forms.CharField(widget=forms.HiddenInput)


FILLED = {
    "name": SCRIPT,
    "email": "asha@example.org",
    "answer": f"</textarea>{SCRIPT}",
    "score": 1,
    "topics": ["b"],
    "agree": True,
    "region": "n",
    "several": ["a"],
    "places": 0,
    "reviewed": date(2027, 3, 12),
    "opens": date(2027, 3, 12),
    "release": datetime(2027, 3, 12, 17),
    "starts": time(9, 30),
    "token": '"x',
}
DRAWN = {
    "name": ['class="govuk-input"', 'type="text"', 'aria-describedby="id_name-hint"'],
    "email": ['type="email"', 'value="asha@example.org"', 'autocomplete="email"'],
    "secret": ['type="password"', 'data-module="govuk-password-input"'],
    "answer": ["<textarea", "&lt;/textarea&gt;"],
    "score": ['type="radio"', 'id="id_score"', 'value="1" checked', "govuk-fieldset__legend"],
    "topics": ['type="checkbox"', 'name="topics"', 'value="b" checked'],
    "agree": ['type="checkbox"', 'value="on" checked', "I may sign"],
    "region": ["<select", 'value="n" selected', ">Leeds<"],
    "several": ["<select", "multiple", 'value="a" selected'],
    "upload": ['type="file"', 'data-module="govuk-file-upload"'],
    "places": ['inputmode="numeric"', 'value="0"'],
    "reviewed": [
        'name="reviewed_0"',
        'value="12"',
        'name="reviewed_1"',
        'value="3"',
        'name="reviewed_2"',
        'value="2027"',
    ],
    "opens": ['type="date"', 'value="2027-03-12"'],
    "release": ['type="datetime-local"', 'value="2027-03-12T17:00"'],
    "starts": ['type="time"', 'value="09:30"'],
    "token": ['type="hidden"', 'value="&#34;x"'],
}


@pytest.mark.parametrize("name", DRAWN)
def test_renderer_draws_every_widget_with_its_value(name):
    form = EveryWidget(initial=FILLED)

    drawn = " ".join(form[name].as_field_group().split())

    assert [piece for piece in DRAWN[name] if piece not in drawn] == []
    assert "<script" not in drawn
    assert not [word for word in (" required", "maxlength", "max=", "placeholder", " style=") if word in drawn]


@pytest.mark.parametrize("name", [name for name in DRAWN if name not in ("token",)])
def test_renderer_shows_an_error_where_the_summary_points(name):
    form = EveryWidget({"score": SCRIPT, "places": "many"})

    drawn = form[name].as_field_group()
    links = [link["href"] for link in fields.error_links(form)]

    assert "govuk-form-group--error" in drawn
    assert "govuk-error-message" in drawn
    assert f"#{fields.first_control(form[name])}" in links
    assert f'id="{fields.first_control(form[name])}"' in drawn
    assert "<script" not in drawn


def test_whole_form_is_drawn_with_hidden_fields_once():
    drawn = str(EveryWidget(initial=FILLED))

    assert drawn.count('name="token"') == 1
    assert drawn.index('name="token"') < drawn.index('name="name"')


def test_formset_is_drawn_with_its_management_form():
    drawn = str(formset_factory(EveryWidget, extra=1)())

    assert 'name="form-TOTAL_FORMS"' in drawn
    assert 'name="form-0-name"' in drawn


def test_item_hints_stand_under_their_choice():
    drawn = draw(
        '{% from "components/forms.html" import field %}'
        '{{ field(form.score, item_hints={1: "Plans, little practice yet"}) }}',
        form=EveryWidget(),
    )

    assert "Plans, little practice yet" in drawn
    assert drawn.count("govuk-radios__hint") == 1


def test_counted_textarea_tells_its_limit_before_any_script_runs():
    drawn = draw(
        '{% from "components/forms.html" import field %}{{ field(form.answer, max_words=500) }}', form=EveryWidget()
    )

    assert 'data-max-words="500"' in drawn
    assert "You can write up to 500 words." in drawn
    assert 'aria-describedby="id_answer-words"' in drawn


def test_django_only_templates_are_found_by_the_renderer():
    drawn = forms.TextInput().render("plain", SCRIPT, renderer=jinja.FormRenderer())

    assert drawn.startswith("<input")
    assert "<script" not in drawn


# Error sentences

FORBIDDEN = ("required", "invalid", "valid", "please", "oops", "field", "ensure")


def test_library_errors_are_said_in_our_words():
    bad = {"email": "x", "score": "9", "topics": ["z"], "places": "99", "opens": "x", "release": "x", "starts": "x"}
    form = EveryWidget(bad)

    said = {bound.name: field_errors.sentences(bound) for bound in form if bound.errors}

    assert said == {
        "name": ["Enter a name"],
        "email": ["Enter an email address in the form name@example.org"],
        "secret": ["Enter your password"],
        "answer": ["Enter an answer"],
        "score": ["Select one of the choices listed"],
        "topics": ["Select one of the choices listed"],
        "agree": ["Tick the box to go on"],
        "region": ["Select the region"],
        "several": ["Select your services"],
        "upload": ["Choose a file"],
        "places": ["Places must be 30 or less"],
        "reviewed": ["Enter a date."],
        "opens": ["Enter a real date, such as 12 March 2027"],
        "release": ["Enter a real date, such as 12 March 2027"],
        "starts": ["Enter a time, such as 3:14pm"],
        "token": ["Enter the token"],
    }


def test_our_sentences_use_no_forbidden_word():
    used = {word for sentence in field_errors.SENTENCES.values() for word in sentence.lower().split()}

    assert used & set(FORBIDDEN) == set()


def test_sentence_of_a_form_of_ours_is_kept():
    class Ours(forms.Form):
        name = forms.CharField()

        def clean(self):
            raise forms.ValidationError("The cohort closed on Friday.")

    form = Ours({"name": "x"})

    assert fields.error_links(form) == [{"text": "The cohort closed on Friday.", "href": "#main-content"}]


@pytest.mark.parametrize(
    ("parts", "day"),
    [
        (("12", "3", "2027"), date(2027, 3, 12)),
        (("1", "march", "2027"), date(2027, 3, 1)),
        (("29", "Feb", "2028"), date(2028, 2, 29)),
    ],
)
def test_day_field_takes_numbers_and_month_names(parts, day):
    assert fields.DayField().clean(list(parts)) == day


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (("", "", ""), "required"),
        (("12", "", "2027"), "incomplete"),
        (("31", "2", "2027"), "unreal"),
        (("1", "x", "2027"), "unreal"),
        (("12", "3", "27"), "year"),
        (("31", "12", "9999"), "year"),
    ],
)
def test_day_field_refuses_what_no_calendar_has(parts, code):
    with pytest.raises(forms.ValidationError) as refused:
        fields.DayField().clean(list(parts))

    assert refused.value.code == code


# Layout and pages


@pytest.mark.parametrize("code", [400, 403, 404, 409, 413, 429, 500, 503])
def test_error_page_stands_without_any_context(code):
    page = render_to_string(f"errors/{code}.html", {})

    assert page.count("<h1") == 1
    assert "– Lived Experience Charter</title>" in page
    assert not [word for word in ("GOV.UK", "crown", "Sorry") if word in page]


def test_title_says_error_when_the_form_has_one():
    source = '{% extends "layout.html" %}{% block title %}Your team{% endblock %}'

    titles = [
        draw(source, form=form).partition("<title>")[2].partition("</title>")[0]
        for form in (EveryWidget(), EveryWidget({}))
    ]

    assert titles == ["Your team – Lived Experience Charter", "Error: Your team – Lived Experience Charter"]


def test_pagination_keeps_the_filters():
    page = Paginator(range(95), 25).page(2)

    drawn = draw(
        '{% from "components/lists.html" import pagination %}{{ pagination(page, "?level=gold&") }}', page=page
    )

    assert 'href="?level=gold&amp;page=3"' in drawn
    assert 'aria-current="page"' in drawn
