"""What is written of a post, put into words: the names of fields, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.languages import language_name
from content.models import Kind, Resource, Topic
from content.written import (
    FILES,
    MOMENTS,
    SWITCHES,
    TEXTS,
    Written,
    is_captions,
    moment_in,
    value_in,
)
from tenants.diffing import Piece, diff_words, sides
from tenants.models import Member, Team
from tenants.roles import Role
from tenants.zones import zone_of

BETWEEN = "\n---\n"
"""What stands between several suggested words in one text."""
LABELS: dict[str, Promise] = {
    "title": gettext_lazy("Title"),
    "link": gettext_lazy("Link"),
    "why": gettext_lazy("Why it matters"),
    "body": gettext_lazy("More about it"),
    "company_post": gettext_lazy("Your company’s post at LinkedIn"),
    "language": gettext_lazy("Language"),
    "kind": gettext_lazy("What it asks for"),
    "resource": gettext_lazy("What stands behind it"),
    "topics": gettext_lazy("Topics"),
    "teams": gettext_lazy("Teams"),
    "for_roles": gettext_lazy("Roles"),
    "for_languages": gettext_lazy("Readers of"),
    "embargo_until": gettext_lazy("Not before"),
    "expires_at": gettext_lazy("Ends"),
    "review_at": gettext_lazy("Look at it again"),
    "pinned_until": gettext_lazy("At the top until"),
    "is_evergreen": gettext_lazy("Evergreen"),
    "takes_comments": gettext_lazy("Colleagues can comment on it"),
    "required_hashtags": gettext_lazy("Hashtags that belong to it"),
    "is_caption_locked": gettext_lazy("The words stay as they are"),
    "share_limit": gettext_lazy("Most shares"),
    "pictures": gettext_lazy("Pictures"),
    "attachment": gettext_lazy("Video or document"),
}


@dataclass(frozen=True)
class Names:
    """What topics and teams are called, and in which zone times are told."""

    topics: dict[str, str]
    teams: dict[str, str]
    zone: ZoneInfo


@dataclass(frozen=True)
class FieldChange:
    """One field of a version: what it was and became, word by word."""

    label: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Clash:
    """One field that two people changed: both versions, side by side."""

    name: str
    label: str
    mine: list[Piece]
    theirs: list[Piece]
    text: str
    """One's own words, to go on writing from; "" where there is nothing to write."""
    is_text: bool
    has_several: bool


def names_for(member: Member, *contents: Written) -> Names:
    """Return the names that some contents need. Two queries."""
    slugs = {slug for content in contents for slug in content.get("topics", [])}
    ids = {public_id for content in contents for public_id in content.get("teams", [])}
    return Names(
        dict(Topic.objects.filter(slug__in=slugs).values_list("slug", "name")),
        {str(one.public_id): one.name for one in Team.objects.filter(public_id__in=ids)},
        zone_of(member),
    )


def label_of(name: str) -> str:
    """Return what people call a field."""
    if not is_captions(name):
        return str(LABELS.get(name, name))
    _captions, network, language = name.split(":")
    label = dict(settings.NETWORK_CHOICES).get(network, "")
    places = [str(label)] if label else []
    places += [language_name(language)] if language else []
    return ": ".join(
        [_("Suggested words"), ", ".join(places)] if places else [_("Suggested words")]
    )


def changes(
    before: Written, after: Written, fields: Iterable[str], names: Names
) -> list[FieldChange]:
    """Return what some fields were and became."""
    return [
        FieldChange(label_of(name), diff_words(told(before, name, names), told(after, name, names)))
        for name in sorted(fields, key=_place)
    ]


def clashes(mine: Written, theirs: Written, fields: Iterable[str], names: Names) -> list[Clash]:
    """Return what two people made of some fields."""
    found = []
    for name in sorted(fields, key=_place):
        own, other = told(mine, name, names), told(theirs, name, names)
        marked = sides(own, other)
        is_text = name in TEXTS or is_captions(name)
        found.append(
            Clash(
                name=name,
                label=label_of(name),
                mine=marked[0],
                theirs=marked[1],
                text=own if is_text else "",
                is_text=is_text,
                has_several=is_captions(name),
            )
        )
    return found


def _place(name: str) -> tuple[int, str]:
    """Return where a field stands when a post is read."""
    order = list(LABELS)
    return (order.index(name) if name in order else len(order), name)


def told(content: Written, name: str, names: Names) -> str:
    """Return what stands in a field, as people read it; "" for nothing."""
    value = value_in(content, name)
    if name in MOMENTS:
        moment = moment_in(content, name)
        when = moment.astimezone(names.zone) if moment else None
        return f"{date_format(when, 'DATETIME_FORMAT')} ({names.zone.key})" if when else ""
    if name in SWITCHES:
        return _("Yes") if value else _("No")
    if is_captions(name):
        return BETWEEN.join(value)
    return _told_list(name, value, names) if isinstance(value, list) else _told_one(name, value)


def _told_one(name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if name == "kind":
        return str(Kind(value).label)
    if name == "resource":
        return str(Resource(value).label)
    return language_name(value) if name == "language" else str(value)


def _told_list(name: str, values: list[str], names: Names) -> str:
    if name in FILES:
        return str(len(values)) if values else ""
    if name in {"topics", "teams"}:
        known = names.topics if name == "topics" else names.teams
        return ", ".join(known.get(one, one) for one in values)
    if name == "for_roles":
        return ", ".join(str(Role(one).label) for one in values)
    if name == "for_languages":
        return ", ".join(language_name(one) for one in values)
    return " ".join(f"#{one}" for one in values)
