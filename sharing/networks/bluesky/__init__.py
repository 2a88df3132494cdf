"""Bluesky: the account lives on a server of its own (PDS), signed in to with an app password.

Sources: the lexicons and the PDS of bluesky-social/atproto, docs.bsky.app, atproto.com; read
2026-08-20.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

import outbound
from sharing.networks.abilities import (
    Measured,
    MentionsByHandle,
    Refreshes,
    SignsIn,
)
from sharing.networks.attached import Takes
from sharing.networks.attaching import attachment_issues
from sharing.networks.base import (
    App,
    Attempted,
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
from sharing.networks.bluesky import counts, identity, records, richtext, sessions, tagged
from sharing.networks.bluesky.calls import procedure, query, send
from sharing.networks.bluesky.errors import unclear, unconfirmed
from sharing.networks.bluesky.identifiers import read_uri
from sharing.networks.checking import picture_issues
from sharing.networks.counting import graphemes, utf8_bytes
from sharing.networks.tagged import TagCount
from sharing.networks.wire import Answered

_REPO = "com.atproto.repo"


class Bluesky(Network, SignsIn, Refreshes, Measured, MentionsByHandle):
    """The adapter: plain values in and out, nothing remembered between calls.

    `directory` holds the documents of accounts, `appview` answers public questions.
    """

    key: ClassVar[str] = "bluesky"
    tells_followers: ClassVar[bool] = True
    tags_are_of_all: ClassVar[bool] = True
    label: ClassVar[str] = "Bluesky"
    scopes: ClassVar[tuple[str, ...]] = ()
    handle: ClassVar[re.Pattern[str]] = re.compile(
        r"@(?:[\w-]+\.)+[a-z]+", re.ASCII | re.IGNORECASE
    )
    handle_like: ClassVar[str] = "@acme.bsky.social"
    idempotency: ClassVar[str] = "client_id"
    shows_own_card: ClassVar[bool] = False
    metrics: ClassVar[tuple[str, ...]] = counts.METRICS

    def __init__(
        self, *, directory: str = "plc.directory", appview: str = "public.api.bsky.app"
    ) -> None:
        self._directory = directory
        self._appview = appview

    def sign_in(self, *, identifier: str, password: str, host: str) -> Grant:
        """Find the account's server and open a session there.

        Raises ValidationError ("identifier", "password", "host") and NetworkError.
        """
        server = identity.read_host(host)
        name = identity.read_name(identifier, has_host=bool(server))
        secret = sessions.read_password(password)
        home = identity.find_home(name, server, directory=self._directory, appview=self._appview)
        return sessions.open_session(home, secret)

    def sign_out(self, grant: Grant) -> None:
        """End the session at the server."""
        sessions.end(grant)

    def refresh(self, grant: Grant, app: App | None = None) -> Grant:
        """Exchange the refresh token for a new pair."""
        del app
        return sessions.renew(grant)

    def limits(self, host: str) -> Limits:
        """Return what every server accepts: records are the same everywhere."""
        del host
        return Limits(
            max_characters=records.MAX_CHARACTERS,
            max_bytes=records.MAX_BYTES,
            max_pictures=records.MAX_PICTURES,
            max_picture_bytes=records.MAX_PICTURE_BYTES,
            max_alt_characters=records.MAX_ALT,
        )

    def usual_limits(self) -> Limits:
        """Return the same."""
        return self.limits("")

    def profile(self, grant: Grant) -> Profile:
        """Read the account, from its own server; what only the AppView knows may be missing."""
        found = send(query(grant.host, "com.atproto.server.getSession", token=grant.access_token))
        handle = found.get("handle") if isinstance(found, dict) else None
        if not isinstance(handle, str) or found.get("did") != grant.account_id:
            raise unclear(grant.host)
        seen = self._seen(grant)
        followers = seen.get("followersCount")
        return Profile(
            account_id=grant.account_id,
            handle=f"@{handle}",
            display_name=str(seen.get("displayName") or handle),
            url=records.web_address(grant.host, grant.account_id),
            followers=followers if isinstance(followers, int) else None,
        )

    def _seen(self, grant: Grant) -> dict[str, Any]:
        """Read the profile as the AppView shows it; {} where there is none (yet)."""
        asked = query(
            grant.host,
            "app.bsky.actor.getProfile",
            ("actor", grant.account_id),
            token=grant.access_token,
        )
        try:
            found = send(asked)
        except NetworkError as error:
            if error.kind not in {Kind.RETRY, Kind.PERMANENT}:
                raise
            return {}
        return found if isinstance(found, dict) else {}

    def show(self, draft: Draft) -> Shown:
        """Show the text on the wire, the link shortened or left to the card."""
        card = None if draft.pictures else draft.card
        return Shown(richtext.shown(draft), draft.pictures, card)

    def count(self, draft: Draft, limits: Limits) -> tuple[Count, ...]:
        """Count graphemes, then bytes."""
        text = richtext.shown(draft)
        return (
            Count("characters", graphemes(text), limits.max_characters),
            Count("bytes", utf8_bytes(text), limits.max_bytes or records.MAX_BYTES),
        )

    def takes(self, limits: Limits) -> tuple[Takes, ...]:
        """Return nothing: documents can't go there, videos only through a service of its own."""
        del limits
        return ()

    def check(self, draft: Draft, limits: Limits) -> list[Issue]:
        """Find what the server would refuse, and pictures that nobody described."""
        characters, size = self.count(draft, limits)
        issues = picture_issues(draft.pictures, limits)
        issues += attachment_issues(draft.attachment, self.takes(limits), self.label)
        if not characters.used and not draft.pictures and not (draft.card and draft.link):
            issues.append(Issue("empty", _("Write something to share."), 0, characters.limit))
        if characters.used > characters.limit:
            issues.append(_too_long(characters))
        elif size.used > size.limit:
            issues.append(_too_long(size))
        return issues

    def prepare(self, grant: Grant, draft: Draft) -> dict[str, Any]:
        """Upload pictures, find who is mentioned, and write the whole record with its key."""
        blobs = records.upload(grant, records.pictures_of(draft))
        handles = {mark.value for mark in richtext.marks(draft) if mark.kind == "mention"}
        dids = {handle: did for handle in handles if (did := _mentioned(grant, handle))}
        return records.prepared(draft, blobs, dids)

    def commit(
        self,
        grant: Grant,
        draft: Draft,
        *,
        key: str,
        prepared: dict[str, Any],
        send_before: datetime,
    ) -> Receipt:
        """Write the prepared record under its key: a repeat finds itself and changes nothing."""
        del key  # the record's own key is the better one
        try:
            self._put(grant, prepared, send_before)
        except Answered as error:
            if error.name == "BlobNotFound":  # kept for hours only, unless a record names it
                records.upload(grant, records.pictures_of(draft), send_before=send_before)
                self._put(grant, prepared, send_before)
            elif error.name != "InvalidSwap" or not _is_there(grant, str(prepared["rkey"])):
                raise
        return records.receipt(grant, prepared)

    @staticmethod
    def _put(grant: Grant, prepared: dict[str, Any], send_before: datetime) -> None:
        body = {
            "repo": grant.account_id,
            "collection": records.COLLECTION,
            "rkey": prepared["rkey"],
            "validate": True,
            "swapRecord": None,
            "record": prepared["record"],
        }
        call = procedure(grant.host, f"{_REPO}.putRecord", body, token=grant.access_token)
        found = send(replace(call, send_before=send_before, publishes=True))
        if not isinstance(found, dict) or not isinstance(found.get("uri"), str):
            raise unconfirmed(grant.host)

    def reconcile(self, grant: Grant, attempted: Attempted) -> Receipt | None:
        """Look for the record by its key: nobody else knows that."""
        rkey = attempted.prepared.get("rkey")
        if not isinstance(rkey, str) or not _is_there(grant, rkey):
            return None
        return records.receipt(grant, attempted.prepared)

    def delete(self, grant: Grant, remote_id: str) -> None:
        """Delete a post; the server takes one that is already gone."""
        named = read_uri(remote_id)
        if named is None or named[0] != grant.account_id:
            return
        body = {"repo": named[0], "collection": named[1], "rkey": named[2]}
        send(procedure(grant.host, f"{_REPO}.deleteRecord", body, token=grant.access_token))

    def count_tag(self, grant: Grant, tag: str, *, since: datetime, until: datetime) -> TagCount:
        """Count public posts with a hashtag."""
        return tagged.count(grant, tag, since=since, until=until)

    def measure(self, grant: Grant, remote_ids: Sequence[str]) -> dict[str, dict[str, int | None]]:
        """Read counts in batches of 25, publicly; through the own server where it is no public one.

        A post that the AppView does not show is gone only when its server has it no more.
        """
        is_public = not outbound.is_allowed(grant.host)
        host, token = (self._appview, "") if is_public else (grant.host, grant.access_token)
        measured = counts.read(host, token, remote_ids)
        for remote_id in remote_ids:
            named = None if remote_id in measured else read_uri(remote_id)
            if named is not None and _is_there(grant, named[2]):
                measured[remote_id] = dict.fromkeys(counts.METRICS)
        return measured


