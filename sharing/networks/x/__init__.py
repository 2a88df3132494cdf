"""X: one server for all, an app that was registered by hand, and a price for each post.

Sources: docs.x.com and the OpenAPI of X's API, 2.166 and 2.167, read 2026-11-22.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

import outbound
from sharing.networks import weighted
from sharing.networks.abilities import (
    Consents,
    Measured,
    MentionsByHandle,
    Priced,
    Processes,
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
    Limits,
    Network,
    PreparedGone,
    Profile,
    Receipt,
    Shown,
)
from sharing.networks.checking import picture_issues
from sharing.networks.wire import Answered, unclear, unconfirmed
from sharing.networks.x import attachments, media, oauth, posts
from sharing.networks.x.calls import Call, send
from sharing.networks.x.errors import BAD_MEDIA, NAME

POST = 15
"""What a post costs, in thousandths of a US dollar…"""
POST_WITH_LINK = 200
"""…and one with a link in it. Source: docs.x.com, pricing, 2026-04-20."""

_VOCABULARIES = ("tweet", "post")
"""How X calls a post in its parameters: the word that is documented, then the newer one."""
_PAGE = 10
"""Few at a time: each post that is read costs, and the one looked for is among the newest."""
_PAGES = 30
BATCH = 100
"""How many posts one call measures."""
_CASHTAG = re.compile(r"(?<![\w$])\$[A-Za-z]{1,6}(?:[._][A-Za-z]{1,2})?\b")


class X(
    Network, Consents, RegisteredByHand, Refreshes, Measured, Priced, Processes, MentionsByHandle
):
    """The adapter: plain values in and out, nothing remembered between calls.

    Its rules on automation forbid the same or nearly the same posts of many accounts, also "by
    different people at once". Source: help.x.com, platform manipulation, read 2026-11-22.
    """

    key: ClassVar[str] = "x"
    label: ClassVar[str] = "X"
    home: ClassVar[str] = oauth.API_HOST
    scopes: ClassVar[tuple[str, ...]] = (
        "tweet.read",
        "tweet.write",
        "users.read",
        "media.write",
        "offline.access",
    )
    approved_scopes: ClassVar[tuple[str, ...]] = ()
    ids_are_of_app: ClassVar[bool] = False
    handle: ClassVar[re.Pattern[str]] = re.compile(r"@\w{1,15}", re.ASCII)
    handle_like: ClassVar[str] = "@acme"
    idempotency: ClassVar[str] = "none"
    shows_own_card: ClassVar[bool] = True
    forbids_chorus: ClassVar[bool] = True
    metrics: ClassVar[tuple[str, ...]] = posts.METRICS

    def limits(self, host: str) -> Limits:
        """Return what X takes of every account; who pays for more is not told."""
        del host
        return Limits(
            max_characters=weighted.MAX_CHARACTERS,
            characters_per_url=weighted.LINK,
            max_pictures=media.MAX_PICTURES,
            max_picture_bytes=media.MAX_BYTES,
            max_alt_characters=media.MAX_ALT,
        )

    def usual_limits(self) -> Limits:
        """Return the same."""
        return self.limits("")

    def begin(self, app: App, *, redirect_uri: str, state: str) -> Consent:
        """Build the consent page's address."""
        return oauth.begin(app, redirect_uri=redirect_uri, state=state)

    def complete(
        self, app: App, *, redirect_uri: str, code: str, code_verifier: str | None
    ) -> Grant:
        """Exchange the code, which lives for 30 seconds, and find out whose account it is."""
        grant = oauth.exchange(
            app, redirect_uri=redirect_uri, code=code, code_verifier=code_verifier
        )
        return replace(grant, account_id=self.profile(grant).account_id)

    def refresh(self, grant: Grant, app: App | None = None) -> Grant:
        """Exchange the refresh token, which works once, for a new pair."""
        if app is None:
            raise unclear(NAME)
        return oauth.renew(app, grant)

    def revoke(self, app: App, grant: Grant) -> None:
        """Make the tokens unusable."""
        oauth.revoke(app, grant)

    def profile(self, grant: Grant) -> Profile:
        """Read the account the token belongs to. X bills this reading."""
        params = [("user.fields", "username,name,profile_image_url,public_metrics")]
        found = send(replace(_call(grant, "GET", "/2/users/me"), params=params))
        data = found.get("data") if isinstance(found, dict) else None
        if not isinstance(data, dict) or not isinstance(data.get("id"), str):
            raise unclear(NAME)
        username = str(data.get("username") or data["id"])
        numbers = data.get("public_metrics")
        followers = numbers.get("followers_count") if isinstance(numbers, dict) else None
        return Profile(
            account_id=data["id"],
            handle=f"@{username}",
            display_name=str(data.get("name") or username),
            url=f"{outbound.origin(oauth.pages_host(grant.host))}/{username}",
            followers=followers if isinstance(followers, int) else None,
        )

    def price(self, draft: Draft) -> int:
        """Return what X bills for the post; one with a link costs many times as much."""
        has_own = bool(draft.link) and draft.link in draft.text
        return POST_WITH_LINK if has_own or weighted.links(draft.text) else POST

    def show(self, draft: Draft) -> Shown:
        """Show the text as it is; X makes the link's preview itself."""
        card = None if draft.pictures or draft.attachment else draft.card
        return Shown(draft.text, draft.pictures, card, draft.attachment)

    def count(self, draft: Draft, limits: Limits) -> tuple[Count, ...]:
        """Count as X does: a link is 23, an emoji 2."""
        return (Count("characters", weighted.count(draft.text), limits.max_characters),)

    def takes(self, limits: Limits) -> tuple[Takes, ...]:
        """Return what X takes of every account."""
        del limits
        return attachments.TAKES

    def check(self, draft: Draft, limits: Limits) -> list[Issue]:
        """Find what X would refuse, and pictures without their words."""
        found = [*picture_issues(draft.pictures, limits)]
        found += attachment_issues(draft.attachment, self.takes(limits), self.label)
        count = self.count(draft, limits)[0]
        surplus = count.used - count.limit
        if count.used == 0 and not draft.pictures and not draft.attachment:
            text = _("Write something to share.")
            found.append(Issue("empty", text, 0, limits.max_characters))
        if surplus > 0:
            text = ngettext(
                "%(surplus)d character too many for X.",
                "%(surplus)d characters too many for X.",
                surplus,
            )
            message = text % {"surplus": surplus}
            found.append(Issue("too_long", message, count.used, count.limit))
        if surplus <= 0 < count.used and not weighted.is_sendable(draft.text):
            found.append(Issue("odd_character", _("A character in it is none that X takes.")))
        if (cashtags := len(_CASHTAG.findall(draft.text))) > 1:
            text = _("X takes one cashtag (a $ with letters) in a post.")
            found.append(Issue("too_many_cashtags", text, cashtags, 1))
        return found

    def prepare(self, grant: Grant, draft: Draft) -> dict[str, Any]:
        """Upload the pictures, in order, or the video; text alone needs nothing."""
        if draft.attachment is not None:
            return attachments.upload(grant, draft.attachment)
        if not draft.pictures:
            return {}
        return {"media_ids": [media.upload(grant, picture) for picture in draft.pictures]}

    def finish(self, grant: Grant, prepared: dict[str, Any]) -> dict[str, Any]:
        """Look whether X is done with a video."""
        return attachments.finish(grant, prepared)

    def commit(
        self,
        grant: Grant,
        draft: Draft,
        *,
        key: str,
        prepared: dict[str, Any],
        send_before: datetime,
    ) -> Receipt:
        """Post once: X knows no key, so any doubt is UNKNOWN.

        What goes along and waited longer than X keeps it is refused with the post, certainly not
        accepted: PreparedGone.
        """
        del key
        try:
            return self._post(grant, draft, prepared=prepared, send_before=send_before)
        except Answered as error:
            if error.name != BAD_MEDIA or not (draft.pictures or draft.attachment):
                raise
            text = _("X has lost what goes along with the post. We send it again.")
            raise PreparedGone(text) from error

    @staticmethod
    def _post(
        grant: Grant, draft: Draft, *, prepared: dict[str, Any], send_before: datetime
    ) -> Receipt:
        body: dict[str, Any] = {"text": draft.text} if draft.text else {}
        if prepared.get("media_ids"):
            body["media"] = {"media_ids": prepared["media_ids"]}
        call = replace(
            _call(grant, "POST", "/2/tweets"), json=body, send_before=send_before, publishes=True
        )
        found = send(call)
        receipt = posts.receipt(grant.host, found.get("data") if isinstance(found, dict) else None)
        if receipt is None:
            raise unconfirmed(NAME)
        return receipt

    def reconcile(self, grant: Grant, attempted: Attempted) -> Receipt | None:
        """Look through the account's own posts since the attempt; X bills each that is read.

        Raises NetworkError of RETRY when there are too many to say "not there".
        """
        for page in _own_pages(grant, since=attempted.started_at - posts.CLOCK_SKEW):
            found = posts.find(attempted, page)
            if found is not None:
                return posts.receipt(grant.host, found)
        return None

    def delete(self, grant: Grant, remote_id: str) -> None:
        """Delete a post; one that is already gone is fine."""
        try:
            send(_call(grant, "DELETE", f"/2/tweets/{quote(remote_id, safe='')}"))
        except Answered as error:
            if error.status != 404:  # noqa: PLR2004 - not found
                raise

    def measure(self, grant: Grant, remote_ids: Sequence[str]) -> dict[str, dict[str, int | None]]:
        """Read counts in batches of 100; X bills each post that is read, once a day."""
        measured: dict[str, dict[str, int | None]] = {}
        for start in range(0, len(remote_ids), BATCH):
            wanted = remote_ids[start : start + BATCH]
            fields = ("public_metrics", "non_public_metrics", "created_at")
            found = _read(grant, "/2/tweets", fields=fields, params=[("ids", ",".join(wanted))])
            gone = _gone(found)
            by_id = {post["id"]: post for post in _listed(found)}
            for remote_id in wanted:
                if remote_id in by_id:
                    measured[remote_id] = posts.counts(by_id[remote_id])
                elif remote_id not in gone:
                    measured[remote_id] = dict.fromkeys(posts.METRICS)
        return measured


