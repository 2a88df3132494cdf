"""One's own shares for programs: make, see, act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404

from content.models import Post
from sharing.api.composing import compose_of
from sharing.api.shapes import (
    Answer,
    CancelQuery,
    FinishShape,
    Move,
    RecallAnswer,
    Report,
    ShareCreate,
    ShareQuery,
    ShareShape,
    SharesMade,
)
from sharing.api.shown import ShownShare, shown_share
from sharing.clearances import with_answer_due
from sharing.finishing import finishing
from sharing.models import Share
from sharing.networks.base import NetworkError
from sharing.services.acting import (
    answer_share,
    cancel_share,
    delete_from_network,
    grant_to_delete,
    retry_share,
)
from sharing.services.answering import answer_recall
from sharing.services.assisting import dismiss_share, dismiss_siblings, reopen_share, report_share
from sharing.services.composing import share_post
from sharing.services.planning import move_share, post_now
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.rest.problems import Refused
from tenants.scope import tenant
from tenants.token_scopes import Scope

WHEN = dict.fromkeys(("not_a_time", "skipped", "past", "too_far"), "wall_time")
NOWHERE = {"no_connection": "connections"}
WORDS = dict.fromkeys(
    ("blocked", "needs_approval", "too_long", "chorus", "locked", "hashtags"), "words"
)


class Shares(Endpoints):
    """One's own shares."""

    tag = "Shares"

    @endpoint(scope=Scope.SHARES_READ, query=ShareQuery, gives=ShareShape)
    def index(self, call: Call) -> Page:
        """List one's own shares, newest first."""
        names = {"state": "state", "post": "post__public_id"}
        asked = {names[name]: value for name, value in call.query.items()}
        page = call.cut.take(_rows(call).filter(**asked), "-created_at", "-pk")
        return Page(
            [shown_share(row, by=call.member, now=call.now) for row in page.rows], page.position
        )

    @endpoint(
        scope=Scope.SHARES_WRITE,
        takes=ShareCreate,
        gives=SharesMade,
        status=201,
        once=True,
        fields={
            **WHEN,
            **NOWHERE,
            **WORDS,
            "empty": "words",
            "withdrawn": "post",
            "internal": "post",
            "limit": "post",
        },
    )
    def create(self, call: Call) -> dict[str, list[ShownShare]]:
        """Share a post: one share for each place, all of them or none."""
        post = get_object_or_404(Post.objects.offered_to(call.member), public_id=call.data["post"])
        made = share_post(
            member=call.member, post=post, compose=compose_of(call, post), now=call.now
        )
        found = _rows(call).filter(pk__in=[share.pk for share in made]).order_by("pk")
        return {"items": [shown_share(share, by=call.member, now=call.now) for share in found]}

    @endpoint(scope=Scope.SHARES_READ, gives=ShareShape)
    def show(self, call: Call, public_id: UUID) -> ShownShare:
        """Give one share as it is now."""
        return shown_share(_own(call, public_id), by=call.member, now=call.now)

    @endpoint(scope=Scope.SHARES_WRITE, query=CancelQuery, gives=ShareShape)
    def cancel(self, call: Call, public_id: UUID) -> ShownShare:
        """Take a share back before it goes out, or for good when it is held or failed."""

        def act(share: Share) -> None:
            shares = [share]
            if call.query["all"]:
                together = Share.objects.of(call.member).filter(compose_key=share.compose_key)
                shares = list(together.filter(state=share.state).order_by("pk"))
            for each in shares:
                cancel_share(share=each, now=call.now)
            if call.query["all"]:
                dismiss_siblings(share=share)

        return _act(call, public_id, act)

    @endpoint(scope=Scope.SHARES_WRITE, gives=ShareShape)
    def retry(self, call: Call, public_id: UUID) -> ShownShare:
        """Send a failed share again."""
        return _act(call, public_id, lambda share: retry_share(share=share, now=call.now))

    @endpoint(scope=Scope.SHARES_WRITE, takes=Answer, gives=ShareShape)
    def answer(self, call: Call, public_id: UUID) -> ShownShare:
        """Say whether a share that nobody can read back is there."""
        there = call.data["is_there"]
        return _act(
            call, public_id, lambda share: answer_share(share=share, is_there=there, now=call.now)
        )

    @endpoint(scope=Scope.SHARES_WRITE, takes=RecallAnswer, gives=ShareShape)
    def answer_recall(self, call: Call, public_id: UUID) -> ShownShare:
        """Say what became of a share that one was asked to delete."""
        gone = call.data["is_gone"]
        return _act(
            call, public_id, lambda share: answer_recall(share=share, is_gone=gone, now=call.now)
        )

    @endpoint(scope=Scope.SHARES_WRITE, takes=Move, gives=ShareShape, fields=WHEN)
    def move(self, call: Call, public_id: UUID) -> ShownShare:
        """Choose another time for a planned share."""
        said = call.data
        when = {"timing": said["timing"], "wall": said["wall_time"], "zone": said["zone"]}

        def act(share: Share) -> None:
            move_share(share=share, now=call.now, **when)

        return _act(call, public_id, act)

    @endpoint(scope=Scope.SHARES_WRITE, gives=ShareShape)
    def post_now(self, call: Call, public_id: UUID) -> ShownShare:
        """Send a planned share, or one that is late, now."""
        return _act(call, public_id, lambda share: post_now(share=share, now=call.now))

    @endpoint(scope=Scope.SHARES_WRITE, calls_out=True, gives=ShareShape)
    def delete(self, call: Call, public_id: UUID) -> ShownShare:
        """Delete a live share from its network."""
        organization_id = call.member.organization.pk
        with tenant(organization_id):
            share = _own(call, public_id)
            grant = grant_to_delete(share=share)
        try:
            delete_from_network(
                organization_id=organization_id, share=share, grant=grant, now=call.now
            )
        except NetworkError as failed:
            raise Refused(502, "network", failed.message) from failed
        with tenant(organization_id):
            return shown_share(_own(call, public_id), by=call.member, now=call.now)

    @endpoint(scope=Scope.SHARES_READ, gives=FinishShape)
    def finish(self, call: Call, public_id: UUID) -> dict[str, Any]:
        """Give what finishing a share by hand needs."""
        by_hand = _rows(call).filter(connection=None)
        finish = finishing(get_object_or_404(by_hand, public_id=public_id))
        names = ("title", "words", "address", "handed_over", "is_open", "is_withdrawn")
        told = {name: getattr(finish, name) for name in (*names, "lacks_picture")}
        attachment = finish.attachment.asset.public_id if finish.attachment else None
        pictures = [one.asset.public_id for one in finish.pictures]
        return {**told, "pictures": pictures, "attachment": attachment}

    @endpoint(
        scope=Scope.SHARES_WRITE,
        takes=Report,
        gives=ShareShape,
        fields={"not_an_address": "url", "elsewhere": "url"},
    )
    def report(self, call: Call, public_id: UUID) -> ShownShare:
        """Tell that one has posted it by hand."""
        url = call.data["url"]
        return _act(call, public_id, lambda share: report_share(share=share, url=url, now=call.now))

    @endpoint(scope=Scope.SHARES_WRITE, gives=ShareShape)
    def dismiss(self, call: Call, public_id: UUID) -> ShownShare:
        """Put a share by hand away: not now."""
        return _act(call, public_id, lambda share: dismiss_share(share=share))

    @endpoint(scope=Scope.SHARES_WRITE, gives=ShareShape)
    def reopen(self, call: Call, public_id: UUID) -> ShownShare:
        """Take one's word on a share by hand back."""
        return _act(call, public_id, lambda share: reopen_share(share=share, now=call.now))


def _rows(call: Call) -> Any:
    return with_answer_due(Share.objects.of(call.member)).select_related(
        "post", "connection", "link"
    )


def _own(call: Call, public_id: UUID) -> Share:
    found: Share = get_object_or_404(_rows(call), public_id=public_id)
    return found


def _act(call: Call, public_id: UUID, act: Callable[[Share], None]) -> ShownShare:
    share = _own(call, public_id)
    act(share)
    return shown_share(_own(call, share.public_id), by=call.member, now=call.now)
