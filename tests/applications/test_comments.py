"""Who talks to whom about a standard, who is told, who never sees it, and what does a flood meet?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from applications import mentions
from applications.actions import comments, erasing
from applications.models import Comment
from applications.selectors import content_of, open_threads, threads
from charter.kit import clock, duties, tenancy
from charter.kit.access import Refused
from charter.kit.models import Message
from tests.applications.test_pages import answer_url, client_of, page

PEOPLE = {"Asha Khan": "u1", "Asha": "u2", "Zoë O’Neil": "u3", "x@example.org": "u4"}


@pytest.mark.parametrize(
    ("typed", "kept", "named", "unknown"),
    [
        ("No names.", "No names.", (), ()),
        ("@Asha Khan, can you?", "@[u1], can you?", ("u1",), ()),
        ("@asha KHAN and @Asha.", "@[u1] and @[u2].", ("u1", "u2"), ()),
        ("(@Zoë O’Neil)", "(@[u3])", ("u3",), ()),
        ("@x@example.org look", "@[u4] look", ("u4",), ()),
        ("Write to a@b.org at 5 @ noon.", "Write to a@b.org at 5 @ noon.", (), ()),
        ("@Ashanti?", "@Ashanti?", (), ("Ashanti",)),
        ("@Ravi Patel and @Asha", "@Ravi Patel and @[u2]", ("u2",), ("Ravi Patel",)),
        ("@[u9] by hand", "@ [u9] by hand", (), ()),
    ],
)
def test_names_are_found_in_what_is_typed(typed, kept, named, unknown):
    written = mentions.kept(typed, PEOPLE)

    assert (written.text, written.named, written.unknown) == (kept, named, unknown)


@pytest.fixture
def joint(place):
    return place.joint()


def letters(kind="comment_named"):
    return sorted(Message.objects.filter(kind=f"applications.{kind}").values_list("to_address", flat=True))


def test_who_is_named_is_told_once_and_nobody_else(place, joint):
    by, lead, other = place.oak.contributor, place.oak.lead, place.ash.viewer
    text = f"@{lead} and @{other}: can we add the mentoring rota? @{lead}!"

    comment = comments.write(joint, standard=place.standards[0], text=text, by=by)

    assert letters() == sorted([lead.email, other.email])
    assert comments.write(joint, standard=place.standards[0], text=text, by=by) == comment
    assert letters() == sorted([lead.email, other.email])
    letter = Message.objects.get(kind="applications.comment_named", to_address=lead.email)
    assert "rota" not in letter.text + letter.html
    assert letter.link.endswith(f"/apply/{joint.reference}/evidence/po1/comments/")
    assert str(lead) not in Comment.objects.get(pk=comment.pk).text
    with pytest.raises(Refused, match="Nobody in this application is called Officer"):
        comments.write(joint, standard=place.standards[0], text="@Officer", by=by)


def test_threads_are_settled_and_opened_again(place, joint):
    standard, by = place.standards[0], place.oak.contributor
    first = comments.write(joint, standard=standard, text="One?", by=by)
    second = comments.write(joint, standard=standard, text="Two?", by=by)
    reply = comments.write(joint, standard=standard, text="Yes.", thread=first, by=place.ash.lead)

    comments.resolve(second, by=by)
    shown = threads(joint, standard).threads
    assert [(t.first.comment, t.is_open, [r.comment for r in t.replies]) for t in shown] == [
        (first, True, [reply]),
        (second, False, []),
    ]
    assert open_threads(joint) == {standard.pk: 1}
    comments.write(joint, standard=standard, text="Not yet.", thread=Comment.objects.get(pk=second.pk), by=by)
    assert open_threads(joint) == {standard.pk: 2}
    assert comments.reopen(comments.resolve(first, by=by), by=by).resolved_by is None
    with pytest.raises(Refused, match="whole thread"):
        comments.resolve(reply, by=by)


def test_staff_come_in_only_while_they_are_invited_and_the_panel_never(place):
    application = place.sent()
    standard = place.standards[0]
    thread = comments.write(application, standard=standard, text="Only ours.", by=place.oak.lead)
    officer, url = client_of(place.officer), place.url(f"staff/apply/{application.reference}/comments/")

    def seen(actor):
        with tenancy.acting(actor, place.programme):
            return Comment.objects.filter(application=application).count()

    assert officer.get(url).status_code == 403 and seen(place.officer) == 0
    client_of(place.oak.lead).post(answer_url(place, application) + "comments/staff/", {"allowed": "yes"})
    assert letters("comments_opened") == [place.officer.email]
    assert "Only ours." in page(officer, url) and seen(place.officer) == 1
    answered = officer.post(url, {"thread": thread.uuid, "text": "We can help."})
    assert answered.status_code == 302 and letters() == [place.oak.lead.email]
    shown = page(client_of(place.oak.viewer), answer_url(place, application) + "comments/")
    assert "We can help." in shown and "comment__staff" in shown
    assert "Only ours." not in str(content_of(application))
    client_of(place.oak.lead).post(answer_url(place, application) + "comments/staff/", {"allowed": "no"})
    assert officer.get(url).status_code == 403 and seen(place.officer) == 0
    assert seen(place.ash.lead) == 0


def test_ten_thousand_comments_are_read_by_pages_and_no_more_are_kept(place, joint, django_assert_max_num_queries):
    by, now = place.oak.contributor, clock.now() - timedelta(days=1)
    row = {
        "programme_id": joint.programme_id,
        "organisation_id": joint.organisation_id,
        "application_id": joint.pk,
        "standard_id": place.standards[0].pk,
        "written_by_id": by.pk,
        "written_at": now,
    }
    first = Comment.objects.create(**row, text="The longest thread.")
    many = (Comment(**row, text=f"Answer {n}", thread=first) for n in range(4999))
    Comment.objects.bulk_create(many)
    Comment.objects.bulk_create(Comment(**row, text=f"Thread {n}") for n in range(comments.MOST - 5000))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE applications_comment")
    client, url = client_of(place.oak.lead), answer_url(place, joint) + "comments/"
    page(client, url)

    with django_assert_max_num_queries(16):
        last = page(client, f"{url}?page=251")
    assert "The longest thread." in last and "Answer 4998" in last and "Answer 4900" not in last
    assert "4,969 earlier answers" in last
    with django_assert_max_num_queries(16):
        assert "Answer 30" in page(client, f"{url}?thread={first.uuid}&page=2")
    with pytest.raises(Refused, match="10,000 comments, which is as many as we keep"):
        comments.write(joint, standard=place.standards[0], text="One more.", by=by)


def test_a_flood_and_what_is_too_long_are_refused_and_the_words_stay(place, joint):
    client, url = client_of(place.oak.contributor), answer_url(place, joint) + "comments/"
    for number in range(comments.MOST_AT_ONCE):
        comments.write(joint, standard=place.standards[0], text=f"Number {number}", by=place.oak.contributor)

    answers = [client.post(url, {"text": text}) for text in ("My <b>last</b> words.", "x" * 5001, "\u200b \x00")]

    assert [answer.status_code for answer in answers] == [422] * 3
    flood, long, nothing = (answer.content.decode() for answer in answers)
    assert "You have written 30 comments in ten minutes." in flood and "My &lt;b&gt;last&lt;/b&gt; words." in flood
    assert "A comment must be 5,000 characters or fewer. You have used 5,001." in long
    assert "Enter a comment." in nothing
    assert comments.write(joint, standard=place.standards[0], text="Mine.", by=place.oak.lead).pk


def test_a_forgotten_persons_comments_go_and_their_name_with_them(place, joint):
    gone, stays = place.oak.contributor, place.oak.lead
    standard = place.standards[0]
    own = comments.write(joint, standard=standard, text="About my own life.", by=gone)
    about = comments.write(joint, standard=standard, text=f"Ask @{gone}.", by=stays)
    told = {section.title: list(section.rows) for section in duties.export(gone)}
    assert told["Comments you wrote"][0]["Words"] == "About my own life."
    assert len(told["Comments that name you"]) == 1

    erasing.forget_talk(gone)
    gone.name = "A former person"
    gone.save(update_fields=["name"])

    assert Comment.objects.get(pk=own.pk).text == erasing.GONE
    shown = threads(joint, standard).threads
    [said] = [thread.first for thread in shown if thread.first.comment == about]
    assert "".join(part.text for part in said.parts) == "Ask @A former person."
