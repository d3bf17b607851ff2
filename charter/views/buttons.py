"""Which row of a list does a pressed button stand for?"""

from __future__ import annotations

from django.http import Http404, HttpRequest


def chosen(request: HttpRequest, name: str) -> int:
    """The id in the button's own form; rows are looked up within what the person may see, so it opens nothing.

    A button is never pressed without one; a request that has none is about a page that does not exist.
    """
    value = request.POST.get(name, "")
    if not (value.isascii() and value.isdecimal() and len(value) < 19):
        raise Http404
    return int(value)
