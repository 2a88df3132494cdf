"""How boards show a member, as the member and the organization said."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

PSEUDONYM_LENGTH = 40


class OnBoards(models.Model):
    """What a membership has about boards.

    `on_leaderboard` is None while the member has not said. With a `pseudonym` no board names them
    otherwise; `pseudonym_key` is what is compared of it. Executives under their own name have a
    board of their own.
    `on_screen`: boards on screens that everybody sees may show them.
    """

    on_leaderboard = models.BooleanField(null=True, default=None)
    pseudonym = models.CharField(max_length=PSEUDONYM_LENGTH, blank=True, default="", db_default="")
    pseudonym_key = models.CharField(
        max_length=2 * PSEUDONYM_LENGTH, editable=False, default="", db_default=""
    )
    is_executive = models.BooleanField(_("executive"), default=False, db_default=False)
    on_screen = models.BooleanField(default=False, db_default=False)

    class Meta:
        abstract = True
