"""What it takes to approve a post, how far it is, and who may say yes.

A curator's yes is needed from one person or two, by the organization's settings; and one more for
each topic that asks for a review, from whom it names. Where two curators are needed, nobody says
two of the yeses, and nobody says yes to words of their own: who wrote the post, asked for the
approval, or changed its words last or since it was asked for. Where one is enough, a curator who
reviews a topic, too, says both, also to their own posts. A yes counts for the version it was said
to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from content.history import changes_of_words
from content.models import (
    Absence,
    DeskSettings,
    Outcome,
    Post,
    PostTopic,
    Steps,
    Submission,
    Topic,
    TopicReview,
    Verdict,
)
from tenants.models import Member
from tenants.roles import PERMISSIONS, Permission

APPROVERS = sorted(PERMISSIONS[Permission.APPROVE_POSTS])


@dataclass(frozen=True)
class Needs:
    """What a post needs before it is in the feed: curators, and a yes for each of `topics`."""

    steps: int
    topics: tuple[Topic, ...]

    @property
    def takes_two(self) -> bool:
        """Tell whether two curators have to say yes."""
        return self.steps == Steps.TWO

    @property
    def is_settled(self) -> bool:
        """Tell whether one person alone can't decide, so that approved words stay as they are."""
        return self.takes_two or bool(self.topics)


@dataclass(frozen=True)
class Standing:
    """How far the approval of a post is."""

    needs: Needs
    submission: Submission | None
    yeses: tuple[Verdict, ...]
    """What was said to the post as it stands, in order."""
    hands: frozenset[int]
    """Whose words it is."""

    @property
    def missing_curators(self) -> int:
        """Return how many curators have to say yes yet."""
        given = sum(verdict.topic_id is None for verdict in self.yeses)
        return max(0, self.needs.steps - given)

    @property
    def missing_topics(self) -> list[Topic]:
        """Return the topics whose review is to be done yet."""
        done = {verdict.topic_id for verdict in self.yeses}
        return [topic for topic in self.needs.topics if topic.pk not in done]

    @property
    def is_complete(self) -> bool:
        """Tell whether everybody needed has said yes."""
        return not self.missing_curators and not self.missing_topics

    def refusal(self, member: Member) -> str:
        """Return why a member can't be the next to say yes at all: "own", "twice", "" for may."""
        if not self.needs.takes_two:
            return ""
        if member.pk in self.hands:
            return "own"
        return "twice" if member.pk in {one.member_id for one in self.yeses} else ""

    def may_approve(self, member: Member) -> bool:
        """Tell whether a member's yes as a curator is wanted."""
        is_free = self.needs.takes_two or member.pk not in {
            one.member_id for one in self.yeses if one.topic_id is None
        }
        return (
            bool(self.missing_curators)
            and is_free
            and member.may(Permission.APPROVE_POSTS)
            and not self.refusal(member)
        )

    def may_clear(self, member: Member) -> list[Topic]:
        """Return the topics to which a member's yes is wanted. One query."""
        missing = self.missing_topics
        if not missing or self.refusal(member):
            return []
        mine = TopicReview.objects.of(member).filter(topic__in=missing)
        ids = set(mine.values_list("topic_id", flat=True))
        return [topic for topic in missing if topic.pk in ids]


def needs_of(post: Post) -> Needs:
    """Return what a post needs; a proposal also what it is to replace needs. Two queries."""
    posts = [pk for pk in (post.pk, post.replaces_id) if pk is not None]
    return needs_about(PostTopic.objects.filter(post__in=posts).values("topic_id"))


def needs_about(topics: Iterable[int] | object) -> Needs:
    """Return what a post about these topics needs. Two queries."""
    reviews = TopicReview.objects.filter(topic=OuterRef("pk"))
    asking = Topic.objects.filter(Exists(reviews), pk__in=topics).order_by("sort_key", "pk")
    return Needs(DeskSettings.current().steps, tuple(asking))


def settled_among(posts: Iterable[int]) -> set[int]:
    """Return which of these posts one person alone can't decide on. Two queries at most."""
    if DeskSettings.current().steps == Steps.TWO:
        return set(posts)
    reviewed = TopicReview.objects.filter(topic=OuterRef("topic"))
    about = PostTopic.objects.filter(Exists(reviewed), post__in=posts)
    return set(about.values_list("post_id", flat=True))


def standing_of(post: Post) -> Standing:
    """Return how far the approval of a post is. Five queries."""
    submission = (
        Submission.objects.filter(post=post, state=Outcome.OPEN).select_related("by").first()
    )
    said = Verdict.objects.filter(submission=submission, is_yes=True, version=post.version)
    yeses = said.select_related("member", "topic").order_by("at", "pk") if submission else ()
    return Standing(needs_of(post), submission, tuple(yeses), _hands(post, submission))


def asked_about(standing: Standing) -> list[Member]:
    """Return who is asked for a yes that is missing. Three queries at most.

    Reviewers' stand-ins are asked, too; those of curators only if they are curators themselves.
    """
    reviews = TopicReview.objects.filter(topic__in=standing.missing_topics)
    by_name, roles = set(), set()
    for review in reviews:
        by_name.add(review.member_id)
        roles |= {review.role} - {""}
    wanted = Q(pk__in=by_name - {None}) | Q(roles__overlap=sorted(roles))
    if standing.missing_curators:
        wanted |= Q(roles__overlap=APPROVERS)
    people = Member.objects.active().filter(wanted).select_related("user", "organization")
    found = {member.pk: member for member in people}
    reviewers = [pk for pk, one in found.items() if pk in by_name or roles & set(one.roles)]
    for absence in (
        Absence.objects.now()
        .filter(member__in=reviewers)
        .select_related("stand_in__user", "stand_in__organization")
    ):
        if absence.stand_in.left_at is None:
            found.setdefault(absence.stand_in_id, absence.stand_in)
    said = {verdict.member_id for verdict in standing.yeses}
    asker = standing.submission.by_id if standing.submission else None
    return [
        member
        for member in found.values()
        if member.pk not in said | {asker} and not standing.refusal(member)
    ]


def _hands(post: Post, submission: Submission | None) -> frozenset[int]:
    """Return whose words a post is. One query where its approval is asked for."""
    found = {post.author_id, post.changed_by_id}
    if submission is not None:
        since = changes_of_words().filter(post=post, at__gte=submission.created_at)
        found |= {submission.by_id, *since.values_list("by_id", flat=True)}
    return frozenset(one for one in found if one is not None)
