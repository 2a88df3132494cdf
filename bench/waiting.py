"""Queues of any length, made by the database itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection

from tenants.models import Organization
from tenants.scope import platform

ORGANIZATIONS = """
INSERT INTO tenants_organization SELECT (jsonb_populate_record(model, jsonb_build_object(
    'id', nextval(pg_get_serial_sequence('tenants_organization', 'id')),
    'slug', %(slug)s || n, 'name', %(slug)s || n))).*
FROM tenants_organization AS model, generate_series(1, %(organizations)s) AS n
WHERE model.id = %(model)s
"""
STATEMENTS = (
    """INSERT INTO tenants_user (email, name, password, is_active, created_at)
       SELECT slug || n || '@bench.example', 'Person ' || n, '!', true, %(now)s
       FROM tenants_organization, generate_series(1, %(accounts)s) AS n
       WHERE slug LIKE %(slug)s || '%%'""",
    """INSERT INTO tenants_member (organization_id, public_id, user_id, name, sort_key,
         roles, on_leaderboard, theme, joined_at, time_zone, calendar_version)
       SELECT o.id, gen_random_uuid(), u.id, u.name, lower(u.name), ARRAY['advocate'], true, '',
         %(now)s, '', 1
       FROM tenants_organization o CROSS JOIN generate_series(1, %(accounts)s) AS n
       JOIN tenants_user u ON u.email = o.slug || n || '@bench.example'
       WHERE o.slug LIKE %(slug)s || '%%'""",
    """INSERT INTO content_post (organization_id, public_id, title, link, why, body, state, version,
         created_at, updated_at, approved_at)
       SELECT id, gen_random_uuid(), 'A story', 'https://www.example.com/story', '', '', 'approved',
         1, %(now)s, %(now)s, %(now)s
       FROM tenants_organization WHERE slug LIKE %(slug)s || '%%'""",
    """INSERT INTO sharing_connection (organization_id, public_id, member_id, network, host,
         account_id, handle, display_name, url, followers, scopes, state, limits,
         connected_at, problem)
       SELECT m.organization_id, gen_random_uuid(), m.id, 'mastodon', 'social.example', m.id::text,
         '@' || m.id || '@social.example', m.name, '', 100, '{}', 'active',
         '{"max_characters": 500}', %(now)s, ''
       FROM tenants_member m JOIN tenants_organization o ON o.id = m.organization_id
       WHERE o.slug LIKE %(slug)s || '%%'""",
    """INSERT INTO sharing_shortlink (organization_id, code, url, created_at)
       SELECT id, slug || '-' || n, 'https://www.example.com/story', %(now)s
       FROM tenants_organization, generate_series(1, %(shares)s) AS n
       WHERE slug LIKE %(slug)s || '%%'""",
    """INSERT INTO sharing_share (organization_id, public_id, member_id, post_id, network,
         connection_id, repeat, compose_key, words, text, is_suggested, link_id, state, reason,
         problem, created_at, due_at, wake_at, attempts_used, absent_reads, prepared, remote_id,
         remote_url, is_confirmed_by_member, topic_ids, is_followed_up, measures_unchanged,
         has_card, disclosure, timing, zone, wall_time)
       SELECT o.id, gen_random_uuid(), account.member_id, post.id, 'mastodon', account.id,
         made.n / %(accounts)s, gen_random_uuid(), 'Have a look',
         'Have a look: ' || %(base)s || '/s/' || o.slug || '-' || made.n, true,
         o.slug || '-' || made.n, 'scheduled', '', '', %(now)s, %(due)s,
         %(due)s + made.n * interval '1 ms', 0, 0, '{}', '', '', false, '{}', false, 0, false,
         '', 'now', '', ''
       FROM tenants_organization o CROSS JOIN generate_series(1, %(shares)s) AS made(n)
       JOIN content_post post ON post.organization_id = o.id
       JOIN (SELECT id, member_id, organization_id,
               row_number() OVER (PARTITION BY organization_id ORDER BY id) AS n
             FROM sharing_connection) AS account
         ON account.organization_id = o.id AND account.n = 1 + made.n %% %(accounts)s
       WHERE o.slug LIKE %(slug)s || '%%'""",
)


def make_waiting(
    slug: str, *, organizations: int, accounts: int, shares: int, due: datetime, now: datetime
) -> None:
    """Make so many organizations, `slug1` and on, each with so many accounts and waiting shares.

    They are due from `due` on, one a millisecond, spread over the accounts.
    """
    with platform(), connection.cursor() as cursor:
        model = Organization.objects.create(slug=f"model-of-{slug}", name="Model")
        values: dict[str, Any] = {
            "slug": slug,
            "model": model.pk,
            "organizations": organizations,
            "accounts": accounts,
            "shares": shares,
            "base": "http://localhost:8000",
            "due": due,
            "now": now,
        }
        cursor.execute(ORGANIZATIONS, values)
        for statement in STATEMENTS:
            cursor.execute(statement, values)
            cursor.execute(f"ANALYZE {statement.split()[2]}")


def turn_by_hand(shares: int, *, due: datetime) -> None:
    """Let so many of those that wait be finished by hand, and be due before all others."""
    with platform(), connection.cursor() as cursor:
        cursor.execute(
            """UPDATE sharing_share SET connection_id = NULL, network = 'facebook', wake_at = %s
               WHERE id IN (SELECT id FROM sharing_share WHERE state = 'scheduled'
                 ORDER BY organization_id DESC, id LIMIT %s)""",
            [due, shares],
        )


def vacuum() -> None:
    """Let the database see what is there, as its own housekeeping would after a while."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("VACUUM ANALYZE sharing_share")
