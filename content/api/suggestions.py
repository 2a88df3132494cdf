"""Suggestions for programs."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from content.api.voice_shapes import (
    MemberSuggestionShape,
    NoteWrite,
    QueueQuery,
    Reason,
    SuggestionCreate,
    SuggestionWhole,
)
from content.models import Asset, Suggestion, SuggestionState
from content.services import suggesting as services
from content.voices.suggestions import lines_of, shown_suggestion, visible_suggestions
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.rest.shapes import PageQuery
from tenants.roles import Permission
from tenants.token_scopes import Scope

writes = partial(endpoint, scope=Scope.POSTS_WRITE, gives=SuggestionWhole)
decides = partial(writes, permission=Permission.APPROVE_POSTS)


class Suggestions(Endpoints):
    """What members suggest for the library."""

    tag = "Suggestions"

    @endpoint(scope=Scope.POSTS_READ, query=PageQuery, gives=MemberSuggestionShape)
    def index(self, call: Call) -> Page:
        """List what one suggested, the newest first."""
        return _page(call, Suggestion.objects.of(call.member), "-created_at", "-pk")

    @endpoint(
        scope=Scope.POSTS_READ,
        permission=Permission.APPROVE_POSTS,
        query=QueueQuery,
        gives=MemberSuggestionShape,
    )
    def queue(self, call: Call) -> Page:
        """List what waits for a decision, the longest first, or what was decided on."""
        rows = Suggestion.objects.for_curators()
        if call.query["decided"]:
            decided = (SuggestionState.TAKEN, SuggestionState.DECLINED)
            return _page(call, rows.filter(state__in=decided), "-created_at", "-pk")
        return _page(call, rows.undecided(), "created_at", "pk")

    @writes(takes=SuggestionCreate, status=201, once=True)
    def create(self, call: Call) -> Any:
        """Suggest a link, words, an idea or a picture; curators are told."""
        said = dict(call.data)
        said["picture"] = own_picture(call, said.pop("picture", None))
        draft = services.SuggestionDraft(**said)
        sent = services.send_suggestion(sender=call.member, draft=draft, now=call.now)
        return shown_suggestion(sent, call.member)

    @endpoint(scope=Scope.POSTS_READ, gives=SuggestionWhole)
    def show(self, call: Call, public_id: UUID) -> Any:
        """Give one suggestion: one's own, for curators any."""
        return shown_suggestion(_found(call, public_id), call.member)

    @writes()
    def withdraw(self, call: Call, public_id: UUID) -> Any:
        """Take one's own suggestion back."""
        found = _found(call, public_id)
        services.withdraw_suggestion(suggestion=found, by=call.member, now=call.now)
        return shown_suggestion(found, call.member)

    @writes(takes=NoteWrite)
    def answer(self, call: Call, public_id: UUID) -> Any:
        """Answer a curator's question, or add to one's own suggestion."""
        found, text = _found(call, public_id), call.data["text"]
        services.answer_curator(suggestion=found, by=call.member, text=text, now=call.now)
        return shown_suggestion(found, call.member)

    @decides(takes=NoteWrite)
    def ask(self, call: Call, public_id: UUID) -> Any:
        """Ask who sent it."""
        found, text = _found(call, public_id), call.data["text"]
        services.ask_sender(suggestion=found, by=call.member, text=text, now=call.now)
        return shown_suggestion(found, call.member)

    @decides()
    def take(self, call: Call, public_id: UUID) -> Any:
        """Begin a draft from it: `post`."""
        found = _found(call, public_id)
        services.take_suggestion(suggestion=found, by=call.member, now=call.now)
        return shown_suggestion(found, call.member)

    @decides(takes=Reason)
    def decline(self, call: Call, public_id: UUID) -> Any:
        """Say that it will be no post this time, and why."""
        found, reason = _found(call, public_id), call.data["reason"]
        services.decline_suggestion(suggestion=found, by=call.member, reason=reason, now=call.now)
        return shown_suggestion(found, call.member)


def _page(call: Call, rows: Any, *order: str) -> Page:
    page = call.cut.take(rows.select_related("sender", "picture"), *order)
    return Page(lines_of(page.rows, call.member), page.position)


def _found(call: Call, public_id: UUID) -> Suggestion:
    found: Suggestion = get_object_or_404(visible_suggestions(call.member), public_id=public_id)
    return found


def own_picture(call: Call, public_id: UUID | None) -> Asset | None:
    """Return an upload of one's own, None for none. Raises ValidationError("picture")."""
    if public_id is None:
        return None
    own = Asset.objects.pictures().filter(uploaded_by=call.member, public_id=public_id)
    found: Asset | None = own.first()
    if found is None:
        raise ValidationError(_("One of the pictures is not there."), code="picture")
    return found
