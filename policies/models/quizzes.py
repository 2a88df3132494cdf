"""A few questions that members answer before they accept."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from policies.models.documents import SAYS, Pair, PolicyVersion
from tenants.models import TenantModel


class QuizQuestion(TenantModel):
    """A question with two to four `answers`: each has a "text", and "is_right" or not.

    `explanation` is shown to whoever is wrong, with the line (`pair`) it is about. `wrong` counts
    wrong answers at first tries of all members together; whose they were is not kept.
    """

    version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="quiz")
    position = models.PositiveSmallIntegerField()
    question = models.CharField(_("question"), max_length=300)
    answers = models.JSONField()
    explanation = models.CharField(_("explanation"), max_length=500)
    pair = models.ForeignKey(Pair, on_delete=models.SET_NULL, null=True, related_name="+")
    wrong = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "version", "position"], name="policies_quiz_position"
            ),
            models.CheckConstraint(
                condition=Q(question__regex=SAYS) & Q(explanation__regex=SAYS),
                name="policies_quiz_has_explanation",
            ),
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def right(self) -> frozenset[int]:
        """Return the places of the right answers, from 0."""
        return frozenset(place for place, one in enumerate(self.answers) if one["is_right"])

    @property
    def has_several(self) -> bool:
        """Tell whether more than one answer is right."""
        return len(self.right) > 1

    @property
    def texts(self) -> list[Any]:
        """Return what there is to choose from."""
        return [one["text"] for one in self.answers]
