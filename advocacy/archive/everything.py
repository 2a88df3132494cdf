"""What is in the archive of a whole organization."""

from __future__ import annotations

from pathlib import PurePosixPath

from advocacy.archive.columns import FACT, picture_place, same
from advocacy.archive.guidelines import GUIDELINES, PICTURES
from advocacy.archive.help import HELP
from advocacy.archive.library import LIBRARY
from advocacy.archive.shared import SHARING
from advocacy.archive.voices import VOICES
from analytics.active.reads import READS
from analytics.boards.models import ShareCap
from analytics.conversions.models import Conversion, ConversionGoal
from analytics.goals.models import Annotation, Goal
from analytics.models import BrandNumber, CampaignTotal, Fact, PeriodTotal, Snapshot, Subject
from analytics.pull_mentions.models import MentionCounting
from analytics.reported.models import ReportedFigure
from analytics.reports.models import LinkSettings, Report, ReportLink, ReportReader, ReportSending
from analytics.retention.models import Retention
from analytics.value.models import Rate, ViewRate
from content.models import Asset
from sharing.models import LandingSite
from tenants.models import (
    Domain,
    Event,
    Invitation,
    JoinRequest,
    Member,
    Organization,
    Team,
    TeamMove,
    TeamRole,
)
from tenants.packing import Contents, Files, Table

