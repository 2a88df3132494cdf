"""Suggestions as their senders and as curators read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet, Subquery

from content.models import (
    Post,
    Suggestion,
    SuggestionNote,
    SuggestionQuerySet,
    SuggestionState,
)
from content.selectors import ShownPicture, renditions_of
from content.services.addresses import twin_of
from tenants.models import Member
from tenants.roles import Permission

PAGE = 20


@dataclass(frozen=True)
class SuggestionLine:
    """A suggestion in a list; `is_in_feed` once what became of it can be read there."""

    suggestion: Suggestion
    is_in_feed: bool


@dataclass(frozen=True)
class SuggestionsPage:
    """A page of suggestions; `next_before` names its last one, None at the end."""

    lines: Sequence[SuggestionLine]
    next_before: UUID | None


@dataclass(frozen=True)
class ShownSuggestion:
    """A suggestion with what was said about it. `post` is what became of it, for who may open it.

    `twin` is the post that is about the same link already, for curators.
    """

    suggestion: Suggestion
    picture: ShownPicture | None
    notes: Sequence[SuggestionNote]
    post: Post | None
    twin: Post | None


def own_suggestions(
    *, member: Member, before: UUID | None = None, size: int = PAGE
) -> SuggestionsPage:
    """Return what a member suggested, the newest first. Two queries."""
    return _page(Suggestion.objects.of(member), member, before, size)


def suggestion_queue(
    *, member: Member, is_open: bool, before: UUID | None = None, size: int = PAGE
) -> SuggestionsPage:
    """Return what curators decide on, the longest waiting first, or what they decided on, the
    newest first. Two queries.
    """
    rows = Suggestion.objects.for_curators()
    if is_open:
        return _page(rows.undecided(), member, before, size, is_oldest_first=True)
    decided = (SuggestionState.TAKEN, SuggestionState.DECLINED)
    return _page(rows.filter(state__in=decided), member, before, size)


def _page(
    rows: SuggestionQuerySet,
    member: Member,
    before: UUID | None,
    size: int,
    *,
    is_oldest_first: bool = False,
) -> SuggestionsPage:
    if before is not None:
        rows = rows.filter(_beyond(before, "gt" if is_oldest_first else "lt"))
    order = ("created_at", "pk") if is_oldest_first else ("-created_at", "-pk")
    found = list(rows.select_related("sender", "post").order_by(*order)[: size + 1])
    lines = lines_of(found[:size], member)
    return SuggestionsPage(lines, lines[-1].suggestion.public_id if len(found) > size else None)


def lines_of(suggestions: Sequence[Suggestion], member: Member) -> list[SuggestionLine]:
    """Return suggestions with whether their post can be read. One query."""
    ids = [one.post_id for one in suggestions if one.post_id is not None]
    opened = Post.objects.visible_to(member).opened().filter(pk__in=ids)
    live = set(opened.values_list("pk", flat=True))
    return [SuggestionLine(one, one.post_id in live) for one in suggestions]


def _beyond(place: UUID, side: str) -> Q:
    last = Suggestion.objects.filter(public_id=place)
    at, pk = Subquery(last.values("created_at")), Subquery(last.values("pk"))
    return Q(**{f"created_at__{side}": at}) | Q(**{"created_at": at, f"pk__{side}": pk})


def visible_suggestions(member: Member) -> QuerySet[Suggestion]:
    """Return the suggestions a member may read: their own, for curators all."""
    rows = Suggestion.objects.select_related(
        "sender", "sender__organization", "sender__user", "picture", "post"
    )
    seen = Q(sender=member)
    if member.may(Permission.APPROVE_POSTS):
        seen |= ~Q(state=SuggestionState.WITHDRAWN)
    found: QuerySet[Suggestion] = rows.filter(seen)
    return found


def shown_suggestion(suggestion: Suggestion, member: Member) -> ShownSuggestion:
    """Return a suggestion with all that belongs to it. At most four queries."""
    picture = suggestion.picture
    made = renditions_of([picture], "preview") if picture is not None else {}
    notes = suggestion.notes.select_related("author").order_by("at", "pk")
    is_curator = member.may(Permission.APPROVE_POSTS)
    post = None
    if suggestion.post_id is not None:
        post = Post.objects.visible_to(member).filter(pk=suggestion.post_id).first()
    known = twin_of(suggestion.link, member) if is_curator and suggestion.post_id is None else None
    twin = known.post if known else None
    return ShownSuggestion(
        suggestion, made.get(suggestion.picture_id or 0), list(notes), post, twin
    )


def waiting_suggestions() -> int:
    """Return how many suggestions wait for a decision."""
    return int(Suggestion.objects.undecided().count())


def suggested_by(post: Post) -> Member | None:
    """Return who suggested what a post was made from, None where nobody did. One query."""
    rows = Suggestion.objects.filter(post=post).select_related("sender")
    found = rows.order_by("pk").first()
    return found.sender if found is not None else None
