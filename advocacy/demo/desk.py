"""What stands on the desk of the demonstration: something waiting, overdue, stale, and to come."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from content.models import (
    Caption,
    DeskSettings,
    Mix,
    Note,
    Post,
    PostTopic,
    State,
    Submission,
    Topic,
    TopicReview,
)
from content.services import create_topic
from tenants.models import Member

DAY = timedelta(days=1)
MIXES = {"People": Mix.CULTURE, "Jobs": Mix.CULTURE, "Engineering": Mix.INDUSTRY}
REVIEWED = "Claims"
ASKED = (
    (
        "night-shift",
        "Ask the night shift: what a plant sounds like at four",
        "Applicants ask what it is really like. These are the words of those who are there.",
        "Four in the morning, and the loudest thing is the coffee machine.",
        "People",
        -1,
    ),
    (
        "quietest-pump",
        "The quietest pump on the market",
        "Installers hear it before they see it. We measured against twelve others.",
        "We put twelve pumps into one room. Ours was the one you had to look for.",
        REVIEWED,
        3,
    ),
)
NOTED = "twelve others"
PLANNED = (
    "spring-fair",
    "Meet us at the spring fair",
    "It opens with the fair, and not a day before.",
)


def furnish(*, curator: Member, reviewer: Member, writer: Member, now: datetime) -> None:
    """Put something on the desk of the curator, the reviewer and the writer, in scope."""
    for name, mix in MIXES.items():
        Topic.objects.filter(name=name).update(mix=mix)
    DeskSettings.objects.create(company=50, industry=30, culture=20)
    TopicReview.objects.create(
        topic=create_topic(name=REVIEWED, by=curator, now=now), member=reviewer
    )
    for slug, title, why, words, topic, days in ASKED:
        post = _draft(slug, title, why, writer, now)
        PostTopic.objects.create(post=post, topic=create_topic(name=topic, by=curator, now=now))
        Caption.objects.create(post=post, text=words)
        due = now + days * DAY
        asked = {"by": writer, "created_at": now - 2 * DAY, "due_at": due}
        Submission.objects.create(post=post, wake_at=None, **asked)
        if NOTED in why:
            _note(post, curator, now)
    planned = _draft(*PLANNED, curator, now)
    Post.objects.filter(pk=planned.pk).update(embargo_until=now + 6 * DAY)
    _age(now)


def _note(post: Post, by: Member, now: datetime) -> None:
    Note.objects.create(
        post=post,
        by=by,
        field="why",
        quote=NOTED,
        start=post.why.index(NOTED),
        text="Which ones? Name the test, then anybody can check it.",
        created_at=now - DAY,
    )


def _draft(slug: str, title: str, why: str, author: Member, now: datetime) -> Post:
    base = settings.PLAYGROUND_URL or "https://acme.example"
    at = now - 3 * DAY
    draft: Post = Post.objects.create(
        title=title,
        link=f"{base}/stories/{slug}",
        why=why,
        state=State.DRAFT,
        author=author,
        created_at=at,
        updated_at=at,
    )
    return draft


def _age(now: datetime) -> None:
    """Let the oldest posts be due to be looked at again, and one leave the feed soon."""
    oldest = list(Post.objects.approved().order_by("approved_at", "pk")[:3])
    for post in oldest[:2]:
        Post.objects.filter(pk=post.pk).update(review_at=now - 2 * DAY, review_told_at=now)
    for post in oldest[2:]:
        Post.objects.filter(pk=post.pk).update(expires_at=now + 9 * DAY)
