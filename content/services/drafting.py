"""Whether what an author wrote can be a post: each field by itself, and all of them together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import regex  # type: ignore[import-untyped]
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from content.company_posts import read_company_post
from content.drafts import PostDraft
from content.languages import LANGUAGES
from content.models import Kind, Post, Resource, State
from content.written import MOMENTS, to_the_minute
from tenants.roles import Role

MOST_HASHTAGS = 10
LONGEST_HASHTAG = 100
MOST_SHARES = 1_000_000
FURTHEST = timedelta(days=5 * 366)
WRONG_DATES: dict[str, Promise] = {
    "past": _("This moment has passed. Choose a later one."),
    "far": _("This is more than five years away. Choose a nearer day."),
    "order": _("It would leave the feed before it comes in. Choose another day."),
    "unpinned": _("It is not in the feed yet by then. Let it stay at the top for longer."),
    "opened": _("It is in the feed already. Take it out instead."),
}
_HASHTAG = regex.compile(r"\w*[^\W\d_]\w*")


def read_hashtags(typed: list[str] | tuple[str, ...]) -> list[str]:
    """Return hashtags without their sign, each once.

    Raises ValidationError("required_hashtags").
    """
    tags: dict[str, str] = {}
    for one in typed:
        tag = one.strip().removeprefix("#")
        if not tag:
            continue
        if len(tag) > LONGEST_HASHTAG or not _HASHTAG.fullmatch(tag):
            message = _("“%(tag)s” is no hashtag. Use letters and digits alone, like #OpenDoors.")
            raise ValidationError(message, code="required_hashtags", params={"tag": one.strip()})
        tags.setdefault(tag.casefold(), tag)
    if len(tags) > MOST_HASHTAGS:
        message = _("A post takes up to %(most)s hashtags. Keep those that matter.")
        raise ValidationError(message, code="required_hashtags", params={"most": MOST_HASHTAGS})
    return list(tags.values())


def fields_of(draft: PostDraft, *, now: datetime, before: Post | None = None) -> dict[str, Any]:
    """Return a draft as columns of its post.

    Raises ValidationError of code "title", "link", "company_post", "kind", "language",
    "required_hashtags", "share_limit", "for_roles", "for_languages", "is_caption_locked", or as
    `require_dates` does.
    """
    title = draft.title.strip()
    if not title:
        raise ValidationError(_("Give the post a title."), code="title")
    link = draft.link.strip()
    if link:
        _require_link(link)
    _require_known(draft)
    require_dates({name: getattr(draft, name) for name in MOMENTS}, before=before, now=now)
    if draft.share_limit is not None and not 1 <= draft.share_limit <= MOST_SHARES:
        message = _("Let at least one share through, or leave the limit empty.")
        raise ValidationError(message, code="share_limit")
    if draft.is_caption_locked and draft.kind == Kind.PROMPT:
        message = _("Who is asked to tell it in their own words can’t be held to ours.")
        raise ValidationError(message, code="is_caption_locked")
    return {
        "title": title,
        "link": link,
        "why": draft.why.strip(),
        "body": draft.body.strip(),
        "company_post": read_company_post(draft.company_post),
        "language": draft.language,
        "kind": draft.kind,
        "resource": draft.resource,
        "embargo_until": draft.embargo_until,
        "expires_at": draft.expires_at,
        "review_at": draft.review_at,
        "pinned_until": draft.pinned_until,
        "is_evergreen": draft.is_evergreen,
        "takes_comments": draft.takes_comments,
        "required_hashtags": read_hashtags(draft.required_hashtags),
        "is_caption_locked": draft.is_caption_locked,
        "share_limit": draft.share_limit,
        "for_roles": sorted(set(draft.for_roles)),
        "for_languages": sorted(set(draft.for_languages)),
    }


def require_dates(
    dates: Mapping[str, datetime | None], *, before: Post | None, now: datetime
) -> None:
    """Refuse dates that are wrong. Raises ValidationError of the name of the first of them."""
    for name, code in wrong_dates(dates, before=before, now=now).items():
        raise ValidationError(str(WRONG_DATES[code]), code=name)


def wrong_dates(
    dates: Mapping[str, datetime | None], *, before: Post | None, now: datetime
) -> dict[str, str]:
    """Return what is wrong with all `MOMENTS` of a post: codes of `WRONG_DATES`, by name.

    What stood there `before`, to the minute, is no mistake.
    """
    moved = [
        name
        for name in MOMENTS
        if before is None or to_the_minute(getattr(before, name)) != to_the_minute(dates[name])
    ]
    codes = {name: _wrong_date(name, dates[name], before, now) for name in moved}
    found = {name: code for name, code in codes.items() if code}
    begins, ends, pinned = (dates[name] for name in ("embargo_until", "expires_at", "pinned_until"))
    if begins and ends and ends <= begins:
        for name in {"embargo_until", "expires_at"} & set(moved):
            found.setdefault(name, "order")
    if begins and pinned and pinned <= begins and {"embargo_until", "pinned_until"} & set(moved):
        found.setdefault("pinned_until", "unpinned")
    return {name: found[name] for name in MOMENTS if name in found}


def _wrong_date(name: str, at: datetime | None, before: Post | None, now: datetime) -> str:
    """Return the code of what is wrong with one date by itself, "" for nothing."""
    opens = before.opens_at if before and before.state == State.APPROVED else None
    if name == "embargo_until" and opens is not None and opens <= now:
        return "opened"
    if at is None or now < at <= now + FURTHEST:
        return ""
    return "past" if at <= now else "far"


def require_complete(fields: dict[str, Any]) -> None:
    """Hold back what is not whole enough for others to see. Raises ValidationError("incomplete").

    Only what is to be shared needs a link.
    """
    if fields["kind"] == Kind.SHARE:
        if not all(fields[name] for name in ("title", "link", "why")):
            said = _("Before others see it, a post needs a title, a link and why it matters.")
            raise ValidationError(said, code="incomplete")
    elif not fields["title"] or not fields["why"]:
        said = _("Before others see it, a post needs a title and why it matters.")
        raise ValidationError(said, code="incomplete")


def _require_link(link: str) -> None:
    try:
        URLValidator(schemes=["http", "https"])(link)
    except ValidationError:
        raise ValidationError(
            _("This is not a whole link. It begins with https:// or http://."), code="link"
        ) from None


def _require_known(draft: PostDraft) -> None:
    languages = {code for code, _name in LANGUAGES}
    if draft.kind not in Kind.values:
        raise ValidationError(_("There is no such kind of post."), code="kind")
    if draft.resource not in Resource.values:
        raise ValidationError(_("There is nothing of this kind."), code="resource")
    if draft.language and draft.language not in languages:
        raise ValidationError(_("We don’t know this language."), code="language")
    if any(one.language and one.language not in languages for one in draft.captions):
        raise ValidationError(_("We don’t know the language of these words."), code="captions")
    if not set(draft.for_languages) <= languages:
        raise ValidationError(_("We don’t know this language."), code="for_languages")
    if not set(draft.for_roles) <= set(Role.values):
        raise ValidationError(_("There is no such role."), code="for_roles")
