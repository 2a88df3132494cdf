"""Importing a list of posts: looked through first, then imported as drafts, undone if wanted.

The list is kept as it came, so nothing is lost by a mistake in it, and what is imported is what was
looked at. It is imported whole: all lines that are ready, or none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from content.drafts import CaptionDraft, PostDraft
from content.feeds.addresses import key_of
from content.intake import LineOutcome, PostImport, PostImportLine
from content.lists import Row
from content.models import (
    TOPIC_NAME_LENGTH,
    KeptWords,
    LinkCard,
    Note,
    Post,
    State,
    Submission,
    Topic,
)
from content.services.addresses import known_keys, remember_addresses, take_intake_turn
from content.services.import_cells import CellReader, Said
from content.services.posts import create_post, create_topic
from tenants.audit import record
from tenants.letting_go import delete_lists
from tenants.models import Act, Member
from tenants.roles import Permission

KEPT_FOR = timedelta(days=90)
LONGEST = {"title": 200, "link": 1000, "why": 400, "more": 20_000, "words": 3000}
MOST_TOPICS = 20
BETWEEN_TOPICS = re.compile(r"[;,|\n]")


Problem = list[str]
"""A column ("" for the whole line) and the code of what is wrong there."""


class _Twin(Exception):
    """Another post about the page was there first, a moment ago."""


def lists_of(member: Member) -> QuerySet[PostImport]:
    """Return the lists a member may see: curators all, contributors their own."""
    rows: QuerySet[PostImport] = PostImport.objects.select_related("by")
    return rows if member.may(Permission.APPROVE_POSTS) else rows.filter(by=member)


@transaction.atomic
def look_through(
    *, rows: Iterable[Row], by: Member, now: datetime, file_name: str = ""
) -> PostImport:
    """Keep a list and say of each line what would become of it; nothing else is written.

    Lists are kept for 90 days (`forget_lists`). Raises PermissionDenied; ValidationError("empty").
    """
    by.require(Permission.WRITE_POSTS)
    listed = list(rows)
    if not listed:
        raise ValidationError(_("There is no post in this list."), code="empty")
    job: PostImport = PostImport.objects.create(
        by=by, file_name=file_name[-200:], total=len(listed), created_at=now
    )
    known, seen, reader = _known(listed), set[str](), CellReader(by, now)
    lines = []
    for row in listed:
        problems, key = _problems(row) + reader.read(row.others).problems, _key(row)
        outcome = _outcome(problems, key, known, seen)
        seen.add(key)
        cells = {name: getattr(row, name) for name in (*LONGEST, "topics", "others")}
        lines.append(
            PostImportLine(job=job, number=row.number, problems=problems, outcome=outcome, **cells)
        )
    PostImportLine.objects.bulk_create(lines)
    return job


@transaction.atomic
def import_list(*, job: PostImport, by: Member, now: datetime) -> int:
    """Make drafts of all lines that are ready; return how many. They are `by`'s.

    What has been made of a line since it was looked through, here or elsewhere, is not made again.
    Raises PermissionDenied; ValidationError of code "imported": it was; "nothing": none is ready.
    """
    by.require(Permission.WRITE_POSTS)
    job = PostImport.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if job.imported_at is not None:
        raise ValidationError(_("This list was imported already."), code="imported")
    take_intake_turn()
    lines = list(_lines(job).filter(outcome=LineOutcome.READY).order_by("number"))
    known, reader = _known(lines), CellReader(by, now)
    topics: dict[str, Topic] = {}
    for line in lines:
        said = reader.read(line.others)
        if said.problems:  # a team has gone, a day has passed
            line.problems, line.outcome = said.problems, LineOutcome.WRONG
        elif _key(line) in known:
            line.outcome = LineOutcome.KNOWN
        else:
            _import_line(line, said, topics, by, now)
    made = sum(line.outcome == LineOutcome.IMPORTED for line in lines)
    if not made:
        raise ValidationError(_("No line of this list can become a post."), code="nothing")
    PostImportLine.objects.bulk_update(lines, ["post", "outcome", "problems"])
    job.imported_at = now
    job.save(update_fields=["imported_at"])
    record(Act.POSTS_IMPORTED, by=by, about=job, data={"posts": made}, now=now)
    return made


@transaction.atomic
def undo_import(*, job: PostImport, by: Member, now: datetime) -> tuple[int, int]:
    """Delete the drafts of an import that nobody has worked on; return how many went and stayed.

    Raises PermissionDenied; ValidationError("nothing"): it was not imported, or undone already.
    """
    by.require(Permission.WRITE_POSTS)
    job = PostImport.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if job.imported_at is None or job.undone_at is not None:
        raise ValidationError(_("There is nothing to undo any more."), code="nothing")
    lines = list(_lines(job).filter(outcome=LineOutcome.IMPORTED))
    worked_on = _worked_on([line.post_id for line in lines if line.post_id])
    gone = []
    for line in lines:
        if line.post_id and line.post_id not in worked_on:
            gone.append(line.post_id)
            line.outcome, line.post = LineOutcome.UNDONE, None
        else:
            line.outcome = LineOutcome.KEPT
    PostImportLine.objects.bulk_update(lines, ["post", "outcome"])
    Post.objects.filter(pk__in=gone).delete()
    job.undone_at = now
    job.save(update_fields=["undone_at"])
    record(Act.POSTS_IMPORT_UNDONE, by=by, about=job, data={"posts": len(gone)}, now=now)
    return len(gone), len(lines) - len(gone)


def _worked_on(ids: list[int]) -> set[int]:
    """Return the drafts that somebody has changed, asked about, noted on, or is writing on.

    They are locked, so that nobody begins to in the meantime.
    """
    posts = Post.objects.filter(pk__in=ids).select_for_update(of=("self",)).order_by("pk")
    found = {post.pk for post in posts if post.state != State.DRAFT or post.version > 1}
    for rows in (
        LinkCard.objects.filter(is_edited=True),
        Submission.objects.all(),
        Note.objects.all(),
        KeptWords.objects.all(),
    ):
        found |= set(rows.filter(post__in=ids).values_list("post_id", flat=True))
    return found


def forget_lists(*, now: datetime) -> int:
    """Delete the lists that were sent in 90 days ago; their drafts stay. Return how many."""
    return delete_lists(PostImport, before=now - KEPT_FOR)


def _lines(job: PostImport) -> QuerySet[PostImportLine]:
    rows: QuerySet[PostImportLine] = PostImportLine.objects.filter(job=job)
    return rows


def _key(line: Row | PostImportLine) -> str:
    """Return what tells a post from others: the page it is about; of one about none, its title."""
    return key_of(line.link) or f"title:{line.title}"


def _known(lines: Iterable[Row | PostImportLine]) -> set[str]:
    """Return the keys of those that are posts already; without a link, made from another list."""
    listed = list(lines)
    keys = known_keys(key for key in (key_of(line.link) for line in listed) if key)
    titles = [line.title for line in listed if not key_of(line.link)]
    rows = PostImportLine.objects.filter(outcome=LineOutcome.IMPORTED, post__isnull=False)
    made = rows.filter(title__in=titles).values_list("title", "link")
    return keys | {f"title:{title}" for title, link in made if not key_of(link)}


def _import_line(
    line: PostImportLine, said: Said, topics: dict[str, Topic], by: Member, now: datetime
) -> None:
    """Make the draft of a line; nothing of one whose page somebody wrote about meanwhile stays.

    Its topics do: other lines may be about them.
    """
    try:
        draft = _draft(line, said, topics, by, now)
    except ValidationError as error:
        if error.code != "taken":
            raise
        line.problems, line.outcome = [["topics", "taken"]], LineOutcome.WRONG
        return
    try:
        with transaction.atomic():
            line.post = create_post(author=by, draft=draft, now=now)
            _claim_page(line.post)
            line.outcome = LineOutcome.IMPORTED
    except _Twin:
        line.post, line.outcome = None, LineOutcome.KNOWN


def _claim_page(post: Post) -> None:
    if post.link and not remember_addresses(post=post, urls=[post.link]):
        raise _Twin


def _outcome(problems: list[Problem], key: str, known: set[str], seen: set[str]) -> LineOutcome:
    if problems:
        return LineOutcome.WRONG
    if key in known:
        return LineOutcome.KNOWN
    return LineOutcome.TWICE if key in seen else LineOutcome.READY


def _problems(row: Row) -> list[Problem]:
    """Return what is wrong with a line, column by column."""
    found = [] if row.is_whole else [["", "cells"]]
    if not row.title:
        found.append(["title", "missing"])
    found += [[name, "long"] for name, most in LONGEST.items() if len(getattr(row, name)) > most]
    if row.link and not _is_link(row.link):
        found.append(["link", "link"])
    names = topic_names(row.topics)
    if len(names) > MOST_TOPICS:
        found.append(["topics", "many"])
    if any(len(name) > TOPIC_NAME_LENGTH for name in names):
        found.append(["topics", "long"])
    return found


def _is_link(link: str) -> bool:
    try:
        URLValidator(schemes=["http", "https"])(link)
    except ValidationError:
        return False
    return True


def topic_names(text: str) -> list[str]:
    """Return the topics that a cell names."""
    return [" ".join(name.split()) for name in BETWEEN_TOPICS.split(text) if name.strip()]


def _draft(
    line: PostImportLine, said: Said, topics: dict[str, Topic], by: Member, now: datetime
) -> PostDraft:
    for name in topic_names(line.topics):
        if name not in topics:
            topics[name] = create_topic(name=name, by=by, now=now)
    words = [CaptionDraft(line.words)] if line.words else []
    words += [CaptionDraft(text, network, language) for network, language, text in said.captions]
    return PostDraft(
        title=line.title,
        link=line.link,
        why=line.why,
        body=line.more,
        topics=tuple(topics[name] for name in topic_names(line.topics)),
        captions=tuple(words),
        teams=tuple(said.teams),
        **said.fields,
    )
