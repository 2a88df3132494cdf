"""Concerns for programs: raise, answer, look after."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from content.api.suggestions import own_picture
from content.concerns import services
from content.concerns.api.shapes import (
    ConcernCreate,
    ConcernQuery,
    ConcernShape,
    ConcernWhole,
    HandOver,
    LeadShape,
    LeadWrite,
    OfferShape,
    OfferWrite,
    OutcomeWrite,
    ReplyShape,
    ReplyWrite,
    ThreadWrite,
)
from content.concerns.leading import name_lead
from content.concerns.models import Concern, StandardReply
from content.concerns.offering import offer_answer
from content.concerns.replies import add_reply, change_reply, remove_reply
from content.concerns.selectors import (
    OWN_ORDER,
    QUEUE_ORDER,
    SETTLED_ORDER,
    ShownConcern,
    shown_concern,
    visible_concerns,
)
from content.concerns.telling import programme_lead
from policies.models import Draft
from tenants.models import Member
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.rest.shapes import PageQuery
from tenants.roles import Permission
from tenants.token_scopes import Scope

reads = partial(endpoint, scope=Scope.HELP_READ, before_policy=True)
writes = partial(endpoint, scope=Scope.HELP_WRITE, gives=ConcernWhole, before_policy=True)
tends = partial(
    endpoint, scope=Scope.HELP_WRITE, gives=ConcernWhole, permission=Permission.EDIT_POLICY
)

keeps = partial(endpoint, scope=Scope.HELP_WRITE, permission=Permission.EDIT_POLICY)


class Concerns(Endpoints):
    """What members need help with, and the threads about it."""

    tag = "Help"

    @reads(query=PageQuery, gives=ConcernShape)
    def index(self, call: Call) -> Page:
        """List what one raised and asked, the newest first."""
        return call.cut.take(_joined(Concern.objects.of(call.member)), *OWN_ORDER)

    @endpoint(
        scope=Scope.HELP_READ,
        permission=Permission.EDIT_POLICY,
        query=ConcernQuery,
        gives=ConcernShape,
    )
    def queue(self, call: Call) -> Page:
        """List what waits, the most urgent first, or what is settled, the newest first."""
        if call.query["settled"]:
            return call.cut.take(_joined(Concern.objects.settled()), *SETTLED_ORDER)
        return call.cut.take(_joined(Concern.objects.unsettled()), *QUEUE_ORDER)

    @writes(takes=ConcernCreate, status=201, once=True)
    def create(self, call: Call) -> ShownConcern:
        """Raise a concern, or ask a question; who looks after it is told at once."""
        said = dict(call.data)
        said["picture"] = own_picture(call, said.pop("picture", None))
        draft = services.ConcernDraft(**said)
        return shown_concern(services.raise_concern(sender=call.member, draft=draft, now=call.now))

    @reads(gives=ConcernWhole)
    def show(self, call: Call, public_id: UUID) -> ShownConcern:
        """Give one with its thread: one's own, for those who look after concerns any."""
        return shown_concern(_found(call, public_id))

    @writes(takes=ThreadWrite)
    def answer(self, call: Call, public_id: UUID) -> ShownConcern:
        """Say something in the thread; of whoever raised it, it opens a settled one again."""
        found, text = _found(call, public_id), call.data["text"]
        services.answer_concern(concern=found, by=call.member, text=text, now=call.now)
        return shown_concern(found)

    @tends()
    def take(self, call: Call, public_id: UUID) -> ShownConcern:
        """Look after it oneself."""
        found = _found(call, public_id)
        services.take_concern(concern=found, by=call.member, now=call.now)
        return shown_concern(found)

    @tends(takes=HandOver)
    def hand_over(self, call: Call, public_id: UUID) -> ShownConcern:
        """Let a colleague look after it."""
        found = _found(call, public_id)
        to = _member(call.data["to"], "to")
        services.hand_over_concern(concern=found, by=call.member, to=to, now=call.now)
        return shown_concern(found)

    @tends(takes=OutcomeWrite)
    def settle(self, call: Call, public_id: UUID) -> ShownConcern:
        """Say what came of it, and close it."""
        found, outcome = _found(call, public_id), call.data["outcome"]
        services.settle_concern(concern=found, by=call.member, outcome=outcome, now=call.now)
        return shown_concern(found)


class Offers(Endpoints):
    """Answers that are offered to everybody."""

    tag = "Help"

    @keeps(takes=OfferWrite, gives=OfferShape)
    def create(self, call: Call) -> Draft:
        """Put a question with its answer into the draft of the guidelines; nobody sees it yet."""
        return offer_answer(by=call.member, now=call.now, **call.data)


class StandardReplies(Endpoints):
    """Words for what comes again."""

    tag = "Help"

    @endpoint(
        scope=Scope.HELP_READ,
        permission=Permission.EDIT_POLICY,
        query=PageQuery,
        gives=ReplyShape,
    )
    def index(self, call: Call) -> Page:
        """List them by when to use them."""
        return call.cut.take(StandardReply.objects.all(), "title", "pk")

    @keeps(takes=ReplyWrite, gives=ReplyShape, status=201, once=True)
    def create(self, call: Call) -> StandardReply:
        """Keep one."""
        return add_reply(by=call.member, now=call.now, **call.data)

    @keeps(takes=ReplyWrite, gives=ReplyShape)
    def write(self, call: Call, public_id: UUID) -> StandardReply:
        """Change one."""
        found = get_object_or_404(StandardReply.objects, public_id=public_id)
        return change_reply(reply=found, by=call.member, now=call.now, **call.data)

    @keeps()
    def remove(self, call: Call, public_id: UUID) -> None:
        """Remove one; what was answered with it stays."""
        found = get_object_or_404(StandardReply.objects, public_id=public_id)
        remove_reply(reply=found, by=call.member, now=call.now)


class ProgrammeLeads(Endpoints):
    """Who runs the programme."""

    tag = "Help"

    @reads(gives=LeadShape)
    def show(self, call: Call) -> dict[str, Member | None]:  # noqa: ARG002 (every endpoint takes one)
        """Give who runs the programme: ask them with `POST concerns` of kind "question"."""
        return {"lead": programme_lead()}

    @endpoint(
        scope=Scope.ORGANIZATION_WRITE,
        permission=Permission.MANAGE_ORGANIZATION,
        takes=LeadWrite,
        gives=LeadShape,
    )
    def write(self, call: Call) -> dict[str, Member | None]:
        """Say who it is."""
        chosen = call.data["lead"]
        name_lead(by=call.member, lead=_member(chosen, "lead") if chosen else None, now=call.now)
        return {"lead": programme_lead()}


def _member(public_id: UUID, code: str) -> Member:
    found: Member | None = Member.objects.active().filter(public_id=public_id).first()
    if found is None:
        raise ValidationError(_("There is no such member."), code=code)
    return found


def _joined(rows: Any) -> Any:
    return rows.select_related("sender", "handler", "picture")


def _found(call: Call, public_id: UUID) -> Concern:
    return get_object_or_404(visible_concerns(call.member), public_id=public_id)
