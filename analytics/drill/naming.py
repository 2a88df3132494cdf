"""How topics, campaigns, kinds of posts and whose words it was are called in lists of them."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from analytics.active.telling import WAYS
from analytics.drill.about import IN_NONE
from analytics.drill.parts import Label
from content.models import Campaign, Topic
from content.models.posts import Kind
from content.services.campaigns import day_of
from tenants.models import Member

OF_POSTS = ("topic", "campaign", "kind", "words")
"""What is listed from blocks of posts (`analytics.drill.about`)."""


def names_of(by: str, reader: Member, now: datetime) -> dict[Label, str]:
    """Return what is listed, by label, as far as a reader may know of it. One query at most."""
    named: dict[Label, str]
    if by == "topic":
        named = {str(one.public_id): one.name for one in Topic.objects.open_to(reader)}
        return {IN_NONE: _("Without a topic"), **named}
    if by == "campaign":
        campaigns = Campaign.objects.visible_to(reader, day_of(reader, now))
        named = {str(one.public_id): one.name for one in campaigns}
        return {IN_NONE: _("In no campaign"), **named}
    if by == "kind":
        return {kind.value: str(kind.label) for kind in Kind}
    return {whose: str(WAYS[whose]) for whose in ("suggested", "own_words")}
