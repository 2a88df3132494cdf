"""Answering the questions before accepting: all right, or another try at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from policies.models import Acknowledgement, PolicyVersion, QuizQuestion, Way
from policies.quizzes import Chosen
from policies.services.accepting import acknowledge_policy, check_current
from tenants.models import Member
from tenants.roles import Permission


@transaction.atomic
def answer_quiz(
    *,
    member: Member,
    version: PolicyVersion,
    quiz: Sequence[QuizQuestion],
    chosen: Chosen,
    language: str = "",
    way: str = Way.PAGE,
    is_first: bool = False,
    now: datetime,
) -> list[QuizQuestion]:
    """Record that a member accepted `version`, if all they chose is right; return what is wrong.

    Wrong answers are counted by question, for nobody in particular: those of somebody's first try
    (`is_first`) who has to accept this version and does not write it themselves. Raises
    `ValidationError`: `answers` (not all are answered; nothing is counted), or as
    `acknowledge_policy`.
    """
    check_current(version)
    if {one.position for one in quiz} - chosen.keys():
        raise ValidationError(_("Answer each question, please."), code="answers")
    wrong = [one for one in quiz if chosen[one.position] != one.right]
    if not wrong:
        acknowledge_policy(
            member=member,
            version=version,
            language=language,
            way=way,
            has_passed=bool(quiz),
            now=now,
        )
        return []
    if is_first and _counts(member, version):
        keys = sorted(one.pk for one in wrong)
        QuizQuestion.objects.filter(pk__in=keys).update(wrong=F("wrong") + 1)
    return wrong


def _counts(member: Member, version: PolicyVersion) -> bool:
    accepted = Acknowledgement.objects.filter(member=member, version=version)
    return not member.may(Permission.EDIT_POLICY) and not accepted.exists()
