"""Offering an answer to everybody: as a question in the draft of the guidelines.

Whoever edits the guidelines publishes it or not; nothing is shown to anybody before.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from content.concerns.models import Concern
from policies.contents import (
    MOST_QUESTIONS,
    Contents,
    QuestionDraft,
    contents_of,
    read_contents,
)
from policies.models import LONGEST_QUESTION, Draft, Kind, PolicyVersion
from policies.services.drafting import save_draft, start_draft
from policies.services.publishing import document_of
from tenants.models import Member
from tenants.roles import Permission


def begin_offer(concern: Concern) -> dict[str, str]:
    """Return the words to begin with: what was asked, and the newest answer. One query."""
    notes = concern.notes.exclude(author_id=concern.sender_id)
    newest = notes.order_by("-at", "-pk").first()
    return {
        "question": " ".join(concern.words.split())[:LONGEST_QUESTION],
        "answer": newest.text if newest else "",
    }


@transaction.atomic
def offer_answer(*, by: Member, question: str, answer: str, now: datetime) -> Draft:
    """Put a question with its answer into the draft of the guidelines, which is begun if need be.

    The same again is the same click. Raises PermissionDenied; ValidationError of code "question",
    "answer", "full", or as the draft refuses it.
    """
    by.require(Permission.EDIT_POLICY)
    offered = QuestionDraft(" ".join(question.split()), answer.strip())
    if not offered.question or len(offered.question) > LONGEST_QUESTION:
        message = _("Write a question of up to %(most)s characters.")
        raise ValidationError(message, code="question", params={"most": LONGEST_QUESTION})
    if not offered.answer:
        raise ValidationError(_("Write the answer."), code="answer")
    policy = document_of(Kind.CONTENT, "", owner=by)  # locks it first, as all who write drafts do
    draft = Draft.objects.open().filter(policy=policy).first()
    if draft is None:
        contents = _with(contents_of(PolicyVersion.objects.current()), offered)
        return start_draft(member=by, kind=Kind.CONTENT, contents=contents, now=now)
    questions = _with(read_contents(draft.contents), offered).questions
    return save_draft(
        draft=draft, member=by, changes={"questions": questions}, edition=draft.edition, now=now
    )


def _with(contents: Contents, offered: QuestionDraft) -> Contents:
    if offered in contents.questions:
        return contents
    if len(contents.questions) >= MOST_QUESTIONS:
        message = _("The guidelines hold %(most)s questions already. Take one out first.")
        raise ValidationError(message, code="full", params={"most": MOST_QUESTIONS})
    return replace(contents, questions=(*contents.questions, offered))
