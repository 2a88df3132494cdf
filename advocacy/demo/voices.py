"""What the invented colleagues say back: comments, suggestions, questions of customers, a poll."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings

from content.models import Caption, Comment, Kind, Opinion, Post, PostTopic, State
from content.search.indexing import index_post
from content.services import create_topic
from content.services.answering import confirm_reading, give_feedback
from content.services.commenting import write_comment
from content.services.hearing import report_question
from content.services.polling import PollDraft, start_poll, vote
from content.services.suggesting import (
    SuggestionDraft,
    ask_sender,
    decline_suggestion,
    send_suggestion,
)
from tenants.models import Member, Notice, Notification

People = Mapping[str, Member]
"""Members by the part of their address before the @."""

COMMENTS = (
    # hours ago, who, what, whom they answer: the number of an earlier line
    (2.0, "mei", "The night readings surprised me. Can we show them on the canteen screen?", None),
    (1.5, "tomasz", "We can. I bring a screen on Thursday.", 0),
    (1.2, "mei", "Then I bring cake.", 0),
    (0.7, "priya", "Two buyers asked me for exactly this last week. Thank you.", None),
)
QUESTIONS = (
    # who, what a customer asked, how many days ago
    ("priya", "Can I repair the pump myself?", 40),
    ("omar", "Can I repair the pump myself", 21),
    ("sofia", "Can I repair the pump myself?", 12),
    ("ana", "can i repair the pump myself??", 3),
    ("priya", "How loud is it at night?", 9),
    ("ivan", "How loud is it at night", 1),
    ("omar", "Do you take old casings back?", 5),
)
VERDICTS = (Opinion.USEFUL, Opinion.USEFUL, Opinion.UNCLEAR, Opinion.USEFUL, Opinion.OLD)
MOTIVES = (
    "Stories from my own field",
    "Knowing what it brings",
    "Help with the words",
    "More time for it",
)
VOTES = (0, 1, 1, 2, 0, 1, 3)


def speak(members: Mapping[str, Member], posts: list[Post], now: datetime) -> None:
    """Let members say something about the newest posts, in scope."""
    people = {email.partition("@")[0]: member for email, member in members.items()}
    newest = max(posts, key=lambda post: post.approved_at or post.created_at)
    _comment(people, newest, now)
    yesterday = now - timedelta(days=1)  # counts are of the days before
    for name, verdict in zip(("mei", "priya", "diego", "omar", "ana"), VERDICTS, strict=True):
        give_feedback(post=newest, member=people[name], verdict=verdict, now=yesterday)
    _ask_for_words(people["lea"], now - timedelta(days=3))
    _tell_colleagues(people, now - timedelta(days=6))
    _suggest(people, now)
    for name, text, days in QUESTIONS:
        report_question(member=people[name], text=text, now=now - timedelta(days=days))
    _poll(people, now)
    told = (Notice.POST_COMMENTED, Notice.COMMENT_ANSWERED)
    Notification.objects.filter(kind__in=told).update(read_at=now)


def _comment(people: People, post: Post, now: datetime) -> None:
    written: list[Comment] = []
    for hours, name, text, answers in COMMENTS:
        written.append(
            write_comment(
                post=post,
                author=people[name],
                text=text,
                parent=None if answers is None else written[answers],
                now=now - timedelta(hours=hours),
            )
        )


def _post(curator: Member, at: datetime, topic: str, **words: object) -> Post:
    post: Post = Post.objects.create(
        state=State.APPROVED,
        author=curator,
        approved_by=curator,
        created_at=at,
        updated_at=at,
        approved_at=at,
        **words,
    )
    PostTopic.objects.create(post=post, topic=create_topic(name=topic, by=curator, now=at))
    index_post(post)
    return post


def _ask_for_words(curator: Member, at: datetime) -> None:
    base = settings.PLAYGROUND_URL or "https://acme.example"
    post = _post(
        curator,
        at,
        "People",
        title="What did you fix this month that nobody saw?",
        link=f"{base}/stories/unseen-repairs",
        why="The best stories of a pump maker are repairs. Tell yours in two sentences.",
        kind=Kind.PROMPT,
    )
    Caption.objects.create(
        post=post, text="A bearing sang at the school. Twenty minutes later it was quiet."
    )


def _tell_colleagues(people: People, at: datetime) -> None:
    post = _post(
        people["lea"],
        at,
        "Product",
        title="How we talk about the recall of the K-40 hose",
        why="Customers may ask you. Three sentences to say, and whom to hand over to.",
        body="We found a weak seam. We replace every hose free of charge. Service calls back "
        "within a day.",
        kind=Kind.INTERNAL,
        asks_to_confirm=True,
    )
    for name in ("priya", "omar", "sofia", "ana", "ivan", "tomasz"):
        confirm_reading(post=post, member=people[name], now=at + timedelta(hours=5))


def _suggest(people: People, now: datetime) -> None:
    send_suggestion(
        sender=people["hana"],
        draft=SuggestionDraft(
            link="https://water.example/city-pipes-2026",
            idea="The city’s report on old pipes names our sensors as the example. Page 12.",
            words="The city tested 40 sensors. Ours found the leak first.",
        ),
        now=now - timedelta(hours=20),
    )
    asked = send_suggestion(
        sender=people["amira"],
        draft=SuggestionDraft(idea="A day with the valve team: how we test with soap bubbles."),
        now=now - timedelta(days=2),
    )
    ask_sender(
        suggestion=asked,
        by=people["lea"],
        text="Lovely. Which day could a photographer come?",
        now=now - timedelta(days=1),
    )
    declined = send_suggestion(
        sender=people["amira"],
        draft=SuggestionDraft(idea="The new canteen menu"),
        now=now - timedelta(days=9),
    )
    decline_suggestion(
        suggestion=declined,
        by=people["lea"],
        reason="Good to know for us, less so for our readers. It is on the notice board now.",
        now=now - timedelta(days=8),
    )


def _poll(people: People, now: datetime) -> None:
    poll = start_poll(
        by=people["lea"],
        draft=PollDraft(
            question="What would make you share more of our stories?",
            options=MOTIVES,
            closes_at=now + timedelta(days=9),
        ),
        now=now - timedelta(days=1),
    )
    options = list(poll.options.order_by("position"))
    voters = ("mei", "diego", "priya", "omar", "ana", "yuki", "bishal")
    for name, choice in zip(voters, VOTES, strict=True):
        vote(poll=poll, member=people[name], options=[options[choice]], now=now)
