"""Do pages that list cost the same number of queries with one row and with three?"""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.actions import evidence
from tests.applications.test_pages import client_of

MOST = {"tasks": 15, "answer": 15, "theme": 13, "check": 18, "staff": 20, "interests": 12}


def cost(client, url):
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(url)
    assert response.status_code == 200
    return len(queries)


@pytest.mark.parametrize("page", ["interests", "staff", "check", "tasks", "answer", "theme"])
def test_a_page_costs_the_same_with_one_row_and_with_three(place, page):
    if page == "interests":
        client, url = client_of(place.officer), place.url("staff/interests/")
        place.interest(None, "First")

        def more():
            place.interest(None, "Second")
            place.interest(place.ash, "First")
    else:
        application = place.draft("First", "Second") if page == "tasks" else place.draft()
        place.sign_values()
        places_ = {
            "staff": (place.officer, f"staff/apply/{application.reference}/"),
            "check": (place.oak.lead, f"apply/{application.reference}/check/"),
            "tasks": (place.oak.lead, f"apply/{application.reference}/"),
            "theme": (place.oak.lead, f"apply/{application.reference}/themes/po/"),
            "answer": (place.oak.lead, f"apply/{application.reference}/evidence/po1/"),
        }
        person, path = places_[page]
        client, url = client_of(person), place.url(path)

        def add(number):
            evidence.add_file(
                application,
                standard=place.standards[0],
                upload=SimpleUploadedFile(f"{number}.txt", str(number).encode(), "text/plain"),
                by=place.oak.contributor,
            )

        add(1)

        def more():
            add(2)
            add(3)

    one = cost(client, url)
    more()

    assert cost(client, url) == one
    # The two savepoints are this test's own.
    assert one - 2 <= MOST[page]