SETTINGS = (
    "slug",
    "name",
    "accent",
    "time_zone",
    "language",
    "late_after_h",
    "spread_from",
    "spread_until",
    "inviters",
    "takes_comments",
    "link_host",
    "utm_source",
    "utm_medium",
    "utm_campaign",
    "disclosure",
    "requires_mfa",
    "audit_kept_days",
    "privacy_mode",
    "fewest",
    "deletion_due_at",
    "created_at",
)
PEOPLE = (
    Table(
        "teams",
        "Teams.",
        Team,
        same("name", "ended_at", id="public_id"),
    ),
    Table(
        "members",
        "Who is or was a member.",
        Member,
        same(
            "name",
            "roles",
            "is_executive",
            "time_zone",
            "language",
            "languages",
            "joined_at",
            "left_at",
            "returned_at",
            id="public_id",
            email="user__email",
            team="team__public_id",
        ),
    ),
    Table(
        "team_roles",
        "Which teams a champion or manager answers for.",
        TeamRole,
        same("role", member="member__public_id", team="team__public_id"),
    ),
    Table(
        "team_moves",
        "When members left a team, or came out of none, and which.",
        TeamMove,
        same("moved_at", member="member__public_id", left="left__public_id"),
    ),
    Table(
        "invitations",
        "Invitations, open and closed; their links are not stored.",
        Invitation,
        same(
            "email",
            "name",
            "roles",
            "created_at",
            "expires_at",
            "accepted_at",
            "withdrawn_at",
            id="public_id",
            team="team__public_id",
            invited_by="invited_by__public_id",
        ),
    ),
    Table(
        "domains",
        "Host names that were proved, or are to be.",
        Domain,
        same("name", "purpose", "joining", "created_at", "proved_at", id="public_id"),
    ),
    Table(
        "join_requests",
        "Who asked to join, and what was decided.",
        JoinRequest,
        same(
            "email",
            "asked_at",
            "decided_at",
            "is_approved",
            id="public_id",
            decided_by="decided_by__public_id",
        ),
    ),
    Table(
        "audit",
        "Administrative acts, as ids and codes.",
        Event,
        same(
            "at",
            "act",
            "via",
            "subject_kind",
            "subject",
            "data",
            id="public_id",
            by="by__public_id",
        ),
    ),
)
NUMBERS = (
    Table(
        "reported_figures",
        "What was read at the network of shares by hand: people’s own word.",
        ReportedFigure,
        same(
            "day",
            "metric",
            "value",
            "source",
            "entered_at",
            share="share__public_id",
            entered_by="entered_by__public_id",
        ),
    ),
    Table(
        "mention_counting",
        "Whether mentions of hashtags are counted, and up to which day they are.",
        MentionCounting,
        same("is_on", "day"),
    ),
    Table(
        "number_settings",
        "For how many months days can be counted again, and which are closed.",
        Retention,
        same("months", "closed_before", "kept_since"),
    ),
    Table(
        "measurements",
        "Lifetime totals of a share as its network told them.",
        Snapshot,
        same("at", "metric", "value", share="share__public_id"),
    ),
    Table("facts", "What each day brought, clicks too, by member, network and post.", Fact, FACT),
    Table(
        "period_totals",
        "Totals of a day, week, month or quarter that can’t be added up; none of who read a post.",
        PeriodTotal,
        same("period", "starts_on", "subject", "key", "metric", "value"),
        without={"subject": Subject.POST, "metric__in": READS},
    ),
    Table(
        "campaign_totals",
        "What each campaign brought, by day and in all.",
        CampaignTotal,
        same("day", "metric", "value", campaign="campaign__public_id"),
    ),
    Table(
        "share_caps",
        "How many shares of a member and day count for effort, since when; null: all of them.",
        ShareCap,
        same("since", "most"),
    ),
    Table(
        "brand_numbers",
        "What other tools count about the brand, with its source.",
        BrandNumber,
        same(
            "day",
            "metric",
            "hashtag",
            "value",
            "source",
            "at_least",
            "own_shares",
            "entered_at",
            id="public_id",
            entered_by="entered_by__public_id",
        ),
    ),
    Table(
        "reports",
        "Dashboards that go by mail when a period is over.",
        Report,
        same(
            "pace",
            "attached",
            "created_at",
            "next_at",
            id="public_id",
            team="team__public_id",
            created_by="created_by__public_id",
        ),
    ),
    Table(
        "report_readers",
        "Who gets which report, and since when they have had enough of it.",
        ReportReader,
        same("stopped_at", report="report__public_id", member="member__public_id"),
    ),
    Table(
        "report_sendings",
        "When a report of a period went out, and to how many.",
        ReportSending,
        same("pace", "starts_on", "at", "people", report="report__public_id"),
    ),
    Table(
        "report_links",
        "Links that show the dashboard; the links themselves are not stored.",
        ReportLink,
        same(
            "name",
            "period",
            "created_at",
            "expires_at",
            "revoked_at",
            "last_used_at",
            "uses",
            "shows",
            id="public_id",
            team="team__public_id",
            created_by="created_by__public_id",
        ),
    ),
    Table(
        "link_settings",
        "Whether dashboards are shown by links; without a line they are not.",
        LinkSettings,
        same("is_off"),
    ),
    Table(
        "rates",
        "Prices that value is computed with, with their source.",
        Rate,
        same(
            "kind",
            "network",
            "currency",
            "amount",
            "source",
            "starts_on",
            "set_at",
            id="public_id",
            set_by="set_by__public_id",
        ),
    ),
    Table(
        "view_rates",
        "Of how many followers in a hundred a share is probably seen, with its source.",
        ViewRate,
        same(
            "percent", "source", "starts_on", "set_at", id="public_id", set_by="set_by__public_id"
        ),
    ),
    Table(
        "landing_sites",
        "Sites whose links carry a token of the click.",
        LandingSite,
        same("host", "added_at", id="public_id", added_by="added_by__public_id"),
    ),
    Table(
        "conversion_goals",
        "What visitors of those sites are to do.",
        ConversionGoal,
        same("name", "added_at", "ended_at", id="public_id", added_by="added_by__public_id"),
    ),
    Table(
        "conversions",
        "On which days (UTC) goals were reached; nothing says by whom, nor by whose share.",
        Conversion,
        same(
            "source",
            "value",
            "currency",
            day="at__date",
            goal="goal__public_id",
            network="share__network",
        ),
    ),
    Table(
        "goals",
        "What the organization wanted to reach together, of rates in percent.",
        Goal,
        same(
            "label",
            "metric",
            "target",
            "period",
            "starts_on",
            "ends_on",
            "set_at",
            id="public_id",
            set_by="set_by__public_id",
        ),
    ),
    Table(
        "annotations",
        "What happened on a day, as noted on the trends.",
        Annotation,
        same("day", "text", "noted_at", id="public_id", noted_by="noted_by__public_id"),
    ),
)


def _logo(name: str) -> str:
    return f"logo{PurePosixPath(name).suffix}"


EVERYTHING = Contents(
    about="Everything of one organization. docs/export-format.md describes it in full. Times are in"
    " UTC; ids are the same in all files. Rows that were written while it was made may be in one"
    " file and not yet in another. It holds what each member has shared: handle it with care.",
    tables=(
        Table("organization", "Its settings.", Organization, same(*SETTINGS)),
        *PEOPLE,
        *GUIDELINES,
        *LIBRARY,
        *VOICES,
        *HELP,
        *SHARING,
        *NUMBERS,
    ),
    files=(
        Files(
            "media",
            "media/: pictures, videos and documents as uploaded, by id.",
            Asset,
            "file",
            ("public_id", "mime_type"),
            picture_place,
        ),
        PICTURES,
        Files("logo", "logo: as the pages show it.", Organization, "logo", ("logo",), _logo),
    ),
)
