"""What workers do for the documents. A task carries no row: workers find it in the database."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from policies.services.nudging import remind_readers as tell_readers
from policies.services.picturing import forget_pictures as delete_pictures
from policies.services.reminding import remind_keepers as tell_keepers
from policies.services.showing import forget_candidates as delete_candidates
from policies.services.tallying import sum_up_tallies as sum_up


@shared_task
def remind_keepers(**_: Any) -> None:
    """Tell owners of lines that are to be looked at again."""
    tell_keepers(now=timezone.now())


@shared_task
def remind_readers(**_: Any) -> None:
    """Remind those who have not accepted a new version."""
    tell_readers(now=timezone.now())


@shared_task
def forget_candidates(**_: Any) -> None:
    """Delete candidates' links that are too old."""
    delete_candidates(now=timezone.now())


@shared_task
def forget_pictures(**_: Any) -> None:
    """Delete pictures that nothing shows."""
    delete_pictures(now=timezone.now())


@shared_task
def sum_up_tallies(**_: Any) -> None:
    """Add up how rules did on past days, and delete what is too old."""
    sum_up(now=timezone.now())