def _call(grant: Grant, method: str, path: str) -> Call:
    return Call(method, grant.host, path, token=grant.access_token)


def _read(
    grant: Grant, path: str, *, fields: Sequence[str], params: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """Read posts, with the parameter in the other word where X does not know the first."""
    for word in _VOCABULARIES:
        asked = [*params, (f"{word}.fields", ",".join(fields))]
        try:
            found = send(replace(_call(grant, "GET", path), params=asked))
        except Answered as error:
            if error.status != 400 or word == _VOCABULARIES[-1]:  # noqa: PLR2004 - bad request
                raise
        else:
            if not isinstance(found, dict):
                raise unclear(NAME)
            return found
    raise AssertionError  # the last word returned or raised


def _listed(found: dict[str, Any]) -> list[dict[str, Any]]:
    data = found.get("data")
    listed = data if isinstance(data, list) else []
    return [post for post in listed if posts.receipt("", post) is not None]


def _gone(found: dict[str, Any]) -> set[str]:
    """Read which posts X says are not there: deleted, or their account suspended or protected."""
    errors = found.get("errors")
    return {
        str(error.get("resource_id") or error.get("value"))
        for error in (errors if isinstance(errors, list) else [])
        if isinstance(error, dict) and str(error.get("type")).endswith("/resource-not-found")
    }


def _own_pages(grant: Grant, *, since: datetime) -> Iterator[list[dict[str, Any]]]:
    """Read own posts since a moment, newest first. Raises NetworkError of RETRY for too many."""
    path = f"/2/users/{quote(grant.account_id, safe='')}/tweets"
    params = [
        ("max_results", str(_PAGE)),
        ("exclude", "retweets"),
        ("start_time", since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")),
    ]
    cursor: list[tuple[str, str]] = []
    for _page in range(_PAGES):
        found = _read(grant, path, fields=("created_at", "entities"), params=[*params, *cursor])
        yield _listed(found)
        meta = found.get("meta")
        following = meta.get("next_token") if isinstance(meta, dict) else None
        if not isinstance(following, str) or not following:
            return
        cursor = [("pagination_token", following)]
    raise unclear(NAME)
