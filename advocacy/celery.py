"""The background worker and its clock. A message is only a wake-up; the rows are the truth."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.signals import heartbeat_sent, setup_logging, task_postrun, task_prerun
from django.db import close_old_connections
from structlog.contextvars import bind_contextvars, clear_contextvars

from advocacy.ops.alive import note_worker
from tenants.counters import hand_over

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "advocacy.settings")

app = Celery("advocacy")


@setup_logging.connect
def keep_logging(**_: Any) -> None:
    """Keep what `LOGGING` says: with a receiver here Celery installs no handlers of its own."""


@task_prerun.connect
def name_work(task: Any = None, task_id: str = "", **_: Any) -> None:
    """Let every line logged meanwhile say which work it belongs to, on a connection that is alive.

    Connections outlive tasks (`CELERY_DB_REUSE_MAX`): as before a request, one that is old or
    broken is left, and the first statement looks whether it still works.
    """
    close_old_connections()
    clear_contextvars()
    bind_contextvars(task=getattr(task, "name", ""), task_id=task_id)


@task_postrun.connect
def end_work(**_: Any) -> None:
    """Forget it again, and hand over what was counted: this process may now idle for long."""
    clear_contextvars()
    hand_over()


heartbeat_sent.connect(note_worker)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    # `expires` drops the ticks that piled up while workers were busy or away.
    "publish what is due": {
        "task": "sharing.tasks.publish_due",
        "schedule": 1.0,
        "options": {"expires": 5},
    },
    "settle what is unsure": {
        "task": "sharing.tasks.settle_unsure",
        "schedule": 2.0,
        "options": {"expires": 5},
    },
    "take back what was recalled": {
        "task": "sharing.tasks.retract",
        "schedule": 2.0,
        "options": {"expires": 5},
    },
    "sweep recalls": {
        "task": "sharing.tasks.sweep_recalls",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "recheck what is held": {
        "task": "sharing.tasks.recheck_held",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "sweep offers": {
        "task": "sharing.tasks.sweep_offers",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "sweep who left": {
        "task": "sharing.tasks.sweep_left",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "refresh tokens": {
        "task": "sharing.tasks.refresh_tokens",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "read followers": {
        "task": "sharing.tasks.read_followers",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "store clicks": {
        "task": "sharing.tasks.store_clicks",
        "schedule": 1.0,
        "options": {"expires": 3},
    },
    "prepare pictures": {
        "task": "content.tasks.prepare_pictures",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "read link cards": {
        "task": "content.tasks.read_cards",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "index posts": {
        "task": "content.tasks.index_posts",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "sweep words": {
        "task": "content.tasks.sweep_words",
        "schedule": 86400.0,
        "options": {"expires": 3600},
    },
    "forget who was here long ago": {
        "task": "content.tasks.forget_active_days",
        "schedule": 86400.0,
        "options": {"expires": 3600},
    },
    "remind keepers of guidelines": {
        "task": "policies.tasks.remind_keepers",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "remind readers of guidelines": {
        "task": "policies.tasks.remind_readers",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "forget candidates": {
        "task": "policies.tasks.forget_candidates",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "sum up how rules do": {
        "task": "policies.tasks.sum_up_tallies",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "forget pictures of guidelines": {
        "task": "policies.tasks.forget_pictures",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "forget what erased people noted": {
        "task": "content.tasks.forget_erased",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "forget settled concerns": {
        "task": "content.tasks.forget_concerns",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "forget lists of posts": {
        "task": "content.tasks.forget_lists",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "forget answers that were taken back": {
        "task": "content.tasks.forget_answers",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "read sources": {
        "task": "content.tasks.read_sources",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "expire posts": {
        "task": "content.tasks.expire_posts",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "plan digests": {
        "task": "content.tasks.plan_digests",
        "schedule": 900.0,
        "options": {"expires": 900},
    },
    "send digests": {
        "task": "content.tasks.send_digests",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "tell what became of questions and suggestions": {
        "task": "content.tasks.tell_what_became",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "remind approvers": {
        "task": "content.tasks.remind_approvers",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "tell of stale posts": {
        "task": "content.tasks.tell_of_stale_posts",
        "schedule": 900.0,
        "options": {"expires": 900},
    },
    "remind of licences": {
        "task": "content.tasks.remind_of_licences",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "sweep pictures": {
        "task": "content.tasks.sweep_pictures",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "remind of what ends": {
        "task": "sharing.tasks.remind_expiring",
        "schedule": 900.0,
        "options": {"expires": 900},
    },
    "invite lists": {
        "task": "tenants.tasks.work_imports",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "check domains": {
        "task": "tenants.tasks.check_domains",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "send letters": {
        "task": "tenants.tasks.send_letters",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "announce": {
        "task": "tenants.tasks.announce",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "send webhooks": {
        "task": "tenants.tasks.send_webhooks",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "trim logs": {
        "task": "tenants.tasks.trim_logs",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "forget answers": {
        "task": "tenants.tasks.forget_answers",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "pull counts": {
        "task": "analytics.tasks.pull_counts",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "roll up": {
        "task": "analytics.tasks.roll_up",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "have numbers ready": {
        "task": "analytics.tasks.have_ready",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "count heads": {
        "task": "analytics.tasks.count_heads",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "count mentions": {
        "task": "analytics.tasks.count_mentions",
        "schedule": 900.0,
        "options": {"expires": 900},
    },
    "let go of old events": {
        "task": "analytics.tasks.let_go",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "send reports": {
        "task": "analytics.tasks.send_reports",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "make archives": {
        "task": "advocacy.tasks.make_archives",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "tidy archives": {
        "task": "advocacy.tasks.tidy_archives",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "end organizations": {
        "task": "advocacy.tasks.end_organizations",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "forget salts": {
        "task": "sharing.tasks.forget_salts",
        "schedule": 900.0,
        "options": {"expires": 900},
    },
    "forget who was erased": {
        "task": "sharing.tasks.forget_erased",
        "schedule": 900.0,
        "options": {"expires": 900},
    },
    "tidy up": {
        "task": "sharing.tasks.tidy_up",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
}
