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

from content.models import AssetKind, Kind, Post
from policies.rules.base import Finding
from policies.selectors import Checked, check_words, disclosed, refusal
from sharing.chorus import CHORUS, Heard, hold_words, is_bound, key_of, listen
from sharing.clearances import Asked, in_need, needs_yes
from sharing.drafts import Chosen
from sharing.models import Reason, Share, SharePicture, ShortLink, State, Timing
from sharing.moments import Moment, parse_timing
from sharing.places import Place
from sharing.plans import Compose, Plan, plan_for
from sharing.services.acting import cancel_share
from sharing.services.assisting import offered_fields
from sharing.services.clearing import ask_for_yes
from sharing.services.spreading import fields_at, take_moments
from sharing.services.tallying import stopping, tally_sent, tally_stopped
from sharing.terms import require_room, require_shareable, words_issue
from sharing.text import tagged, tags_of
from tenants.models import Member
from tenants.wakeups import wake_on_commit


def share_post(*, member: Member, post: Post, compose: Compose, now: datetime) -> list[Share]:
    """Create one share per place in one transaction and wake a worker for when they are due.

    While sharing is paused they are made all the same, and wait: by hand, too.

    The same `compose.key` again (double click, reload, back) returns the shares it made before.
    Words that one place refuses stop everything: the member is there to change them. In one click
    nobody is, so the others go out and that one is kept as failed or held, with what to do; where
    colleagues have used up the suggested words, another suggestion goes out. Where words need
    somebody's yes and `compose.asks_approval`, all of them are held until it is given.
    Raises ValidationError: "ending" (the organization is to be deleted), "withdrawn",
    "internal", "own_words" (of a prompt), "no_connection", "already_shared", "limit" (of the
    post's shares), "blocked", "needs_approval", "nobody" (who could say yes), "locked" (its words
    stay as they are), "hashtags" (some are missing), "chorus", "pictures",
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
    if not Post.objects.open_to(member).filter(pk=locked.pk).exists():
        raise ValidationError(
            _("This post was withdrawn while you were writing. Nothing was sent."), "withdrawn"
        )
    require_shareable(locked)
    if locked.kind == Kind.PROMPT and compose.words is None:
        raise _own_words()
    if not compose.places:
        raise ValidationError(_("Choose at least one account to share to."), "no_connection")
    _refuse_repeat(member, post, compose)
    require_room(locked, len(compose.places), instead_of=compose.instead_of)
    plan = plan_for(member=member, post=locked, compose=compose, now=now)
    when = compose.when
    moment = parse_timing(
        when.timing, member=member, post=post, now=now, wall=when.wall, zone=when.zone
    )
    try:
        shares = _make_shares(plan, moment)
    except Stopped as stopped:
        tally_stopped(plan=plan, stopped=stopped.rules)
        raise
    wake_on_commit("sharing.tasks.publish_due", in_s=settings.UNDO_S)
    return shares


class Stopped(ValidationError):
    """That words can't go out as they are; `rules` of the guidelines say so, by id."""

    def __init__(self, refusal: ValidationError, rules: frozenset[str]) -> None:
        super().__init__(refusal)
        self.rules = rules


@transaction.atomic  # all of them or, refused for one account, none
def _make_shares(plan: Plan, moment: Moment) -> list[Share]:
    compose, now = plan.compose, plan.now
    if compose.instead_of is not None:
        cancel_share(share=compose.instead_of, now=now)
    ready = _get_all_ready(plan)
    findings = [one for each in ready for one in each.findings]
    stopped = stopping(findings, asks_approval=compose.asks_approval)
    _require_sendable(plan, ready, stopped)
    # What is refused goes nowhere, so nobody is asked about it and nothing waits for it.
    asked = [one for each in ready if not each.refusal for one in each.asked]
    going = [] if asked else [one.place for one in ready if one.refusal is None]
    moments = take_moments([(plan.post, place, moment) for place in going])
    taken = dict(zip(going, moments, strict=True))
    shares = [
        _make_share(plan, one, moment, taken.get(one.place), is_asked=bool(asked)) for one in ready
    ]
    if asked:
        held = [one for one in shares if one.reason == Reason.APPROVAL]
        ask_for_yes(shares=held, asked=asked, now=now)
    own = [one for each in ready if each.is_own for one in each.findings]
    tally_sent(plan=plan, findings=findings, own=own, stopped=stopped)
    return shares


def _own_words() -> ValidationError:
    message = _("This post asks for your own words. Write a sentence or two first.")
    return ValidationError(message, "own_words")


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
    findings: list[Finding]
    until: datetime | None
    """When the first of the rules that hold the words ends."""
    asked: list[Asked]
    """What in the words somebody is asked for a yes to."""
    refusal: ValidationError | None

    @property
    def is_own(self) -> bool:
        """Tell whether the member's own words go out."""
        return not self.is_suggested and self.refusal is None


def _get_all_ready(plan: Plan) -> list[_Ready]:
    heard = _listen(plan)
    return [_get_ready(plan, place, heard.get(place.network)) for place in plan.compose.places]


