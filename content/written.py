"""Everything that is written of a post, as plain values.

Versions, templates, and what two people wrote at once are held against each other as these: the
same names as the columns; topics by slug, teams and files by public id, moments as ISO 8601 in UTC
and to the minute. Each list of suggested words stands by itself, under "captions:network:language".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from content.attached import attachments_on, usable_attachments
from content.drafts import CaptionDraft, PostDraft
from content.models import Asset, Caption, Post, PostTeam, Topic
from content.selectors import pictures_on, topics_of, usable_pictures
from content.suggesting import captions_of
from tenants.models import Member, Team

Written = dict[str, Any]

TEXTS = ("title", "why", "link", "body", "company_post")
CHOICES = ("language", "kind", "resource")
SETS = ("topics", "teams", "for_roles", "for_languages", "required_hashtags")
MOMENTS = ("embargo_until", "expires_at", "review_at", "pinned_until")
SWITCHES = ("is_evergreen", "takes_comments", "is_caption_locked")
FILES = ("pictures", "attachment")
COLUMNS = (*TEXTS, *CHOICES, *MOMENTS, *SWITCHES, "share_limit")
"""What is a column of the post with a plain value; three of `SETS` are columns with lists."""
CAPTIONS = "captions"


def written(post: Post) -> Written:
    """Return what is written of a post. Six queries."""
    teams = PostTeam.objects.filter(post=post).values_list("team__public_id", flat=True)
    return {
        **{name: _plain(getattr(post, name)) for name in COLUMNS},
        "topics": sorted(topic.slug for topic in topics_of(post)),
        "teams": sorted(map(str, teams)),
        "for_roles": sorted(post.for_roles),
        "for_languages": sorted(post.for_languages),
        "required_hashtags": list(post.required_hashtags),
        "pictures": _ids(pictures_on(post)),
        "attachment": _ids(attachments_on(post)),
        **_by_place(captions_of(post)),
    }


def written_in(draft: PostDraft, before: Written | None = None) -> Written:
    """Return what a draft says; files it says nothing of are as `before`. No query."""
    before = before or {}
    files = {
        name: before.get(name, []) if getattr(draft, name) is None else _ids(getattr(draft, name))
        for name in FILES
    }
    return {
        **{name: _plain(getattr(draft, name)) for name in COLUMNS},
        "topics": sorted(topic.slug for topic in draft.topics),
        "teams": sorted(str(team.public_id) for team in draft.teams),
        "for_roles": sorted(draft.for_roles),
        "for_languages": sorted(draft.for_languages),
        "required_hashtags": list(draft.required_hashtags),
        **files,
        **_by_place(draft.captions),
    }


def draft_of(content: Written, *, member: Member, post: Post | None = None) -> PostDraft:
    """Return what was written as a draft; what is not there any more is left out. Four queries.

    Files come along as far as `member` may put them on `post`.
    """
    known = {name: content[name] for name in COLUMNS if name in content}
    known |= {name: moment_in(content, name) for name in MOMENTS}
    pictures, attachment = content.get("pictures", []), content.get("attachment", [])
    found = {str(one.public_id): one for one in usable_pictures(member, post, pictures)}
    attached = usable_attachments(member, post, attachment) if attachment else []
    return PostDraft(
        **{"title": "", **known},
        topics=tuple(Topic.objects.filter(slug__in=content.get("topics", []))),
        teams=tuple(Team.objects.filter(public_id__in=content.get("teams", []))),
        for_roles=tuple(content.get("for_roles", [])),
        for_languages=tuple(content.get("for_languages", [])),
        required_hashtags=tuple(content.get("required_hashtags", [])),
        captions=tuple(captions_in(content)),
        pictures=tuple(found[public_id] for public_id in pictures if public_id in found),
        attachment=tuple(attached),
    )


def captions_in(content: Written) -> list[CaptionDraft]:
    """Return the suggested words, network by network as they were first written."""
    found = []
    for name, texts in content.items():
        if is_captions(name):
            _, network, language = name.split(":")
            found += [CaptionDraft(text, network, language) for text in texts]
    return found


def is_captions(name: str) -> bool:
    """Tell whether a name stands for suggested words."""
    return name.startswith(f"{CAPTIONS}:")


def column_of(name: str) -> str:
    """Return the field people know it by: all suggested words are one."""
    return CAPTIONS if is_captions(name) else name


def differing(one: Written, other: Written) -> list[str]:
    """Return the names of what is not the same, in the order a post is written."""
    names = dict.fromkeys([*one, *other])
    return [name for name in names if value_in(one, name) != value_in(other, name)]


def moment_in(content: Written, name: str) -> datetime | None:
    """Return one of `MOMENTS`."""
    text = content.get(name)
    return datetime.fromisoformat(text) if text else None


def value_in(content: Written, name: str) -> Any:
    """Return one value; where nothing is said of suggested words or lists there are none."""
    empty: Any = [] if is_captions(name) or name in {*SETS, *FILES} else None
    value = content.get(name, empty)
    return sorted(value) if name in SETS else value


def _by_place(captions: Iterable[Caption | CaptionDraft]) -> Written:
    places: dict[str, list[str]] = {}
    for one in captions:
        if text := one.text.strip():
            places.setdefault(f"{CAPTIONS}:{one.network}:{one.language}", []).append(text)
    return places


def _ids(assets: Sequence[Asset]) -> list[str]:
    return [str(asset.public_id) for asset in assets]


def to_the_minute(at: datetime | None) -> datetime | None:
    """Return a moment as forms have it: what is finer is no change."""
    return at and at.astimezone(UTC).replace(second=0, microsecond=0)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        rounded = to_the_minute(value)
        return rounded and rounded.isoformat()
    return value.strip() if isinstance(value, str) else value
