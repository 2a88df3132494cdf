"""From a click on Share to rows in the queue."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from content.models import Asset, AssetState, Post, PostAsset, PostTopic
from content.models import State as PostState
from content.selectors import suggested_caption
from policies.selectors import Checked, check_words, disclosed, refusal
from sharing.drafts import Chosen, card_of, offered_pictures, pictures_for
from sharing.models import Connection, Share, SharePicture, ShortLink, State
from sharing.networks.base import Draft, LinkCard
from sharing.places import Place, places_of
from sharing.text import code_for, compose_text, short_address, tagged
from tenants.models import Member
from tenants.wakeups import wake_on_commit


@dataclass(frozen=True)
class Compose:
    """What a member asked for: where, in which words, with which pictures, once or again."""

    connections: list[Connection]
    key: uuid.UUID
    words: Mapping[str, str] | None = None
    """Words by network key, "" for all networks not named; None = the suggested ones."""
    pictures: Sequence[Asset] | None = None
    """The pictures in order; None = those offered with the post."""
    is_again: bool = False


@dataclass(frozen=True)
class Plan:
    """All that the shares of one click have in common, read once."""

    member: Member
    post: Post
    compose: Compose
    topic_ids: list[int]
    chosen: list[Chosen]
    card: LinkCard | None
    now: datetime


def share_post(*, member: Member, post: Post, compose: Compose, now: datetime) -> list[Share]:
    """Create one share per place in one transaction and wake a worker for when they are due.

    The same `compose.key` again (double click, reload, back) returns the shares it made before.
    Raises ValidationError: "withdrawn", "no_connection", "already_shared", "blocked", "pictures",
    or a code of the network's own check ("too_long", "empty", "no_alt"…).
    """
    Member.objects.select_for_update(of=("self",)).get(
        pk=member.pk
    )  # one click of a person at a time
    before = list(Share.objects.of(member).filter(compose_key=compose.key).order_by("pk"))
    if before:
        return before
    if Post.objects.select_for_update(of=("self",)).get(pk=post.pk).state != PostState.APPROVED:
        raise ValidationError(
            _("This post was withdrawn while you were writing. Nothing was sent."), "withdrawn"
        )
    places = places_of(compose.connections)
    if not places:
        raise ValidationError(_("Choose at least one account to share to."), "no_connection")
    _refuse_repeat(member, post, compose)
    plan = plan_for(member=member, post=post, compose=compose, now=now)
    with transaction.atomic():  # all of them or, refused for one account, none
        shares = [_make_share(plan, place) for place in places]
    wake_on_commit("sharing.tasks.publish_due", in_s=settings.UNDO_S)
    return shares


def plan_for(*, member: Member, post: Post, compose: Compose, now: datetime) -> Plan:
    """Read what the shares of one click have in common. Raises ValidationError("pictures")."""
    chosen = (
        offered_pictures(post)
        if compose.pictures is None
        else usable_pictures(member, post, compose.pictures)
    )
    return Plan(
        member=member,
        post=post,
        compose=compose,
        topic_ids=list(PostTopic.objects.filter(post=post).values_list("topic_id", flat=True)),
        chosen=chosen,
        card=None if chosen else card_of(post),
        now=now,
    )


def usable_pictures(member: Member, post: Post, assets: Sequence[Asset]) -> list[Chosen]:
    """Return pictures that a member may send: the post's and their own, ready ones.

    Raises ValidationError("pictures") for any other, in plain words.
    """
    offered = set(PostAsset.objects.filter(post=post).values_list("asset_id", flat=True))
    for asset in assets:
        if asset.pk not in offered and asset.uploaded_by_id != member.pk:
            raise ValidationError(_("One of the pictures is not yours to share."), "pictures")
        if asset.state == AssetState.PROCESSING:
            message = _("“%(name)s” is still being prepared. Press Share again in a moment.")
            raise ValidationError(message % {"name": asset.file_name}, "pictures")
        if asset.state != AssetState.READY:
            message = _("“%(name)s” can’t be used: take it out first.")
            raise ValidationError(message % {"name": asset.file_name}, "pictures")
    return [Chosen(asset, asset.alt) for asset in assets]


def _refuse_repeat(member: Member, post: Post, compose: Compose) -> None:
    if compose.is_again:
        return
    standing = (
        Share.objects.of(member).standing().filter(post=post, connection__in=compose.connections)
    )
    if standing.exists():
        raise ValidationError(
            _("You have shared this already. Use “Share again” if you mean it."), "already_shared"
        )


def words_for(post: Post, connection: Connection, compose: Compose) -> tuple[str, bool]:
    """Return the words for a connection and whether they are the suggested ones unchanged."""
    suggested = suggested_caption(post, connection.network)
    if compose.words is None:
        return suggested, True
    words = compose.words.get(connection.network, compose.words.get("", "")).strip()
    return words, words == suggested.strip()


def draft_for(plan: Plan, place: Place, words: str) -> Draft:
    """Return what a place would be given, with the very link that the share will have."""
    code = code_for(member=plan.member, key=plan.compose.key, place=place.key)
    return Draft(
        text=compose_text(words, short_address(code)),
        link=short_address(code),
        pictures=pictures_for(plan.chosen, place.network),
        card=plan.card,
    )


def _make_share(plan: Plan, place: Place) -> Share:
    member, post, now = plan.member, plan.post, plan.now
    words, is_suggested = words_for(post, place.connection, plan.compose)
    checked = refuse_blocked(words, place.network)
    draft = draft_for(plan, place, words)
    issues = place.check(draft)
    if issues:
        raise ValidationError(f"{place.label}: {issues[0].message}", issues[0].code)
    link = ShortLink.objects.create(
        code=code_for(member=member, key=plan.compose.key, place=place.key),
        url=tagged(post.link, network=place.network),
        created_at=now,
    )
    earlier = Share.objects.filter(
        member=member, post=post, network=place.network, connection=place.connection
    )
    due_at = now + timedelta(seconds=settings.UNDO_S)
    share: Share = Share.objects.create(
        member=member,
        post=post,
        network=place.network,
        connection=place.connection,
        repeat=earlier.count(),
        compose_key=plan.compose.key,
        words=words,
        text=draft.text,
        is_suggested=is_suggested,
        has_card=draft.card is not None,
        link=link,
        state=State.SCHEDULED,
        created_at=now,
        due_at=due_at,
        wake_at=due_at,
        team=member.team,
        topic_ids=plan.topic_ids,
        followers=place.connection.followers,
        policy_version_id=checked.version_id,
        disclosure=disclosed(words, place.network),
    )
    SharePicture.objects.bulk_create(
        SharePicture(share=share, asset=one.asset, position=position, alt=one.alt)
        for position, one in enumerate(plan.chosen)
    )
    return share


def refuse_blocked(words: str, network: str) -> Checked:
    """Check words for a network against the current policy. Raises ValidationError("blocked")."""
    checked = check_words(words, network)
    if checked.blocking:
        raise ValidationError(refusal(checked.blocking[0]), "blocked")
    return checked
