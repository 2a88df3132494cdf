"""How people reach it: BASE_URL, host names, the proxies in front."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import SplitResult, urlsplit

import requests
from django.conf import settings
from django.http.request import validate_host

from advocacy.ops.doctor.finding import Finding, problem, warning

LOCAL = {"localhost", "127.0.0.1", "::1"}
DOOR = "/account/login/"
PATIENCE_S = 5
BAD_REQUEST, REDIRECTS = 400, range(300, 400)


def check_address(_: datetime) -> list[Finding]:
    """BASE_URL has the form that links, cookies and sign-in at networks need."""
    parts = urlsplit(settings.BASE_URL)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return [problem("BASE_URL is no web address.", "Set it to https://your.host.")]
    if parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        wrong = "BASE_URL is more than scheme, host and port."
        return [problem(wrong, f"Set it to {parts.scheme}://{parts.hostname} and nothing after.")]
    return [] if settings.DEBUG else _in_production(parts)


def _in_production(parts: SplitResult) -> list[Finding]:
    if parts.hostname in LOCAL:
        wrong = "BASE_URL leads to this machine only: links in mails will not work for people."
        return [problem(wrong, "Set it to the address that people type.")]
    if parts.scheme == "http":
        wrong = "BASE_URL is plain http: passwords and sessions can be read on the way."
        advice = "Put a proxy with a certificate in front, and set BASE_URL to https://…"
        return [problem(wrong, advice)]
    return []


def check_hosts(_: datetime) -> list[Finding]:
    """ALLOWED_HOSTS has the host of BASE_URL, and is no open door."""
    host = urlsplit(settings.BASE_URL).hostname or ""
    found = []
    if not validate_host(host, settings.ALLOWED_HOSTS):
        wrong = f"ALLOWED_HOSTS does not have {host}, the host of BASE_URL: every page answers 400."
        found.append(problem(wrong, f"Add it: ALLOWED_HOSTS={host}"))
    if "*" in settings.ALLOWED_HOSTS:
        wrong = "ALLOWED_HOSTS is *: anybody may name any host."
        found.append(problem(wrong, f"Name the hosts: ALLOWED_HOSTS={host}"))
    return found


def check_proxy(_: datetime) -> list[Finding]:
    """With https somebody ends TLS in front; we must know how many stand there."""
    if settings.SECURE and not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        wrong = (
            "BASE_URL is https but TRUSTED_PROXY_COUNT is 0: behind a proxy every visitor seems to"
            " come from its address, and limits meet all of them together."
        )
        advice = "Set TRUSTED_PROXY_COUNT to the number of proxies of yours in front, mostly 1."
        return [warning(wrong, advice)]
    return []


def check_front_door(_: datetime) -> list[Finding]:
    """The sign-in page, asked for as people do: through BASE_URL and whatever stands in front."""
    try:
        answer = requests.get(settings.BASE_URL + DOOR, timeout=PATIENCE_S, allow_redirects=False)
    except requests.exceptions.SSLError:
        wrong = "The certificate at BASE_URL is not good."
        return [problem(wrong, "Renew it, or see that it is for this host and its chain complete.")]
    except requests.RequestException:
        wrong = "BASE_URL does not answer from here."
        advice = (
            "If people reach it from outside, all is well; else see to DNS, proxy and firewall."
        )
        return [warning(wrong, advice)]
    return _of_the_door(answer)


def _of_the_door(answer: requests.Response) -> list[Finding]:
    to = answer.headers.get("Location", "")
    if answer.status_code in REDIRECTS and to == settings.BASE_URL + DOOR:
        wrong = "The sign-in page redirects to itself: the proxy does not say that it got https."
        return [
            problem(wrong, "Let the proxy set X-Forwarded-Proto to the scheme it was asked by.")
        ]
    if answer.status_code == BAD_REQUEST:
        wrong = "The sign-in page answers 400 to its own host name."
        return [problem(wrong, "Let the proxy pass the Host header on unchanged.")]
    if "X-Request-ID" not in answer.headers:
        wrong = "Something else than Advocacy answers at BASE_URL."
        return [problem(wrong, "Point the proxy at the web service.")]
    if settings.CSRF_COOKIE_NAME not in answer.cookies:
        wrong = "The cookie of the sign-in form does not come through: nobody can sign in."
        return [problem(wrong, "Let the proxy pass Set-Cookie on unchanged, and cache no pages.")]
    return []
