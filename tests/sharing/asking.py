"""Members who ask for a yes to their words."""

from __future__ import annotations

from uuid import uuid4

from django.utils import timezone

from content.models import Post
from sharing.clearances import check_share, hold_of
from sharing.models import Clearance, Share
from sharing.plans import Compose
from sharing.services.composing import share_post
from tenants.models import Member
from tests.factories import make_connection, make_post

RULE = {"severity": "approval", "parameters": {"phrase": "merger"}, "reason": "Lawyers look first."}
WORDS = "The merger makes us many."
UNASKED = "Somebody has to say yes to “merger” first. Lawyers look first."


def ask(
    member: Member, words: str | None = WORDS, post: Post | None = None, **changes
) -> list[Share]:
    """Let a member ask for a yes to their words."""
    own = changes.pop("own", {})
    compose = Compose(
        **{
            "connections": [make_connection(member)],
            "key": uuid4(),
            "words": None if words is None else {"": words, **own},
            "asks_approval": True,
            **changes,
        }
    )
    return share_post(
        member=member, post=post or make_post("Our roof"), compose=compose, now=timezone.now()
    )


def asked(member: Member, **changes) -> tuple[Share, Clearance]:
    """Let a member ask; return the share and the request."""
    (share,) = ask(member, **changes)
    return share, Clearance.objects.get(compose_key=share.compose_key)


def reread(share: Share) -> Share:
    return Share.objects.select_related("post", "member__organization").get(pk=share.pk)


def hold(share: Share):
    """Say what the worker would hold the share for."""
    found = reread(share)
    held = hold_of(found, check_share(found, timezone.now()))
    return held and held.reason
