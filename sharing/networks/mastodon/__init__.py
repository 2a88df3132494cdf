"""Mastodon and the servers that speak its API: every account lives on a server of its own.

Sources: docs.joinmastodon.org and the OpenAPI of abraham/mastodon-openapi, read 2026-11-22.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sharing.networks.abilities import (
    AsksHost,
    Consents,
    Discards,
    Measured,
    MentionsByHandle,
    Processes,
    RegistersItself,
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
    PreparedGone,
    Profile,
    Receipt,
    Shown,
)
from sharing.networks.checking import picture_issues
from sharing.networks.mastodon import counting, hosts, media, oauth, servers, statuses, tagged
from sharing.networks.mastodon.calls import Call, send
from sharing.networks.tagged import TagCount
from sharing.networks.wire import Answered, unclear, unconfirmed

_GONE = {404, 410}
_PAGE = 40
_PAGES = 5
BATCH = 20
"""How many posts one call measures."""
_UNPROCESSABLE = 422
_UPLOADS_LIVE = timedelta(days=2)
"""Longer than a server keeps an upload that no post has."""


class Mastodon(
    Network, Consents, RegistersItself, Measured, AsksHost, Processes, MentionsByHandle, Discards
):
    """The adapter: plain values in and out, nothing remembered between calls."""

    key: ClassVar[str] = "mastodon"
    tells_followers: ClassVar[bool] = True
    tags_are_of_all: ClassVar[bool] = False
    label: ClassVar[str] = "Mastodon"
    scopes: ClassVar[tuple[str, ...]] = (
        "profile",
        "read:accounts",
        "read:statuses",
        "write:statuses",
        "write:media",
    )
    handle: ClassVar[re.Pattern[str]] = re.compile(
        r"@[\w.-]+@[\w.-]+\.[a-z]+", re.ASCII | re.IGNORECASE
    )
    handle_like: ClassVar[str] = "@acme@social.example"
    idempotency: ClassVar[str] = "key"
    shows_own_card: ClassVar[bool] = True
    metrics: ClassVar[tuple[str, ...]] = tuple(statuses.METRICS)

    def host_from(self, typed: str) -> str:
        """Read the server out of what a member typed; see `hosts.host_from` for the codes."""
        return hosts.host_from(typed)

    def register(self, host: str, *, redirect_uri: str, name: str, website: str) -> App:
        """Register our app with the narrowest scopes this server knows."""
        scopes = servers.choose_scopes(host, self.scopes)
        return oauth.register(
            host, scopes=scopes, redirect_uri=redirect_uri, name=name, website=website
        )

    def limits(self, host: str) -> Limits:
        """Read the server's limits (good for about a day)."""
        return servers.read_limits(host)

    def usual_limits(self) -> Limits:
        """Return those of a server that changed none."""
        return servers.usual_limits()

    def begin(self, app: App, *, redirect_uri: str, state: str) -> Consent:
        """Build the consent page's address."""
        return oauth.begin(app, redirect_uri=redirect_uri, state=state)

    def complete(
        self, app: App, *, redirect_uri: str, code: str, code_verifier: str | None
    ) -> Grant:
        """Exchange the code and find out whose account it is.

        Raises AppGone when the server has forgotten our app.
        """
        grant = oauth.exchange(
            app, redirect_uri=redirect_uri, code=code, code_verifier=code_verifier
        )
        return replace(grant, account_id=self.profile(grant).account_id)

    def profile(self, grant: Grant) -> Profile:
        """Read the account the token belongs to."""
        found = send(_call(grant, "GET", "/api/v1/accounts/verify_credentials"))
        if not isinstance(found, dict) or not isinstance(found.get("id"), str | int):
            raise unclear(grant.host)
        acct = str(found.get("acct") or found.get("username") or found["id"])
        followers = found.get("followers_count")
        return Profile(
            account_id=str(found["id"]),
            handle=f"@{acct}@{grant.host}",
            display_name=str(found.get("display_name") or acct),
            url=str(found.get("url") or ""),
            followers=followers if isinstance(followers, int) else None,
        )

    def revoke(self, app: App, grant: Grant) -> None:
        """Make the token unusable at the server."""
        oauth.revoke(app, grant.access_token)

    def show(self, draft: Draft) -> Shown:
        """Show the text as it is; the server makes the link's preview itself."""
        card = None if draft.pictures or draft.attachment else draft.card
        return Shown(draft.text, draft.pictures, card, draft.attachment)

    def count(self, draft: Draft, limits: Limits) -> tuple[Count, ...]:
        """Count as Mastodon does."""
        used = counting.count(draft.text, limits.characters_per_url)
        return (Count("characters", used, limits.max_characters),)

    def takes(self, limits: Limits) -> tuple[Takes, ...]:
        """Return what the account's server takes."""
        if not limits.max_video_bytes:
            return ()
        most, pixels = limits.max_video_bytes, limits.max_video_pixels
        return (Takes("video", frozenset({"video/mp4"}), max_bytes=most, max_pixels=pixels),)

    def check(self, draft: Draft, limits: Limits) -> list[Issue]:
        """Find what the server would refuse, and pictures without their words."""
        count = self.count(draft, limits)[0].used
        found = [self._length_issue(count, limits)]
        if count == 0 and not draft.pictures and not draft.attachment:
            found = [Issue("empty", _("Write something to share."), 0, limits.max_characters)]
        return [
            *picture_issues(draft.pictures, limits),
            *attachment_issues(draft.attachment, self.takes(limits), self.label),
            *(issue for issue in found if issue),
        ]

    def _length_issue(self, count: int, limits: Limits) -> Issue | None:
        surplus = count - limits.max_characters
        if surplus <= 0:
            return None
        message = ngettext(
            "%(surplus)d character too many for your server.",
            "%(surplus)d characters too many for your server.",
            surplus,
        ) % {"surplus": surplus}
        return Issue("too_long", message, count, limits.max_characters)

    def prepare(self, grant: Grant, draft: Draft) -> dict[str, Any]:
        """Upload the pictures, in order, or the video; text alone needs nothing."""
        return media.upload(grant, draft) if draft.attachment or draft.pictures else {}

    def finish(self, grant: Grant, prepared: dict[str, Any]) -> dict[str, Any]:
        """Look whether the server is done with what it was sent."""
        return media.finish(grant, prepared)

    def discard(self, grant: Grant, prepared: dict[str, Any]) -> None:
        """Throw uploads away where the server can (Mastodon 4.4); others do it within a day."""
        media.discard(grant, prepared)

    def commit(
        self,
        grant: Grant,
        draft: Draft,
        *,
        key: str,
        prepared: dict[str, Any],
        send_before: datetime,
    ) -> Receipt:
        """Post once. The key is a hint that several compatible servers ignore: doubt is UNKNOWN.

        Servers throw away uploads that wait long for their post, and then refuse it: certainly not
        accepted, so the pictures are uploaded anew, once. For a video that takes too long here:
        PreparedGone.
        """

        def post(prepared: dict[str, Any]) -> Receipt:
            return self._post(grant, draft, key=key, prepared=prepared, send_before=send_before)

        try:
            return post(prepared)
        except Answered as error:
            ids = prepared.get("media_ids") or []
            if error.status != _UNPROCESSABLE or _are_waiting(grant, ids):
                raise
        self._raise_if_posted(grant, ids, since=send_before - _UPLOADS_LIVE)
        if draft.attachment is not None:
            text = _("%(host)s has lost the video. We send it again.")
            raise PreparedGone(text % {"host": grant.host})
        return post(self.prepare(grant, draft))

    def _raise_if_posted(self, grant: Grant, ids: Sequence[str], *, since: datetime) -> None:
        """Tell an upload that was thrown away from one that an earlier attempt's post has.

        Raises NetworkError of DUPLICATE with that post.
        """
        for page in self._own_pages(grant, back_to=since):
            for status in page:
                receipt = statuses.receipt(status) if media.ids_of(status) & set(ids) else None
                if receipt is not None:
                    raise NetworkError(
                        Kind.DUPLICATE,
                        _("It is on %(host)s already.") % {"host": grant.host},
                        remote_id=receipt.remote_id,
                        remote_url=receipt.url,
                    )

    def _post(
        self,
        grant: Grant,
        draft: Draft,
        *,
        key: str,
        prepared: dict[str, Any],
        send_before: datetime,
    ) -> Receipt:
        body: dict[str, Any] = {"status": draft.text, "visibility": "public", **prepared}
        if draft.language:
            body["language"] = draft.language
        posted = send(
            replace(
                _call(grant, "POST", "/api/v1/statuses"),
                json=body,
                key=key,
                send_before=send_before,
                publishes=True,
            )
        )
        receipt = statuses.receipt(posted)
        if receipt is None:
            raise unconfirmed(grant.host)
        return receipt

    def reconcile(self, grant: Grant, attempted: Attempted) -> Receipt | None:
        """Look through the account's own posts, back to before the attempt.

        Raises NetworkError of RETRY when that is too far back to say "not there".
        """
        for page in self._own_pages(grant, back_to=attempted.started_at - statuses.CLOCK_SKEW):
            found = statuses.find(attempted, page)
            if found is not None:
                return statuses.receipt(found)
        return None

    def _own_pages(self, grant: Grant, *, back_to: datetime) -> Iterator[list[dict[str, Any]]]:
        """Read own posts, newest first, until they are older than `back_to`.

        Raises NetworkError of RETRY when there are too many.
        """
        path = f"/api/v1/accounts/{quote(grant.account_id, safe='')}/statuses"
        params = [("limit", str(_PAGE)), ("exclude_reblogs", "true")]
        cursor: list[tuple[str, str]] = []
        for _page in range(_PAGES):
            found = send(replace(_call(grant, "GET", path), params=[*params, *cursor]))
            if not isinstance(found, list):
                raise unclear(grant.host)
            page = [status for status in found if statuses.receipt(status) is not None]
            if not page:
                return
            yield page
            made = statuses.created_at(page[-1])  # pinned and backdated ones stand further up
            if made is not None and made < back_to:
                return
            following = [("max_id", str(page[-1]["id"]))]
            if following == cursor:  # a server that does not page
                break
            cursor = following
        raise unclear(grant.host)

    def delete(self, grant: Grant, remote_id: str) -> None:
        """Delete a post; one that is already gone is fine."""
        try:
            send(_call(grant, "DELETE", f"/api/v1/statuses/{quote(remote_id, safe='')}"))
        except Answered as error:
            if error.status not in _GONE:
                raise

    def count_tag(self, grant: Grant, tag: str, *, since: datetime, until: datetime) -> TagCount:
        """Count public posts with a hashtag."""
        return tagged.count(grant, tag, since=since, until=until)

    def measure(self, grant: Grant, remote_ids: Sequence[str]) -> dict[str, dict[str, int | None]]:
        """Read counts in batches; what a batch left out is asked for alone, and left out when gone.

        Servers before 4.3 and several compatible ones have no batches.
        """
        measured: dict[str, dict[str, int | None]] = {}
        for start in range(0, len(remote_ids), BATCH):
            wanted = remote_ids[start : start + BATCH]
            found = _batch(grant, wanted) if len(wanted) > 1 else []
            by_id = {str(status["id"]): status for status in found if statuses.receipt(status)}
            for remote_id in wanted:
                status = by_id.get(remote_id) or _single(grant, remote_id)
                if status is not None:
                    measured[remote_id] = statuses.counts(status)
        return measured


def _call(grant: Grant, method: str, path: str) -> Call:
    return Call(method, grant.host, path, token=grant.access_token)


def _are_waiting(grant: Grant, media_ids: Sequence[str]) -> bool:
    return all(media.is_waiting(grant, medium_id) for medium_id in media_ids)


def _batch(grant: Grant, remote_ids: Sequence[str]) -> list[Any]:
    params = [("id[]", remote_id) for remote_id in remote_ids]
    try:
        found = send(replace(_call(grant, "GET", "/api/v1/statuses"), params=params))
    except Answered as error:
        if error.kind is not Kind.PERMANENT:
            raise
        return []
    return found if isinstance(found, list) else []


def _single(grant: Grant, remote_id: str) -> dict[str, Any] | None:
    try:
        found = send(_call(grant, "GET", f"/api/v1/statuses/{quote(remote_id, safe='')}"))
    except Answered as error:
        if error.status in _GONE:
            return None
        raise
    if not isinstance(found, dict):
        raise unclear(grant.host)
    return found
