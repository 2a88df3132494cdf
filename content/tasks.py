"""What workers do for the library. A task carries no row: workers find it in the database."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from content.concerns.keeping import BATCH as SETTLED
from content.concerns.keeping import forget_settled
from content.digests.sending import BATCH as DIGESTS
from content.digests.sending import PLANNED, send_due
from content.digests.sending import plan_digests as find_times
from content.search.indexing import BATCH as INDEXED
from content.search.indexing import index_missing
from content.search.sweeping import forget_words
from content.services.active_days import forget_old_days
from content.services.expiring import archive_expired
from content.services.feeding import BATCH as SOURCES
from content.services.feeding import read_batch as read_due_sources
from content.services.forgetting import BATCH as FORGOTTEN
from content.services.forgetting import forget_erased as forget_what_erased_noted
from content.services.forgetting import forget_taken_back
from content.services.importing import forget_lists as forget_old_lists
from content.services.keeping import sweep_kept
from content.services.licences import remind_of_licences as tell_of_licences
from content.services.preparing import prepare_batch
from content.services.preparing import sweep_pictures as sweep_idle_pictures
from content.services.reading import BATCH, read_batch
from content.services.reminding import AT_ONCE, remind_due, tell_stale
from content.services.reporting import tell_what_became as tell_those_who_wait
from tenants.wakeups import take_turn


@shared_task
def prepare_pictures(**_: Any) -> None:
    """Prepare one picture; while there are more, take the next turn behind the other work."""
    if prepare_batch(now=timezone.now()):
        take_turn("content.tasks.prepare_pictures")


@shared_task
def read_cards(**_: Any) -> None:
    """Read the pages behind new links; while there are more, take the next turn."""
    if read_batch(now=timezone.now()) == BATCH:
        take_turn("content.tasks.read_cards")


@shared_task
def sweep_pictures(**_: Any) -> None:
    """Delete uploads that were never used, and words that nobody came back for."""
    sweep_idle_pictures(now=timezone.now())
    sweep_kept(now=timezone.now())


@shared_task
def index_posts(**_: Any) -> None:
    """Make findable what is not, or not as it is now."""
    if index_missing() == INDEXED:
        take_turn("content.tasks.index_posts")


@shared_task
def forget_active_days(**_: Any) -> None:
    """Forget on which days members were here, once that is more than a year ago."""
    forget_old_days(now=timezone.now())


@shared_task
def sweep_words(**_: Any) -> None:
    """Forget the words that no post has any more."""
    forget_words()


@shared_task
def read_sources(**_: Any) -> None:
    """Read the sources that are due; while there are more, take the next turn."""
    if read_due_sources(now=timezone.now()) == SOURCES:
        take_turn("content.tasks.read_sources")


@shared_task
def tell_what_became(**_: Any) -> None:
    """Tell what became of questions and suggestions; while there is more, take the next turn."""
    if tell_those_who_wait(now=timezone.now()):
        take_turn("content.tasks.tell_what_became")


@shared_task
def remind_of_licences(**_: Any) -> None:
    """Tell curators of licences that end."""
    tell_of_licences(now=timezone.now())


@shared_task
def expire_posts(**_: Any) -> None:
    """Archive the posts whose time is over; while there are more, take the next turn."""
    if archive_expired(now=timezone.now()):
        take_turn("content.tasks.expire_posts")


@shared_task
def send_digests(**_: Any) -> None:
    """Write the digests that are due; while there are more, take the next turn."""
    if send_due(now=timezone.now()) == DIGESTS:
        take_turn("content.tasks.send_digests")


@shared_task
def plan_digests(**_: Any) -> None:
    """Find times for digests that have none; while there are more, take the next turn."""
    if find_times(now=timezone.now()) >= PLANNED:
        take_turn("content.tasks.plan_digests")


@shared_task
def forget_erased(**_: Any) -> None:
    """Let go of what erased members noted; while there is more, take the next turn."""
    if forget_what_erased_noted(now=timezone.now()) == FORGOTTEN:
        take_turn("content.tasks.forget_erased")


@shared_task
def forget_concerns(**_: Any) -> None:
    """Delete concerns that were settled a year ago; while there are more, take the next turn."""
    if forget_settled(now=timezone.now()) == SETTLED:
        take_turn("content.tasks.forget_concerns")


@shared_task
def forget_answers(**_: Any) -> None:
    """Delete the answers to posts that were taken back before today."""
    forget_taken_back(now=timezone.now())


@shared_task
def remind_approvers(**_: Any) -> None:
    """Remind of approvals that are needed soon or overdue; while there are more, once more."""
    if remind_due(now=timezone.now()) >= AT_ONCE:
        take_turn("content.tasks.remind_approvers")


@shared_task
def tell_of_stale_posts(**_: Any) -> None:
    """Tell owners which posts are to be looked at again; while there are more, once more."""
    if tell_stale(now=timezone.now()) >= AT_ONCE:
        take_turn("content.tasks.tell_of_stale_posts")


@shared_task
def forget_lists(**_: Any) -> None:
    """Delete old lists of posts."""
    forget_old_lists(now=timezone.now())
