"""What workers are woken for. A task carries no row: workers find what is due in the database."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from sharing.services.assisting import sweep_offers as sweep_offered_shares
from sharing.services.clearing import end_unanswerable
from sharing.services.clicks import forget_old_salts
from sharing.services.clicks import store_clicks as store_buffered_clicks
from sharing.services.follow_up import catch_up
from sharing.services.followers import BATCH as FOLLOWED
from sharing.services.followers import read_followers as read_due_followers
from sharing.services.forgetting import BATCH as ERASED_BATCH
from sharing.services.forgetting import forget_erased as forget_what_erased_left
from sharing.services.holding import recheck_held as recheck_held_shares
from sharing.services.leaving import BATCH as LEFT_BATCH
from sharing.services.leaving import LONG_AGO, erase_secrets
from sharing.services.leaving import sweep_left as sweep_left_members
from sharing.services.parking import wake_forgotten
from sharing.services.publishing import BATCH, publish_batch
from sharing.services.refreshing import BATCH as ENDING_BATCH
from sharing.services.refreshing import refresh_ending
from sharing.services.reminding import BATCH as REMINDERS
from sharing.services.reminding import remind_expiring as remind_of_expiring
from sharing.services.retracting import BATCH as RETRACTIONS
from sharing.services.retracting import retract_batch
from sharing.services.retracting import sweep_recalls as sweep_open_recalls
from sharing.services.settling import BATCH as UNSURE_BATCH
from sharing.services.settling import settle_batch
from sharing.services.urging import urge_answers
from tenants.partitions import make_partitions
from tenants.wakeups import take_turn


@shared_task
def publish_due(**_: Any) -> None:
    """Publish a few due shares; while there are more, let free workers join in."""
    if publish_batch(now=timezone.now()) == BATCH:
        take_turn("sharing.tasks.publish_due", times=2)


@shared_task
def settle_unsure(**_: Any) -> None:
    """Take dead workers' shares, find out about unsure ones; while there are more, go on."""
    if settle_batch(now=timezone.now()) == UNSURE_BATCH:
        take_turn("sharing.tasks.settle_unsure", times=2)
    catch_up(now=timezone.now())


@shared_task
def retract(**_: Any) -> None:
    """Take back a few shares of recalled posts; while there are more, take the next turn."""
    if retract_batch(now=timezone.now()) == RETRACTIONS:
        take_turn("sharing.tasks.retract")


@shared_task
def sweep_recalls(**_: Any) -> None:
    """Take up what went live of recalled posts meanwhile, and close recalls that are done."""
    sweep_open_recalls(now=timezone.now())


@shared_task
def recheck_held(**_: Any) -> None:
    """Queue held shares whose cause is gone, end requests that nobody can answer any more.

    Tell of those that are overdue, and wake what still sleeps behind an open gate.
    """
    end_unanswerable(now=timezone.now())
    urge_answers(now=timezone.now())
    recheck_held_shares(now=timezone.now())
    wake_forgotten(now=timezone.now())


@shared_task
def sweep_offers(**_: Any) -> None:
    """Offer what is due by hand, and let lapse what nobody finished."""
    sweep_offered_shares(now=timezone.now())


@shared_task
def refresh_tokens(**_: Any) -> None:
    """Renew a few of the tokens that end soon; while there are more, take the next turn."""
    if refresh_ending(now=timezone.now()) == ENDING_BATCH:
        take_turn("sharing.tasks.refresh_tokens")


@shared_task
def read_followers(**_: Any) -> None:
    """Read how many follow a few accounts; while there are more, take the next turn."""
    if read_due_followers(now=timezone.now()) == FOLLOWED:
        take_turn("sharing.tasks.read_followers")


@shared_task
def remind_expiring(**_: Any) -> None:
    """Tell members whose accounts end soon; while there are more, take the next turn."""
    if remind_of_expiring(now=timezone.now()) == REMINDERS:
        take_turn("sharing.tasks.remind_expiring")


@shared_task
def sweep_left(**_: Any) -> None:
    """Look after what members left behind; while there is more, take the next turn."""
    swept = sweep_left_members(now=timezone.now())
    if LEFT_BATCH in {swept.members, swept.accounts}:
        take_turn("sharing.tasks.sweep_left")


@shared_task
def store_clicks(**_: Any) -> None:
    """Move buffered clicks into the database."""
    store_buffered_clicks(now=timezone.now())


@shared_task
def tidy_up(**_: Any) -> None:
    """Make the coming months' partitions, and look after those who left long ago."""
    make_partitions(timezone.now(), months_back=0)
    sweep_left_members(now=timezone.now(), since=timezone.now() - LONG_AGO)
    erase_secrets()


@shared_task
def forget_salts(**_: Any) -> None:
    """Delete the salts that are old, whatever becomes of other work: no visit is anybody's then."""
    forget_old_salts(now=timezone.now())


@shared_task
def forget_erased(**_: Any) -> None:
    """Let go of what erased members left; while there is more, take the next turn."""
    if forget_what_erased_left(now=timezone.now()) == ERASED_BATCH:
        take_turn("sharing.tasks.forget_erased")
