"""Where a person is signed in, in words they know: browser and device."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.internal.flows.sessions import end_other_sessions, end_sessions
from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ua_parser import parse

from tenants.models import User

BROWSERS = {"Chrome Mobile": "Chrome", "Chrome Mobile iOS": "Chrome", "Mobile Safari": "Safari"}
PHONES = {"iOS", "Android"}


@dataclass(frozen=True)
class SignedIn:
    """One session of a person. `ip` is shown to nobody but them."""

    id: int
    browser: str
    icon: str
    ip: str
    since: datetime
    last_seen: datetime
    is_this: bool


def sessions_of(user: User, *, session_key: str | None) -> list[SignedIn]:
    """Return where a person is signed in, this session first, then the newest; drops dead ones."""
    alive = UserSession.objects.purge_and_list(user)
    alive.sort(key=lambda one: (one.session_key != session_key, -one.last_seen_at.timestamp()))
    return [
        SignedIn(
            id=one.pk,
            browser=in_words(one.user_agent),
            icon="smartphone" if _is_phone(one.user_agent) else "laptop",
            ip=one.ip,
            since=one.created_at,
            last_seen=one.last_seen_at,
            is_this=one.session_key == session_key,
        )
        for one in alive
    ]


def end_session(request: HttpRequest, *, pk: int) -> bool:
    """Sign the person out of one of their sessions; False when it is none of theirs."""
    session = UserSession.objects.filter(pk=pk, user_id=request.user.pk).first()
    if session is None:
        return False
    end_sessions(request, [session])
    return True


def end_others(request: HttpRequest, user: User) -> None:
    """Sign the person out everywhere but here."""
    end_other_sessions(request, user)


def in_words(user_agent: str) -> str:
    """Return "Firefox on Windows", as much of it as a browser tells."""
    said = parse(user_agent)
    family = said.user_agent.family if said.user_agent else ""
    browser = BROWSERS.get(family, family)
    system = said.os.family if said.os else ""
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("An unknown browser")


def _is_phone(user_agent: str) -> bool:
    said = parse(user_agent)
    system = said.os.family if said.os else ""
    return system in PHONES
