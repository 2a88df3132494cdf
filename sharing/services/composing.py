"""From a click on Share to rows in the queue."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from content.models import Post, PostTopic
from content.models import State as PostState
from content.selectors import suggested_caption
from policies.models import Severity
from policies.selectors import Checked, check_words
from sharing.models import Connection, Share, ShortLink, State
from sharing.networks import network
from sharing.networks.base import Draft
from sharing.services.publishing import limits_of
from sharing.text import compose_text, short_address, tagged
from tenants.models import Member
from tenants.wakeups import wake_on_commit


@dataclass(frozen=True)
class Compose:
    """What a member asked for: where, in which words (None = the suggested ones), once or again."""

    connections: list[Connection]
    key: uuid.UUID
    words: Mapping[str, str] | None = None
    """Words by network key, "" for all networks not named."""
    is_again: bool = False


def share_post(*, member: Member, post: Post, compose: Compose, now: datetime) -> list[Share]:
    """Create one share per connection in one transaction and wake a worker for when they are due.

    The same `compose.key` again (double click, reload, back) returns the shares it made before.
    Raises ValidationError: "withdrawn", "no_connection", "already_shared", "blocked", or a code of
    the network's own check ("too_long", "empty").
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
    if not compose.connections:
        raise ValidationError(_("Choose at least one account to share to."), "no_connection")
    _refuse_repeat(member, post, compose)
    topic_ids = list(PostTopic.objects.filter(post=post).values_list("topic_id", flat=True))
    with transaction.atomic():  # all of them or, refused for one account, none
        shares = [
            _make_share(member, post, connection, compose, topic_ids, now)
            for connection in compose.connections
        ]
    wake_on_commit("sharing.tasks.publish_due", in_s=settings.UNDO_S)
    return shares


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


def _make_share(  # noqa: PLR0917 (one row needs all of it)
    member: Member,
    post: Post,
    connection: Connection,
    compose: Compose,
    topic_ids: list[int],
    now: datetime,
) -> Share:
    words, is_suggested = words_for(post, connection, compose)
    checked = refuse_blocked(words)
    link = ShortLink.objects.create(
        url=tagged(post.link, network=connection.network), created_at=now
    )
    text = compose_text(words, short_address(link.code))
    issues = network(connection.network).check(
        Draft(text=text, link=short_address(link.code)), limits_of(connection)
    )
    if issues:
        raise ValidationError(issues[0].message, issues[0].code)
    repeat = Share.objects.filter(
        member=member, post=post, network=connection.network, connection=connection
    ).count()
    due_at = now + timedelta(seconds=settings.UNDO_S)
    return Share.objects.create(
        member=member,
        post=post,
        network=connection.network,
        connection=connection,
        repeat=repeat,
        compose_key=compose.key,
        words=words,
        text=text,
        is_suggested=is_suggested,
        link=link,
        state=State.SCHEDULED,
        created_at=now,
        due_at=due_at,
        wake_at=due_at,
        team=member.team,
        topic_ids=topic_ids,
        followers=connection.followers,
        policy_version_id=checked.version_id,
    )


def refuse_blocked(words: str) -> Checked:
    """Check the words against the current policy. Raises ValidationError("blocked")."""
    checked = check_words(words)
    for finding in checked.findings:
        if finding.severity == Severity.BLOCK:
            message = _("The policy does not allow “%(words)s”. %(why)s")
            raise ValidationError(
                message % {"words": finding.matched, "why": finding.reason}, "blocked"
            )
    return checked
