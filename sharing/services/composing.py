"""From a click on Share to rows in the queue, and to what the member finishes by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from content.models import AssetKind, Post
from content.models import State as PostState
from policies.selectors import Checked, check_words, disclosed, refusal
from sharing.drafts import Chosen
from sharing.models import Reason, Share, SharePicture, ShortLink, State, Timing
from sharing.moments import Moment, parse_timing
from sharing.places import Place
from sharing.plans import Compose, Plan, plan_for
from sharing.services.acting import cancel_share
from sharing.services.assisting import offered_fields
from sharing.text import tagged, tags_of
from tenants.models import Member
from tenants.wakeups import wake_on_commit


def share_post(*, member: Member, post: Post, compose: Compose, now: datetime) -> list[Share]:
    """Create one share per place in one transaction and wake a worker for when they are due.

    The same `compose.key` again (double click, reload, back) returns the shares it made before.
    Words that one place refuses stop everything: the member is there to change them. In one click
    nobody is, so the others go out and that one is kept as failed, with what to do.
    Raises ValidationError: "ending" (the organization is to be deleted), "withdrawn",
    "no_connection", "already_shared", "blocked", "pictures",
    "too_late" (what it replaces has moved on), a code of `parse_timing`, or of the network's own
    check ("too_long", "empty", "no_alt"…).
    """
    # One click of a person at a time.
    Member.objects.select_for_update(of=("self",), no_key=True).get(pk=member.pk)
    before = list(Share.objects.of(member).filter(compose_key=compose.key).order_by("pk"))
    if before:
        return before
    if member.organization.deletion_due_at is not None:
        message = _("This organization is to be deleted, so nothing is shared any more.")
        raise ValidationError(message, "ending")
    locked = Post.objects.select_for_update(of=("self",), no_key=True).get(pk=post.pk)
    if locked.state != PostState.APPROVED:
        raise ValidationError(
            _("This post was withdrawn while you were writing. Nothing was sent."), "withdrawn"
        )
    if not compose.places:
        raise ValidationError(_("Choose at least one account to share to."), "no_connection")
    _refuse_repeat(member, post, compose)
    plan = plan_for(member=member, post=post, compose=compose, now=now)
    when = compose.when
    moment = parse_timing(
        when.timing, member=member, post=post, now=now, wall=when.wall, zone=when.zone
    )
    with transaction.atomic():  # all of them or, refused for one account, none
        if compose.instead_of is not None:
            cancel_share(share=compose.instead_of)
        shares = _make_shares(plan, moment)
    wake_on_commit("sharing.tasks.publish_due", in_s=settings.UNDO_S)
    return shares


def _refuse_repeat(member: Member, post: Post, compose: Compose) -> None:
    if compose.is_again:
        return
    by_hand = Q(connection=None, network__in=[one.key for one in compose.by_hand])
    standing = (
        Share.objects.of(member)
        .standing()
        .filter(Q(connection__in=list(compose.connections)) | by_hand, post=post)
    )
    if compose.instead_of is not None:
        standing = standing.exclude(pk=compose.instead_of.pk)
    if standing.exists():
        raise ValidationError(
            _("You have shared this already. Use “Share again” if you mean it."), "already_shared"
        )


@dataclass(frozen=True)
class _Ready:
    """What is known of one share before its row is made."""

    place: Place
    words: str
    is_suggested: bool
    text: str
    has_card: bool
    chosen: list[Chosen]
    disclosure: str
    policy_version_id: int | None
    refusal: ValidationError | None


def _make_shares(plan: Plan, moment: Moment) -> list[Share]:
    ready = [_get_ready(plan, place) for place in plan.compose.places]
    refusals = [one.refusal for one in ready if one.refusal]
    is_one_click = plan.compose.words is None
    if refusals and (not is_one_click or len(refusals) == len(ready)):
        raise refusals[0]
    return [_make_share(plan, one, moment) for one in ready]


def _get_ready(plan: Plan, place: Place) -> _Ready:
    words, is_suggested = plan.words_for(place)
    draft = plan.draft_for(place, words)
    checked = check_words(words, place.network)
    return _Ready(
        place=place,
        words=words,
        is_suggested=is_suggested,
        text=draft.text,
        has_card=draft.card is not None,
        chosen=[
            one for one in plan.chosen if draft.attachment or one.asset.kind == AssetKind.PICTURE
        ],
        disclosure=disclosed(words, place.network),
        policy_version_id=checked.version_id,
        refusal=_blocked(checked) or _refused(place, place.check(draft)),
    )


def _blocked(checked: Checked) -> ValidationError | None:
    return ValidationError(refusal(checked.blocking[0]), "blocked") if checked.blocking else None


def _refused(place: Place, issues: list[Any]) -> ValidationError | None:
    if not issues:
        return None
    return ValidationError(f"{place.label}: {issues[0].message}", issues[0].code)


def _make_share(plan: Plan, ready: _Ready, moment: Moment) -> Share:
    member, post, place, now = plan.member, plan.post, ready.place, plan.now
    url = tagged(post.link, tags=tags_of(member.organization, network=place.network))
    link = ShortLink.objects.create(
        code=plan.code_for(place), url=url, host=member.organization.link_host, created_at=now
    )
    earlier = Share.objects.of(member).filter(
        post=post, network=place.network, connection=place.connection
    )
    share: Share = Share.objects.create(
        member=member,
        post=post,
        network=place.network,
        connection=place.connection,
        repeat=earlier.count(),
        compose_key=plan.compose.key,
        words=ready.words,
        text=ready.text,
        is_suggested=ready.is_suggested,
        caption=plan.suggested[place.network].caption_in(ready.words),
        has_card=ready.has_card,
        disclosure=ready.disclosure,
        link=link,
        created_at=now,
        team=member.team,
        topic_ids=plan.topic_ids,
        followers=place.followers,
        policy_version_id=ready.policy_version_id,
        timing=moment.timing,
        zone=moment.zone,
        wall_time=moment.wall_time,
        **_state(ready, moment, now),
    )
    SharePicture.objects.bulk_create(
        SharePicture(share=share, asset=one.asset, position=position, alt=one.alt)
        for position, one in enumerate(ready.chosen)
    )
    return share


def _state(ready: _Ready, moment: Moment, now: datetime) -> dict[str, Any]:
    due = {"due_at": moment.due_at, "wake_at": moment.due_at}
    if ready.refusal is not None:
        problem = ready.refusal.messages[0][:300]
        if ready.refusal.code == "blocked":
            held = {"state": State.HELD, "reason": Reason.POLICY, "problem": problem}
            return due | held | {"wake_at": None}
        failed = {"state": State.FAILED, "reason": Reason.REFUSED, "problem": problem}
        return due | failed | {"wake_at": None}
    if ready.place.by_hand and moment.timing == Timing.NOW:
        return offered_fields(now=now)
    return due | {"state": State.SCHEDULED}