def _require_sendable(plan: Plan, ready: list[_Ready], stopped: frozenset[str]) -> None:
    refusals = [one.refusal for one in ready if one.refusal]
    is_one_click = plan.compose.words is None
    if refusals and (not is_one_click or len(refusals) == len(ready)):
        raise Stopped(refusals[0], stopped)


def _listen(plan: Plan) -> dict[str, Heard]:
    """Read, and hold until the transaction ends, what is said where a chorus is forbidden."""
    bound = sorted({place.network for place in plan.compose.places if is_bound(place)})
    heard = {}
    for network in bound:
        hold_words(organization_id=plan.member.organization.pk, network_key=network)
        heard[network] = listen(
            member=plan.member, network_key=network, texts=plan.texts_for(network), now=plan.now
        )
    return heard


def _get_ready(plan: Plan, place: Place, heard: Heard | None) -> _Ready:
    words, is_suggested = plan.words_for(place)
    chorus = None
    if heard is not None and is_bound(place):
        if plan.compose.words is None and heard.issue(words):
            words = heard.another(plan.suggested[place.network]) or words
        chorus = heard.issue(words)
    draft = plan.draft_for(place, words)
    checked = _check(plan, place, words)
    asked = in_need(place.network, words, checked)
    terms = words_issue(plan.post, plan.suggested[place.network].allowed, words)
    return _Ready(
        place=place,
        words=words,
        is_suggested=is_suggested,
        text=draft.text,
        has_card=draft.card is not None,
        chosen=[
            one for one in plan.chosen if draft.attachment or one.asset.kind == AssetKind.PICTURE
        ],
        disclosure=_disclosure(plan, place, words),
        policy_version_id=checked.version_id,
        findings=checked.findings,
        until=checked.until,
        asked=asked if plan.compose.asks_approval else [],
        refusal=_not_own(plan.post, words, is_suggested=is_suggested)
        or _blocked(checked)
        or (None if plan.compose.asks_approval else _unasked(asked))
        or _refused(
            place, [*([terms] if terms else []), *place.check(draft), *([chorus] if chorus else [])]
        ),
    )


def _check(plan: Plan, place: Place, words: str) -> Checked:
    return check_words(
        words,
        place.network,
        member=plan.member,
        now=plan.now,
        language=plan.post.language,
        post_kind=plan.post.kind,
    )


def _disclosure(plan: Plan, place: Place, words: str) -> str:
    return disclosed(
        words,
        place.network,
        member=plan.member,
        now=plan.now,
        language=plan.post.language,
        post_kind=plan.post.kind,
    )


def _not_own(post: Post, words: str, *, is_suggested: bool) -> ValidationError | None:
    if post.kind != Kind.PROMPT or (words and not is_suggested):
        return None
    return _own_words()


def _blocked(checked: Checked) -> ValidationError | None:
    return ValidationError(refusal(checked.blocking[0]), "blocked") if checked.blocking else None


def _unasked(asked: list[Asked]) -> ValidationError | None:
    """Refuse words that need a yes which was not asked for."""
    return ValidationError(needs_yes(asked[0]), "needs_approval") if asked else None


def _refused(place: Place, issues: list[Any]) -> ValidationError | None:
    if not issues:
        return None
    return ValidationError(f"{place.label}: {issues[0].message}", issues[0].code)


def _make_share(
    plan: Plan, ready: _Ready, moment: Moment, taken: Moment | None, *, is_asked: bool
) -> Share:
    member, post, place, now = plan.member, plan.post, ready.place, plan.now
    tags = tags_of(member.organization, network=place.network)
    url = tagged(post.link, tags=tags) if post.link else ""
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
        words_key=key_of(ready.words, place.network),
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
        **{"wall_time": moment.wall_time}
        | _state(
            ready,
            moment,
            taken,
            now,
            is_asked=is_asked,
            is_paused=bool(member.organization.pause_reason),
        ),
    )
    SharePicture.objects.bulk_create(
        SharePicture(share=share, asset=one.asset, position=position, alt=one.alt)
        for position, one in enumerate(ready.chosen)
    )
    return share


def _state(
    ready: _Ready,
    moment: Moment,
    taken: Moment | None,
    now: datetime,
    *,
    is_asked: bool,
    is_paused: bool,
) -> dict[str, Any]:
    """Say how a share begins; it was meant for `moment` and may go out when it has `taken`."""
    due = {"due_at": moment.due_at, "wake_at": ready.until}
    if ready.refusal is not None:
        return due | _refused_state(ready.refusal)
    if is_asked:
        return due | {"state": State.HELD, "reason": Reason.APPROVAL}
    if ready.place.by_hand and moment.timing == Timing.NOW and not is_paused:
        return offered_fields(now=now)
    return fields_at(moment, taken)


HELD = {"blocked": Reason.POLICY, "needs_approval": Reason.POLICY, CHORUS: Reason.CHORUS}


def _refused_state(refusal: ValidationError) -> dict[str, Any]:
    problem = refusal.messages[0][:300]
    if refusal.code in HELD:
        return {"state": State.HELD, "reason": HELD[refusal.code], "problem": problem}
    failed = {"state": State.FAILED, "reason": Reason.REFUSED, "problem": problem}
    return failed | {"wake_at": None}
