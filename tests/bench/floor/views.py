"""What do the floor's pages do? List twenty rows, save one, stream them all."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from tests.bench.floor.models import FloorRow


class _Line:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


def health(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def page(request: HttpRequest) -> HttpResponse:
    """The page floor: 20 of N rows by an index, in one small template with a form's token."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    rows = FloorRow.objects.filter(owner=request.user).order_by("-id")[:20]
    return render(request, "page.html", {"rows": rows})


def save(request: HttpRequest) -> HttpResponse:
    """The save floor: one row by its key, then a redirect."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    kept = FloorRow.objects.filter(pk=request.POST["row"], owner=request.user)
    kept.update(words=request.POST["words"], saved_at=timezone.now())  # noqa: TID251  # The floor has no clock.
    return redirect("/page/")


def export(request: HttpRequest) -> StreamingHttpResponse:
    """The export floor: every row as a line of CSV, streamed."""
    writer = csv.writer(_Line())
    rows = FloorRow.objects.values_list("id", "owner_id", "name", "words", "saved_at").iterator(2000)

    def lines() -> Iterator[str]:
        yield writer.writerow(["id", "owner", "name", "words", "saved"])
        yield from map(writer.writerow, rows)

    return StreamingHttpResponse(lines(), content_type="text/csv")
