"""The editor: the post's form, its suggested words, its pictures or its attachment as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.forms import BaseFormSet
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from content.audience import Onlooker, Verdict, verdict_on
from content.bookmarklet import Begun
from content.drafts import CaptionDraft, PostDraft
from content.forms.attachments import Attached
from content.forms.captions import (
    PREFIX,
    CaptionForm,
    CaptionRow,
    Captions,
    as_they_are,
    rows_of,
)
from content.forms.onlookers import OnlookerForm
from content.forms.pictures import Pictures
from content.forms.posts import PostForm, initial_of
from content.models import Post, Topic
from content.selectors import ShownPicture, degrees_of
from content.suggesting import Tongues, first_choice
from content.written import Written, captions_in, written
from tenants.ids import read_number
from tenants.models import Member


@dataclass(frozen=True)
class Preview:
    """What a card of the feed shows of what is being written."""

    title: str
    why: str
    caption: str
    topics: list[Topic]
    new_topic: str
    picture: ShownPicture | None
    is_internal: bool = False
    verdict: Verdict | None = None
    """Whether the chosen onlooker would see it; None while nobody is chosen."""

    @property
    def degrees(self) -> int:
        """Return the colour of the drawn picture."""
        return degrees_of(self.topics)


class Editor:
    """Everything of a post that can be written, in one form."""

    def __init__(
        self,
        member: Member,
        data: Mapping[str, Any] | None = None,
        post: Post | None = None,
        start: Begun | None = None,
        content: Written | None = None,
    ) -> None:
        self.member, self.post = member, post
        self.pictures = Pictures(member, post=post, data=data)
        self.attached = Attached(member, post=post, data=data)
        self.onlooker = OnlookerForm(data)
        known = content if content is not None else written(post) if post else {}
        if start:
            known = {**known, "title": start.title, "link": start.link}
        self.form = PostForm(data, member=member, post=post, initial=initial_of(known, post))
        # Not when it was sent: rows like those of the post would count as not filled in.
        captions = _captions(known) if data is None else None
        if start and start.words:
            captions = [{"network": "", "language": "", "text": start.words}]
        self.captions: BaseFormSet[CaptionForm] = Captions(data, initial=captions, prefix=PREFIX)

    @classmethod
    def of_kept_text(
        cls, member: Member, kept: Mapping[str, list[str]], post: Post | None = None
    ) -> Editor:
        """Return the editor with what was written and not saved."""
        editor = cls(member, MultiValueDict(dict(kept)), post)
        editor.show_as_it_is(keeps_empty=False, without="")
        return editor

    def begin_again(self, content: Written, version: int) -> None:
        """Show other words than those that were sent, as of a newer version; files stay."""
        same = {name: self.form[name].value() for name in ("writing", "zone", "new_topic")}
        initial = {**initial_of(content, self.post), "version": version, **same}
        self.form = PostForm(None, member=self.member, post=self.post, initial=initial)
        self.captions = Captions(None, initial=_captions(content), prefix=PREFIX)

    def show_as_it_is(self, *, keeps_empty: bool, without: str) -> None:
        """Show what was sent without a word about mistakes, and one empty row of words more.

        `without` is the number of a row that is taken away, "" for none.
        """
        raw = {name: self.form[name].value() for name in self.form.fields}
        rows = as_they_are(self.captions)
        gone = read_number(without)  # rows count from 1
        rows = [row for number, row in enumerate(rows, start=1) if number != gone]
        if not keeps_empty:
            rows = [row for row in rows if row["text"].strip()]
        self.form = PostForm(None, member=self.member, post=self.post, initial=raw)
        self.captions = Captions(None, initial=rows, prefix=PREFIX)

    @property
    def rows(self) -> list[CaptionRow]:
        """Return the suggested words with their counts and what the policy says."""
        return rows_of(
            self.captions,
            has_link=bool(self.form["link"].value()),
            language=str(self.form["language"].value() or ""),
            post_kind=str(self.form["kind"].value() or ""),
        )

    def preview(self) -> Preview:
        """Return the words as they stand, complete or not, without a word about mistakes."""
        form = self.form
        chosen = [str(slug) for slug in form["topics"].value() or []]
        kept = self.post.topics.all() if self.post else ()
        known = Topic.objects.to_choose(self.member, kept)
        topics = list(known.filter(slug__in=chosen).by_name())
        onlooker = self.onlooker.onlooker(self.member)
        words = [
            CaptionDraft(
                *(str(row[name].value() or "") for name in ("text", "network", "language"))
            )
            for row in self.captions.forms
        ]
        verdict = None
        if onlooker:
            seen = self.form.audience()
            verdict = verdict_on(seen, topics=topics, onlooker=onlooker, now=timezone.now())
        return Preview(
            title=form["title"].value() or "",
            why=form["why"].value() or "",
            caption=_first_words(words, onlooker, form["language"].value() or ""),
            topics=topics,
            new_topic=form["new_topic"].value() or "",
            picture=self.pictures.preview(),
            is_internal=form["kind"].value() == "internal",
            verdict=verdict,
        )

    def is_valid(self) -> bool:
        """Tell whether all can be read."""
        parts = (self.form, self.captions, self.pictures, self.attached)
        checked = [part.is_valid() for part in parts]  # each of them, to say all at once
        return all(checked)

    def draft(self, *more: Topic) -> PostDraft:
        """Return what was written, about the chosen topics and `more`."""
        draft = self.form.draft(*more, captions=self.captions.cleaned_data)
        return replace(draft, pictures=self.pictures.chosen(), attachment=self.attached.chosen())


def _first_words(words: list[CaptionDraft], onlooker: Onlooker | None, usual: str) -> str:
    """Return the words that stand on the card: those the onlooker would be suggested."""
    written = [one for one in words if one.text.strip()]
    if onlooker is not None:
        written = first_choice(written, "", Tongues(onlooker.languages, usual)) or written
    return written[0].text if written else ""


def _captions(content: Written) -> list[dict[str, str]]:
    return [
        {"network": one.network, "language": one.language, "text": one.text}
        for one in captions_in(content)
    ]
