"""Forgetting the words that no post has any more, a few at a time.

Whoever writes a post's words holds a shared lock till the end of the transaction; the sweep takes
words away alone under the other kind, and comes again where somebody is writing. So no word goes
between its being found there and the post that has it.
"""

from __future__ import annotations

from django.db import connection

from content.search.models import SearchWord
from tenants.models import Organization
from tenants.scope import platform, tenant

BATCH = 500
NAME = "hashtextextended('content.search.words', %s)"
LOCK_WORDS = f"SELECT pg_advisory_xact_lock_shared({NAME})"
TRY_ALONE = f"SELECT pg_try_advisory_xact_lock({NAME})"


def forget_words() -> int:
    """Delete the words that no post has; return how many. An organization that writes waits."""
    with platform():
        organizations = list(Organization.objects.order_by("pk").values_list("pk", flat=True))
    return sum(_forget_in(organization_id) for organization_id in organizations)


def _forget_in(organization_id: int) -> int:
    gone, last = 0, ""
    while True:
        with tenant(organization_id), connection.cursor() as cursor:
            words = SearchWord.objects.filter(word__gt=last).order_by("word")
            batch = list(words.values_list("word", flat=True)[:BATCH])
            if not batch:
                return gone
            cursor.execute(TRY_ALONE, [organization_id])
            if not cursor.fetchone()[0]:
                return gone
            cursor.execute("SELECT word FROM content_unused_words(%s)", [batch])
            unused = [word for (word,) in cursor.fetchall()]
            gone += SearchWord.objects.filter(word__in=unused).delete()[0]
            last = batch[-1]
