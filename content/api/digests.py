"""The digest for programs: one's own pace, the organization's plan, what the next one tells."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from content.digests.choices import digest_of, send_test, set_pace, set_plan
from content.digests.choosing import choose_posts
from content.digests.models import Digest, DigestPlan, Pace
from content.digests.sending import plan_of
from content.models import Post
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.shapes import Moment, Shape
from tenants.roles import Permission
from tenants.token_scopes import Scope


class TellsOf(Shape):
    """A post that the next digest tells of."""

    id = serializers.UUIDField(source="public_id")
    title = serializers.CharField()


class DigestShape(Shape):
    """One's digest. `pace` is "" while it is the organization's; `next_posts` may change yet."""

    pace = serializers.ChoiceField(choices=Pace.choices, allow_blank=True)
    next_at = Moment(allow_null=True)
    last_at = Moment(allow_null=True)
    next_posts = TellsOf(many=True)


class PaceChange(Shape):
    """How often; "" leaves it to the organization."""

    pace = serializers.ChoiceField(choices=Pace.choices, allow_blank=True)


class PlanShape(Shape):
    """How an organization's digests go out, each at `hour` on its reader's clock; Monday is 0."""

    is_on = serializers.BooleanField()
    pace = serializers.ChoiceField(choices=Pace.choices)
    weekday = serializers.IntegerField(min_value=0, max_value=6)
    hour = serializers.IntegerField(min_value=0, max_value=23)
    greeting = serializers.CharField(max_length=300, allow_blank=True)


class SentShape(Shape):
    """How many posts the test tells of."""

    posts = serializers.IntegerField()


class Digests(Endpoints):
    """The digest by mail."""

    tag = "Digest"

    @endpoint(scope=Scope.POSTS_READ, gives=DigestShape)
    def show(self, call: Call) -> dict[str, Any]:
        """Give how often one's digest comes, and what the next one would tell."""
        return _shown(digest_of(call.member), call)

    @endpoint(scope=Scope.POSTS_WRITE, takes=PaceChange, gives=DigestShape, fields={"pace": "pace"})
    def choose(self, call: Call) -> dict[str, Any]:
        """Choose how often one's digest comes, or "never"."""
        digest = set_pace(member=call.member, pace=call.data["pace"], now=call.now)
        return _shown(digest, call)

    @endpoint(scope=Scope.POSTS_WRITE, gives=SentShape, fields={"nothing": "posts"})
    def test(self, call: Call) -> dict[str, int]:
        """Send oneself the next digest now; it comes at its time all the same."""
        return {"posts": send_test(by=call.member, of=call.member, now=call.now)}

    @endpoint(scope=Scope.POSTS_READ, permission=Permission.APPROVE_POSTS, gives=PlanShape)
    def plan(self, call: Call) -> DigestPlan:  # noqa: ARG002 (all are handed it)
        """Give how the organization's digests go out."""
        return plan_of()

    @endpoint(
        scope=Scope.POSTS_WRITE,
        permission=Permission.APPROVE_POSTS,
        takes=PlanShape,
        gives=PlanShape,
    )
    def set_plan(self, call: Call) -> DigestPlan:
        """Choose how the organization's digests go out."""
        return set_plan(by=call.member, now=call.now, **call.data)


def _shown(digest: Digest, call: Call) -> dict[str, Any]:
    posts: list[Post] = choose_posts(call.member, now=call.now, told=digest.told)
    return {
        "pace": digest.pace,
        "next_at": digest.next_at,
        "last_at": digest.last_at,
        "next_posts": posts,
    }
