"""How often one person, or one address that is not signed in, may do what is costly or abused.

An act is counted once, whether it is done on its page or by a program through the API. Counted in
the cache by fixed windows, so at the turn of a window twice the number can pass; while
the cache is away nothing is limited. What guards passwords is stricter and lives with signing in.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from content.attachments.uses import FIELD
from tenants.addresses import address_of
from tenants.rest.endpoints import operation_name
from tenants.rest.problems import plain_problem
from tenants.throttling import too_many

MINUTE_S, TEN_MINUTES_S, HOUR_S = 60, 600, 3600
TOO_MANY = 429
HOUSEHOLD = 64
"""Bits of an IPv6 address that tell one subscriber from another; the rest is theirs to choose."""


@dataclass(frozen=True)
class Limit:
    """So many of one kind of act in so many seconds: a POST, or what an operation of the API does.

    `operations` of the API are the same act and the same count. `about` names a part of the address
    or a field of the form that counts apart, so that an office behind one address has a count for
    each thing; `most_in_all` then bounds all of them together. Where `file` names a field of the
    form, only what brings a file in it counts. `reads`: a GET counts as well.
    """

    most: int
    window_s: int
    operations: tuple[str, ...] = ()
    about: str = ""
    most_in_all: int = 0
    file: str = ""
    reads: bool = False


LIMITS: dict[str, Limit] = {
    # asked while somebody writes: several times a second at most, for a while
    "sharing:check": Limit(240, MINUTE_S, ("composer_preview", "guidelines_check")),
    "sharing:share_now": Limit(60, MINUTE_S),
    "sharing:compose": Limit(60, MINUTE_S, ("shares_create",)),
    # they call a network or another server for whoever asks
    "sharing:connect": Limit(20, TEN_MINUTES_S),
    "sharing:sign_in": Limit(10, TEN_MINUTES_S),
    "sharing:check_account": Limit(30, TEN_MINUTES_S, ("connections_check",)),
    "content:link_card": Limit(
        60, TEN_MINUTES_S, ("link_previews_write", "link_previews_read_again")
    ),
    "sharing:own_app": Limit(20, TEN_MINUTES_S),
    "sharing:own_app_check": Limit(30, TEN_MINUTES_S, ("own_apps_check",)),
    "content:source_find": Limit(30, TEN_MINUTES_S, ("sources_find",)),
    "content:source_new": Limit(30, TEN_MINUTES_S, ("sources_create",)),
    "content:source_read": Limit(30, TEN_MINUTES_S, ("sources_read",)),
    "content:digest_test": Limit(10, TEN_MINUTES_S, ("digests_test",)),
    "analytics:report_test": Limit(10, TEN_MINUTES_S, ("reports_test",)),
    "analytics:report_new": Limit(30, HOUR_S, ("reports_create",)),
    "analytics:links": Limit(30, HOUR_S, ("report_links_create",)),
    "analytics:shown": Limit(60, MINUTE_S, reads=True),
    "content:digest_plan_test": Limit(30, TEN_MINUTES_S),
    "tenants:domains": Limit(30, TEN_MINUTES_S, ("domains_create",)),
    "tenants:domain_check": Limit(30, TEN_MINUTES_S, ("domains_check",)),
    "tenants:webhook_test": Limit(30, TEN_MINUTES_S, ("webhooks_test",)),
    "tenants:delivery_again": Limit(120, TEN_MINUTES_S, ("deliveries_redeliver",)),
    # they store, and work for a worker
    "content:picture_upload": Limit(120, TEN_MINUTES_S, ("pictures_create",)),
    "content:post_new": Limit(60, HOUR_S, ("attachments_create",), file=FIELD),
    "content:post_edit": Limit(60, HOUR_S, file=FIELD),
    "content:post_import": Limit(30, HOUR_S, ("post_imports_create",)),
    "content:post_import_run": Limit(30, HOUR_S, ("post_imports_run",)),
    "analytics:brand_number_add": Limit(120, HOUR_S, ("brand_numbers_create",)),
    "analytics:rate_set": Limit(120, HOUR_S, ("rates_create",)),
    "analytics:view_rate_set": Limit(120, HOUR_S, ("view_rates_create",)),
    "analytics:conversions": Limit(
        120, HOUR_S, ("conversion_goals_create", "landing_sites_create")
    ),
    "analytics:brand_lists": Limit(30, HOUR_S),
    "analytics:figure_list": Limit(30, HOUR_S),
    "analytics:brand_list_run": Limit(30, HOUR_S),
    "sharing:mentions": Limit(120, HOUR_S, ("mentions_create",)),
    # they read or write down everything there is of something
    "sharing:receipts_file": Limit(20, TEN_MINUTES_S, reads=True),
    "analytics:brand_numbers_file": Limit(20, TEN_MINUTES_S, reads=True),
    "analytics:dashboard_file": Limit(
        60, TEN_MINUTES_S, ("dashboard_files_csv", "dashboard_files_xlsx", "dashboard_files_pdf")
    ),
    "analytics:campaign_file": Limit(
        60, TEN_MINUTES_S, ("campaign_results_csv", "campaign_results_xlsx")
    ),
    "analytics:facts_file": Limit(60, TEN_MINUTES_S),
    "analytics:post_file": Limit(60, TEN_MINUTES_S),
    "analytics:what_it_pays_file": Limit(60, TEN_MINUTES_S),
    "analytics:cohorts_file": Limit(60, TEN_MINUTES_S),
    "analytics:impact_file": Limit(60, TEN_MINUTES_S),
    "analytics:receipts": Limit(20, TEN_MINUTES_S, ("organization_receipts_file",)),
    # they tell many people, by mail too
    "sharing:pause": Limit(30, TEN_MINUTES_S, ("pauses_start",)),
    "sharing:recall": Limit(120, HOUR_S, ("recalls_start",)),
    # they send mails to addresses that somebody typed
    "tenants:invite": Limit(120, HOUR_S, ("invitations_create",)),
    "tenants:invite_colleague": Limit(30, HOUR_S),
    "tenants:resend": Limit(120, HOUR_S, ("invitations_resend",)),
    "tenants:invite_many": Limit(20, HOUR_S, ("invitation_imports_create",)),
    "tenants:find_organization": Limit(30, HOUR_S),
    "account_reset_password": Limit(10, HOUR_S, about="email", most_in_all=300),
    # guesses at who is invited, and passwords that are costly to hash
    "tenants:join": Limit(15, TEN_MINUTES_S, about="token", most_in_all=600),
}
"""By the name of the address; what is not here is not limited."""
PAGE_OF = {operation: page for page, limit in LIMITS.items() for operation in limit.operations}


class LimitMiddleware:
    """Answer what comes too often with 429, friendly words and when to come back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass everything on; what is limited is known only once the address is resolved."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Count the act; None lets it pass."""
        match = request.resolver_match
        if match is None:
            return None
        actions = getattr(match.func, "actions", None)
        if actions is not None:
            return _count_program(request, match, str(actions.get((request.method or "").lower())))
        if not _is_counted(request, match):
            return None
        wait_s = _wait_s(match.view_name, _who(request), request, match)
        return too_many(request, wait_s=wait_s) if wait_s else None


