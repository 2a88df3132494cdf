"""Organizations of any size, made by the database itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from tenants.models import Organization
from tenants.scope import platform

TEAMS = 20
DAYS = 60

STATEMENTS = (
    """INSERT INTO tenants_user (email, name, password, is_active, created_at)
       SELECT %(slug)s || n || '@bench.example', 'Person ' || n, '!', true, %(start)s
       FROM generate_series(1, %(members)s) AS n""",
    """INSERT INTO tenants_team (organization_id, public_id, name, sort_key)
       SELECT %(organization)s, gen_random_uuid(), 'Team ' || n, 'team ' || lpad(n::text, 3, '0')
       FROM generate_series(1, %(teams)s) AS n""",
    """INSERT INTO tenants_member (organization_id, public_id, user_id, name, sort_key, team_id,
         roles, on_leaderboard, theme, joined_at, time_zone, calendar_version)
       SELECT %(organization)s, gen_random_uuid(), person.id, person.name, lower(person.name),
         team.ids[1 + person.n %% %(teams)s], ARRAY['advocate', 'manager', 'admin', 'curator'],
         person.n %% 50 <> 7, '', %(start)s, '', 1
       FROM (SELECT id, name, row_number() OVER (ORDER BY id) AS n FROM tenants_user
             WHERE email LIKE %(slug)s || '%%@bench.example') AS person,
         (SELECT array_agg(id ORDER BY id) AS ids FROM tenants_team
          WHERE organization_id = %(organization)s) AS team""",
    """INSERT INTO policies_policy (organization_id, kind, language, asks_review)
       VALUES (%(organization)s, 'content', '', false)""",
    """INSERT INTO policies_policyversion
         (organization_id, public_id, policy_id, number, intro, strictness, reminded,
         published_at)
       SELECT organization_id, gen_random_uuid(), id, 1, 'Be yourself.', '', 0, %(start)s
       FROM policies_policy WHERE organization_id = %(organization)s""",
    """INSERT INTO policies_acknowledgement
         (organization_id, member_id, version_id, at, language, way)
       SELECT member.organization_id, member.id, version.id, %(start)s, '', 'page'
       FROM tenants_member AS member JOIN policies_policyversion AS version
         USING (organization_id)
       WHERE organization_id = %(organization)s""",
    """INSERT INTO content_topic (organization_id, slug, name, sort_key, hue)
       SELECT %(organization)s, 'topic-' || n, 'Topic ' || n, 'topic ' || n, n - 1
       FROM generate_series(1, 12) AS n""",
    """INSERT INTO content_hashtag (organization_id, public_id, name, key, purpose, description,
         is_default, created_at)
       SELECT %(organization)s, gen_random_uuid(), 'Tag' || n, 'tag' || n, 'culture', '', false,
         %(start)s
       FROM generate_series(0, 19) AS n""",
    """INSERT INTO content_post (organization_id, public_id, title, link, why, body, state, version,
         created_at, updated_at, approved_at, required_hashtags)
       SELECT %(organization)s, gen_random_uuid(), 'Story number ' || n,
         'https://www.example.com/story/' || n, 'Buyers ask us for proof of it.',
         repeat('A paragraph that says more about it. ', 12), 'approved', 1, at, at, at,
         CASE WHEN n %% 3 = 0 THEN ARRAY['Tag' || n %% 20] ELSE '{}'::text[] END
       FROM (SELECT n, %(end)s::timestamptz - n * %(days)s * interval '1 day' / %(posts)s AS at
             FROM generate_series(1, %(posts)s) AS n) AS made""",
    """INSERT INTO content_posttopic (organization_id, post_id, topic_id)
       SELECT %(organization)s, post.id, topic.ids[1 + post.id %% 12]
       FROM content_post AS post, (SELECT array_agg(id ORDER BY id) AS ids FROM content_topic
         WHERE organization_id = %(organization)s) AS topic
       WHERE post.organization_id = %(organization)s""",
    """INSERT INTO content_caption (organization_id, post_id, network, position, text)
       SELECT organization_id, id, '', 0, 'We have proof now. Have a look at story ' || id
       FROM content_post WHERE organization_id = %(organization)s""",
    """INSERT INTO content_mark (organization_id, member_id, post_id, read_at)
       SELECT %(organization)s, member.id, post.ids[n], %(end)s
       FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM tenants_member
             WHERE organization_id = %(organization)s) AS member(id, row),
         generate_series(1, least(20, %(posts)s)) AS n,
         (SELECT array_agg(id ORDER BY id) AS ids FROM content_post
          WHERE organization_id = %(organization)s) AS post""",
    """INSERT INTO sharing_connection (organization_id, public_id, member_id, network, host,
         account_id, handle, display_name, url, followers, scopes, state, limits,
         connected_at, problem)
       SELECT organization_id, gen_random_uuid(), id, 'mastodon', 'social.example', id::text,
         '@' || id || '@social.example', name, '', 100, '{}', 'active',
         '{"max_characters": 500}', %(start)s, ''
       FROM tenants_member WHERE organization_id = %(organization)s AND id %% 10 < 8""",
    """INSERT INTO sharing_shortlink (organization_id, code, url, created_at)
       SELECT %(organization)s, %(slug)s || n, 'https://www.example.com/story/' || n, %(start)s
       FROM generate_series(1, %(shares)s) AS n""",
    """INSERT INTO sharing_landingsite (organization_id, public_id, host, added_at)
       VALUES (%(organization)s, gen_random_uuid(), 'example.com', %(start)s)""",
    """INSERT INTO sharing_share (organization_id, public_id, member_id, post_id, network,
         connection_id, repeat, compose_key, words, text, is_suggested, link_id, state, reason,
         problem, created_at, due_at, attempts_used, absent_reads, prepared, remote_id, remote_url,
         published_at, is_confirmed_by_member, team_id, topic_ids, is_followed_up,
         measures_unchanged, has_card, disclosure, timing, zone, wall_time)
       SELECT %(organization)s, gen_random_uuid(), member.id, post.id, 'mastodon', account.id,
         made.n %% 30011, gen_random_uuid(), 'Have a look', 'Have a look', true,
         %(slug)s || made.n, 'published', '', '', made.at, made.at, 1, 0, '{}', made.n::text,
         'https://social.example/@x/' || made.n, made.at, false, member.team_id,
         ARRAY[topic.topic_id], true, 0, true, '', 'now', '', ''
       FROM (SELECT n, %(end)s::timestamptz - n * %(days)s * interval '1 day' / %(shares)s AS at,
               1 + floor(%(members)s * power(n * 0.618033988749895 %% 1, 1.5))::int AS who,
               1 + (n::bigint * 104729) %% %(posts)s AS what
             FROM generate_series(1, %(shares)s) AS n) AS made
       JOIN (SELECT id, team_id, row_number() OVER (ORDER BY id) AS n FROM tenants_member
             WHERE organization_id = %(organization)s) AS member ON member.n = made.who
       JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM content_post
             WHERE organization_id = %(organization)s) AS post ON post.n = made.what
       JOIN content_posttopic AS topic ON topic.post_id = post.id
       LEFT JOIN sharing_connection AS account ON account.member_id = member.id""",
    """INSERT INTO sharing_click (organization_id, id, link_id, at, kind, visitor)
       SELECT %(organization)s, gen_random_uuid(), share.link_id,
         least(share.published_at + n * interval '3 hours', %(end)s), 'human',
         decode(lpad(to_hex((share.id * 31 + n) %% 65536), 4, '0'), 'hex')
       FROM sharing_share AS share CROSS JOIN generate_series(1, 5) AS n
       WHERE share.organization_id = %(organization)s AND (share.id + n) %% 3 <> 0""",
    """INSERT INTO analytics_snapshot (organization_id, share_id, at, metric, value)
       SELECT %(organization)s, share.id,
         least(share.published_at + n * interval '5 hours', %(end)s), 'reactions',
         n * (share.id %% 4)
       FROM sharing_share AS share CROSS JOIN generate_series(1, 2) AS n
       WHERE share.organization_id = %(organization)s""",
    """INSERT INTO sharing_activityday (organization_id, day, version, touched_at)
       SELECT %(organization)s, day::date, 1, %(end)s
       FROM generate_series(%(start)s::timestamptz, %(end)s::timestamptz, interval '1 day') AS day
       UNION SELECT %(organization)s, (%(end)s::timestamptz AT TIME ZONE 'UTC')::date, 1,
         %(end)s""",
)


@dataclass(frozen=True)
class Size:
    """How much an organization has."""

    members: int
    posts: int
    shares: int

    def times(self, factor: int) -> Size:
        """Return the same, that many times larger."""
        return Size(self.members * factor, self.posts * factor, self.shares * factor)


SMALL = Size(members=1000, posts=1000, shares=10_000)


@contextmanager
def own_database() -> Iterator[None]:
    """Use a database of its own, which is dropped at the end."""
    name = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"bench_{name}"  # not the one of the tests
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        _end_others()
        connection.creation.destroy_test_db(name, verbosity=0)


def _end_others() -> None:
    """End the sessions of processes that were killed a moment ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid()
                 AND backend_type = 'client backend'"""
        )


def make_organization_of(slug: str, size: Size, now: datetime) -> int:
    """Make an organization with 60 days of history, not rolled up; return its id."""
    with platform(), connection.cursor() as cursor:
        organization = Organization.objects.create(slug=slug, name=slug.title())
        values: dict[str, Any] = {
            "organization": organization.pk,
            "slug": slug,
            "members": size.members,
            "posts": size.posts,
            "shares": size.shares,
            "teams": TEAMS,
            "days": DAYS,
            "start": now - timedelta(days=DAYS + 5),
            "end": now - timedelta(minutes=1),
        }
        for statement in STATEMENTS:
            cursor.execute(statement, values)
            cursor.execute(
                f"ANALYZE {statement.split()[2]}"
            )  # so that the next one is planned well
    return int(organization.pk)
