"""What workers are woken for that needs several apps. A task carries no row."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from advocacy.archive import CONTENTS
from advocacy.ending import end_organizations as end_due_organizations
from tenants.archiving import make_archive, sweep_archives
from tenants.services.archives import MAKE
from tenants.wakeups import take_turn


@shared_task
def make_archives(**_: Any) -> None:
    """Make one archive; while there are more, take the next turn behind the other work."""
    if make_archive(CONTENTS, now=timezone.now()):
        take_turn(MAKE)


@shared_task
def tidy_archives(**_: Any) -> None:
    """Delete archives whose week is over."""
    sweep_archives(now=timezone.now())


@shared_task
def end_organizations(**_: Any) -> None:
    """End and delete the organizations whose time has come."""
    end_due_organizations(now=timezone.now())