def _is_counted(request: HttpRequest, match: ResolverMatch) -> bool:
    """Tell whether what a browser asks of a page is the act that is limited there."""
    limit = LIMITS.get(match.view_name)
    if limit is None or (
        request.method != "POST" and not (limit.reads and request.method == "GET")
    ):
        return False
    return not limit.file or limit.file in request.FILES


def _count_program(request: Any, match: ResolverMatch, action: str) -> HttpResponse | None:
    """Count what a program does for the member of its token; without one it is refused anyway."""
    token = getattr(request, "api_token", None)
    if token is None:
        return None
    page = PAGE_OF.get(operation_name(match.func.cls, action), "")  # type: ignore[attr-defined]
    wait_s = _wait_s(page, _person(token.member.user_id), request, match)
    if not wait_s:
        return None
    said = _("This was asked too often. Try again in %(seconds)s seconds.") % {"seconds": wait_s}
    response = plain_problem(TOO_MANY, said)
    response.headers["Retry-After"] = str(wait_s)
    return response


def _wait_s(page: str, who: str, request: HttpRequest, match: ResolverMatch) -> int:
    """Count an act by its page's name; return the seconds until it may be done, 0 for now."""
    limit = LIMITS.get(page)
    if limit is None:
        return 0
    now_s = time.time()
    if not limit.about:
        return count_one(page, who, limit, now_s=now_s)
    about = str(match.kwargs.get(limit.about) or request.POST.get(limit.about, ""))
    mark = sha256(about.strip().lower().encode()).hexdigest()[:16]
    in_all = Limit(limit.most_in_all, limit.window_s)
    return count_one(page, f"{who}:{mark}", limit, now_s=now_s) or count_one(
        page, who, in_all, now_s=now_s
    )


def count_one(name: str, who: str, limit: Limit, *, now_s: float) -> int:
    """Count one; return 0 when it may pass, else the seconds until the next may."""
    window = int(now_s // limit.window_s)
    key = f"limit:{name}:{who}:{window}"
    cache.add(key, 0, timeout=limit.window_s)
    try:
        count = cache.incr(key)
    except (ValueError, RedisError):
        return 0
    return math.ceil((window + 1) * limit.window_s - now_s) if count > limit.most else 0


def _who(request: HttpRequest) -> str:
    """Name a person wherever they are, a stranger by the address they come from."""
    if request.user.is_authenticated:
        return _person(request.user.pk)
    address = address_of(request)
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "address:unknown"
    if parsed.version == 6:  # noqa: PLR2004 (IPv6)
        return f"address:{ipaddress.ip_network((address, HOUSEHOLD), strict=False)}"
    return f"address:{address}"


def _person(pk: int) -> str:
    return f"person:{pk}"
