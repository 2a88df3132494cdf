"""Words are compressed on their way; pictures and files are already small, or are streamed."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXT = ("text/", "application/json", "image/svg+xml")


class TextCompressionMiddleware(GZipMiddleware):
    """Compress pages, fragments and style sheets of ours.

    Django's own adds bytes at random, so that a page's length tells nobody of a secret within it.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Compress a text that is whole; leave everything else alone."""
        is_text = str(response.headers.get("Content-Type", "")).startswith(TEXT)
        if not is_text or response.streaming:
            return response
        return super().process_response(request, response)
