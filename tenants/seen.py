"""When and where a session was last seen: noted every ten minutes, so that a page stays cheap."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.http.response import HttpResponseBase

SEEN = "seen_at"
NOTED_EVERY_S = 600


class SeenMiddleware:
    """Note that a signed-in person's session was here. Stands outside any organization's scope."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        if request.user.is_authenticated and _is_due(request):
            request.session[SEEN] = int(time.time())
            UserSession.objects.create_from_request(request)
        return self.get_response(request)


def _is_due(request: HttpRequest) -> bool:
    return time.time() - float(request.session.get(SEEN, 0)) > NOTED_EVERY_S


def note_sign_in(sender: object, request: Any, **_kwargs: object) -> None:  # noqa: ARG001 (a signal's receiver)
    """Begin a session's time: allauth has made its row."""
    request.session[SEEN] = int(time.time())