def _too_long(count: Count) -> Issue:
    surplus = count.used - count.limit
    if count.unit == "bytes":
        text = ngettext(
            "%(surplus)d byte too much for Bluesky: emoji and many scripts take several each.",
            "%(surplus)d bytes too much for Bluesky: emoji and many scripts take several each.",
            surplus,
        )
    else:
        text = ngettext(
            "%(surplus)d character too many for Bluesky.",
            "%(surplus)d characters too many for Bluesky.",
            surplus,
        )
    return Issue("too_long", text % {"surplus": surplus}, count.used, count.limit)


def _mentioned(grant: Grant, handle: str) -> str | None:
    """Find whom a mention means; None for nobody, and where that can't be found out now."""
    try:
        return identity.resolve_handle(handle, grant.host, token=grant.access_token)
    except Answered as error:
        if error.kind is not Kind.RETRY:
            raise
        return None


def _is_there(grant: Grant, rkey: str) -> bool:
    params = [("repo", grant.account_id), ("collection", records.COLLECTION), ("rkey", rkey)]
    call = query(grant.host, f"{_REPO}.getRecord", *params, token=grant.access_token)
    try:
        found = send(call)
    except Answered as error:
        if error.name != "RecordNotFound":
            raise
        return False
    if not isinstance(found, dict) or not isinstance(found.get("uri"), str):
        raise unclear(grant.host)
    return True
