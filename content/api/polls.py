"""Polls for programs."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from content.api.voice_shapes import PollCreate, PollShape, PollVote
from content.models import Poll, PollOption
from content.services import polling as services
from content.voices.polls import ShownPoll, shown_polls
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.rest.shapes import PageQuery
from tenants.roles import Permission
from tenants.token_scopes import Scope

reads = partial(endpoint, scope=Scope.POSTS_READ, gives=PollShape)
writes = partial(endpoint, scope=Scope.POSTS_WRITE)


class Polls(Endpoints):
    """One question to everybody; votes carry no name."""

    tag = "Polls"

    @reads(query=PageQuery)
    def index(self, call: Call) -> Page:
        """List polls, the newest first."""
        page = call.cut.take(Poll.objects.all(), "-created_at", "-pk")
        return Page(shown_polls(page.rows, call.member, call.now), page.position)

    @reads()
    def show(self, call: Call, public_id: UUID) -> ShownPoll:
        """Give one poll; its results, added to some at a time, once one has voted or it is over."""
        return _shown(call, _found(public_id))

    @writes(
        permission=Permission.APPROVE_POSTS,
        takes=PollCreate,
        gives=PollShape,
        status=201,
        once=True,
    )
    def create(self, call: Call) -> ShownPoll:
        """Ask everybody."""
        draft = services.PollDraft(**call.data)
        return _shown(call, services.start_poll(by=call.member, draft=draft, now=call.now))

    @writes(takes=PollVote, gives=PollShape)
    def vote(self, call: Call, public_id: UUID) -> ShownPoll:
        """Vote, once; it can't be changed, for nothing says what it was."""
        found, asked = _found(public_id), set(call.data["options"])
        options = list(PollOption.objects.filter(poll=found, public_id__in=asked))
        if len(options) < len(asked):
            raise ValidationError(_("One of the answers is not of this poll."), code="options")
        services.vote(poll=found, member=call.member, options=options, now=call.now)
        return _shown(call, found)

    @writes(permission=Permission.APPROVE_POSTS, gives=PollShape)
    def close(self, call: Call, public_id: UUID) -> ShownPoll:
        """End it now."""
        found = services.close_poll(poll=_found(public_id), by=call.member, now=call.now)
        return _shown(call, found)

    @writes(permission=Permission.APPROVE_POSTS)
    def remove(self, call: Call, public_id: UUID) -> None:
        """Take it and its votes away for good."""
        services.remove_poll(poll=_found(public_id), by=call.member, now=call.now)


def _found(public_id: UUID) -> Poll:
    found: Poll = get_object_or_404(Poll.objects, public_id=public_id)
    return found


def _shown(call: Call, poll: Poll) -> ShownPoll:
    return shown_polls([poll], call.member, call.now)[0]
