"""How do pages get small on the wire?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

COMPRESSED = ("text/html", "application/json", "text/plain", "text/csv")


class PageCompression(GZipMiddleware):
    """Compresses pages for browsers that take it; files pass as they are, with their length.

    Each answer gets a random number of bytes more, and forms carry a masked token, so that its length tells
    nothing of what it holds (BREACH). WhiteNoise serves styles and scripts compressed at build time.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress a whole page; leave streams, which are files, alone."""
        kind = response.get("Content-Type", "").partition(";")[0]
        if not isinstance(response, HttpResponse) or kind not in COMPRESSED:
            return response
        return super().process_response(request, response)
