"""Slowing down whoever guesses passwords, without a way to lock others out.

Failures count for an account *and* where they come from: five in five minutes by one address, by
one remembered device, or by one session that is signed in. So whoever fails on purpose locks out
only themselves. A guesser with many addresses meets a second count, of the account alone; it never
stands in the way of a device that has signed in to it before, nor of a new password by mail.
Counts live in the cache: while that is away nobody new gets in, and who is in stays in.
"""

from __future__ import annotations

import secrets
from math import ceil
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac

APP = "allauth.account"
KNOWN, STRANGE = "login_known", "login_failed"
COOKIE = "device"
COOKIE_STAYS_S = 365 * 24 * 3600
MOST_PEOPLE = 8
"""Accounts that one device is remembered for: the newest."""
SIGNER = signing.Signer(salt="tenants.devices")
MINUTE_S, FIVE_MINUTES_S, HOUR_S = 60, 300, 3600
TOO_MANY = 429


def take_turn(request: HttpRequest, *, email: str) -> Any:
    """Count one attempt at an account; return the count, which a success gives back.

    Raises ImmediateHttpResponse (a 429 page) when there were too many, or nobody can count.
    """
    action, source = _source(request, email)
    usage = ratelimit.consume(request, app=APP, action=action, key=source)
    if not usage:
        raise ImmediateHttpResponse(too_many(request, wait_s=FIVE_MINUTES_S))
    if action == KNOWN:
        return usage
    account = ratelimit.consume(request, app=APP, action="login_account", key=_account(email))
    if not account:
        usage.rollback()
        raise ImmediateHttpResponse(too_many(request, wait_s=HOUR_S))
    usage.usage.extend(account.usage)
    return usage


def forget_failures(request: HttpRequest, *, email: str) -> None:
    """Forget the failures at an account, from here and from everywhere."""
    action, source = _source(request, email)
    ratelimit.clear(request, app=APP, action=action, key=source)
    ratelimit.clear(request, app=APP, action="login_account", key=_account(email))


def allow(request: HttpRequest, *, action: str, key: str, reads: bool = False) -> bool:
    """Tell whether one more act of this kind is within its rate, and count it.

    A GET is counted only where it `reads`.
    """
    used = ratelimit.consume(request, app=APP, action=action, key=key, limit_get=reads)
    return bool(used)


def remember_device(request: HttpRequest, response: HttpResponse, *, email: str) -> None:
    """Let this browser be known to an account it has just signed in to."""
    device, known = _read(request)
    mark = _mark(email)
    known = [mark, *(one for one in known if one != mark)][:MOST_PEOPLE]
    response.set_cookie(
        COOKIE,
        SIGNER.sign_object([device or secrets.token_hex(16), *known]),
        max_age=COOKIE_STAYS_S,
        path="/account/",
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def too_many(request: HttpRequest, *, wait_s: int = MINUTE_S) -> HttpResponse:
    """Answer 429 with when to come back, in words and in `Retry-After`."""
    context = {"minutes": ceil(wait_s / MINUTE_S)}
    response = render(request, "429.html", context, status=TOO_MANY)
    response.headers["Retry-After"] = str(wait_s)
    return response


def _source(request: HttpRequest, email: str) -> tuple[str, str]:
    """Name whose failures these are: a signed-in person's, a known device's, or an address's.

    Returned with the kind of count: of an address also all failures from it are counted.
    """
    if request.user.is_authenticated:
        return KNOWN, f"person:{request.user.pk}"
    device, known = _read(request)
    if _mark(email) in known:
        return KNOWN, f"device:{device}:{_account(email)}"
    return STRANGE, f"from:{ratelimit.get_ip(request)}:{_account(email)}"


def _account(email: str) -> str:
    return email.strip().lower()


def _mark(email: str) -> str:
    return salted_hmac("tenants.devices", _account(email)).hexdigest()[:24]


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    """Return the device's id and the marks of the accounts it knows; "" and none for no cookie."""
    try:
        device, *known = SIGNER.unsign_object(request.COOKIES.get(COOKIE, ""))
    except (signing.BadSignature, ValueError):
        return "", []
    return device, known
