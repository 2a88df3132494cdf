"""Taking posts out of the feed, and drafts off the desk, once their time is over."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.db.models import F

from content.models import Outcome, Post, State
from content.search.indexing import forget_posts
from content.services.posts import announce
from content.services.requests import end_requests
from tenants.audit import record
from tenants.guarding import Guard
from tenants.models import Act
from tenants.scope import platform, tenant
from tenants.webhooks import WebhookEvent

AT_ONCE = 200
DUE = """
SELECT o.id FROM tenants_organization o WHERE EXISTS (
  SELECT FROM content_post p WHERE p.organization_id = o.id
  AND p.expires_at <= %(now)s AND p.state <> 'archived')
"""


def archive_expired(*, now: datetime) -> int:
    """Archive the posts whose time is over, some of each organization; return how many."""
    with platform(), connection.cursor() as cursor:
        cursor.execute(DUE, {"now": now})
        organizations = [row[0] for row in cursor.fetchall()]
    archived = 0
    for organization_id in organizations:
        with Guard("expiring", organization=organization_id), tenant(organization_id):
            archived += _archive(now)
    return archived


def _archive(now: datetime) -> int:
    due = Post.objects.filter(expires_at__lte=now).exclude(state=State.ARCHIVED)
    locked = due.select_for_update(of=("self",), skip_locked=True).order_by("expires_at", "id")
    posts = list(locked[:AT_ONCE])
    changes = {"state": State.ARCHIVED, "archived_at": now, "updated_at": now}
    ids = [post.pk for post in posts]
    Post.objects.filter(pk__in=ids).update(version=F("version") + 1, **changes)
    forget_posts(ids)
    end_requests(ids, Outcome.WITHDRAWN, now)
    for post in posts:
        post.version += 1  # as it is now: nobody else changes what is locked
        record(Act.POST_ARCHIVED, by=None, about=post, data={"reason": "expired"}, now=now)
        announce(WebhookEvent.POST_ARCHIVED, post, now)
    return len(posts)
