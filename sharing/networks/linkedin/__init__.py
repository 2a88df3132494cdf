"""LinkedIn: a member's own posts, through an app that the operator sets up there.

Sources: learn.microsoft.com/linkedin, read 2026-11-22; the version of its API is a setting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sharing.networks.abilities import (
    Consents,
    Counted,
    Measured,
    Refreshes,
    RegisteredByHand,
)
from sharing.networks.attached import Takes
from sharing.networks.attaching import attachment_issues
from sharing.networks.base import (
    App,
    Attempted,
    Consent,
    Count,
    Draft,
    Grant,
    Issue,
    Kind,
    Limits,
    Network,
    NetworkError,
    Profile,
    Receipt,
    Shown,
)
from sharing.networks.checking import picture_issues
from sharing.networks.counting import utf16_units
from sharing.networks.linkedin import analytics, attachments, images, littletext, oauth, posts
from sharing.networks.linkedin.calls import rest, send
from sharing.networks.linkedin.errors import LABEL, POSTS, not_set_up, parent_gone, unconfirmed
from sharing.networks.linkedin.site import API, Site
from sharing.networks.wire import Answered

_GONE = {404, 410}
CALLS_A_DAY = (150, 100_000)
"""Of one member, and of our app. Source: learn.microsoft.com/linkedin, Share on LinkedIn."""


class LinkedIn(Network, Consents, RegisteredByHand, Refreshes, Measured, Counted):
    """The adapter: plain values in and out, nothing remembered between calls.

    Posts can't be read back: a repeat of exactly the same is answered with the first one's name.
    `version` is the API's, a month as YYYYMM. Counts are read where LinkedIn approved the app for
    members' analytics, so that it could ask for that scope. `calls_a_day` are what it
    takes from a member and from our app; LinkedIn tells how many only on its page for developers.
    """

    key: ClassVar[str] = "linkedin"
    label: ClassVar[str] = LABEL
    home: ClassVar[str] = API
    scopes: ClassVar[tuple[str, ...]] = ("openid", "profile", POSTS)
    approved_scopes: ClassVar[tuple[str, ...]] = (analytics.SCOPE,)
    ids_are_of_app: ClassVar[bool] = True
    idempotency: ClassVar[str] = "duplicate_error"
    shows_own_card: ClassVar[bool] = False
    metrics: ClassVar[tuple[str, ...]] = tuple(analytics.METRICS)

    def __init__(self, *, version: str, calls_a_day: tuple[int, int] = CALLS_A_DAY) -> None:
        self.calls_a_day = calls_a_day
        self._version = version

    def _site(self, host: str) -> Site:
        return Site(host, self._version)

    def begin(self, app: App, *, redirect_uri: str, state: str) -> Consent:
        """Build the consent page's address."""
        return oauth.begin(self._site(app.host), app, redirect_uri=redirect_uri, state=state)

    def complete(
        self, app: App, *, redirect_uri: str, code: str, code_verifier: str | None
    ) -> Grant:
        """Exchange the code and find out whose account it is."""
        del code_verifier  # LinkedIn has none for servers
        site = self._site(app.host)
        grant = oauth.exchange(site, app, redirect_uri=redirect_uri, code=code)
        return replace(grant, account_id=oauth.userinfo(site, grant)["sub"])

    def refresh(self, grant: Grant, app: App | None = None) -> Grant:
        """Renew the access token, where LinkedIn gave our app the means to."""
        if app is None:
            raise not_set_up()
        return oauth.renew(self._site(grant.host), app, grant)

    def revoke(self, app: App, grant: Grant) -> None:
        """Make the token unusable at LinkedIn."""
        oauth.revoke(self._site(grant.host), app, grant.access_token)

    def limits(self, host: str) -> Limits:
        """Return what LinkedIn accepts: the same for everybody."""
        del host
        return Limits(
            max_characters=posts.MAX_CHARACTERS,
            max_pictures=posts.MAX_PICTURES,
            max_picture_bytes=posts.MAX_PICTURE_BYTES,
            max_picture_pixels=posts.MAX_PICTURE_PIXELS,
            max_alt_characters=posts.MAX_ALT,
        )

    def usual_limits(self) -> Limits:
        """Return the same."""
        return self.limits("")

    def profile(self, grant: Grant) -> Profile:
        """Read the account; LinkedIn tells neither the profile's address nor who follows it."""
        site = self._site(grant.host)
        found = oauth.userinfo(site, grant)
        name = str(found.get("name") or found.get("given_name") or LABEL)
        return Profile(
            account_id=found["sub"],
            handle=name,
            display_name=name,
            url=site.www_url("/in/me/"),
            followers=None,
        )

    def show(self, draft: Draft) -> Shown:
        """Show what readers will see: mentions by name, the post reshared, or what goes along."""
        if draft.reshares:
            address = posts.receipt(self._site(API), draft.reshares).url
            return Shown(littletext.shown(draft.text), reshares=address)
        has_card = draft.link and not draft.pictures and not draft.attachment
        card = draft.card if has_card else None
        return Shown(littletext.shown(draft.text), draft.pictures, card, draft.attachment)

    def count(self, draft: Draft, limits: Limits) -> tuple[Count, ...]:
        """Count UTF-16 units of what readers see: LinkedIn's unit is not told, none counts more."""
        used = utf16_units(littletext.shown(draft.text))
        return (Count("characters", used, limits.max_characters),)

    def takes(self, limits: Limits) -> tuple[Takes, ...]:
        """Return what LinkedIn takes of every member."""
        del limits
        return attachments.TAKES

    def check(self, draft: Draft, limits: Limits) -> list[Issue]:
        """Find what LinkedIn would refuse, and pictures that nobody described."""
        (count,) = self.count(draft, limits)
        if draft.reshares:
            return [_too_long(count)] if count.used > count.limit else []
        issues = picture_issues(draft.pictures, limits)
        issues += attachment_issues(draft.attachment, self.takes(limits), self.label)
        has_more = draft.pictures or draft.attachment or (draft.card and draft.link)
        if not draft.text.strip() and not has_more:
            issues.append(Issue("empty", _("Write something to share."), 0, count.limit))
        if count.used > count.limit:
            issues.append(_too_long(count))
        return issues

    def prepare(self, grant: Grant, draft: Draft) -> dict[str, Any]:
        """Upload the pictures or the attachment and write all that goes with the words."""
        if draft.reshares:
            return {"parent": draft.reshares}
        site = self._site(grant.host)
        uploaded: dict[str, str] = {}
        for picture in posts.pictures_of(draft):
            if picture.digest not in uploaded:
                uploaded[picture.digest] = images.upload(site, grant, picture)
        if draft.attachment is not None:
            uploaded[draft.attachment.digest] = attachments.upload(site, grant, draft.attachment)
        return {"content": posts.content(draft, uploaded)}

    def commit(
        self,
        grant: Grant,
        draft: Draft,
        *,
        key: str,
        prepared: dict[str, Any],
        send_before: datetime,
    ) -> Receipt:
        """Post once. Whatever is not the words comes from `prepared`, so that a repeat is the same.

        DUPLICATE names the post that is there already.
        """
        del key  # LinkedIn has no place for it
        site = self._site(grant.host)
        body = posts.body(grant.account_id, draft.text, prepared)
        call = rest(site, grant, "POST", "/rest/posts", json=body)
        try:
            reply = send(replace(call, send_before=send_before, publishes=True))
        except NetworkError as error:
            if error.kind is Kind.DUPLICATE and error.remote_id:
                error.remote_url = posts.receipt(site, error.remote_id).url
            if prepared.get("parent") and isinstance(error, Answered) and error.status in _GONE:
                raise parent_gone() from error
            raise
        urn = reply.response.headers.get("x-restli-id", "")
        if not posts.is_urn(urn):
            raise unconfirmed()
        return posts.receipt(site, urn)

    def reconcile(self, grant: Grant, attempted: Attempted) -> Receipt | None:
        """Raise PERMANENT: nothing can be read back; what helps is a repeat (`idempotency`)."""
        del grant, attempted
        text = _("LinkedIn does not let us look whether a post is there.")
        raise NetworkError(Kind.PERMANENT, text)

    def delete(self, grant: Grant, remote_id: str) -> None:
        """Delete a post; one that is already gone is fine."""
        path = f"/rest/posts/{posts.encoded(remote_id)}"
        try:
            send(rest(self._site(grant.host), grant, "DELETE", path))
        except Answered as error:
            if error.status not in _GONE:
                raise

    def measure(self, grant: Grant, remote_ids: Sequence[str]) -> dict[str, dict[str, int | None]]:
        """Read counts where our app was approved for that and the member agreed; else None."""
        site = self._site(grant.host)
        if analytics.SCOPE not in grant.scopes:
            return {remote_id: dict.fromkeys(analytics.METRICS) for remote_id in remote_ids}
        read = {remote_id: analytics.counts(site, grant, remote_id) for remote_id in remote_ids}
        return {remote_id: counts for remote_id, counts in read.items() if counts is not None}


def _too_long(count: Count) -> Issue:
    surplus = count.used - count.limit
    text = ngettext(
        "%(surplus)d character too many for LinkedIn.",
        "%(surplus)d characters too many for LinkedIn.",
        surplus,
    )
    return Issue("too_long", text % {"surplus": surplus}, count.used, count.limit)
