"""How the description of the API is drawn, for `settings.SPECTACULAR_SETTINGS`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def openapi(networks: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return drf-spectacular's settings; choices that several shapes have are named once."""
    return {
        "TITLE": "Advocacy",
        "DESCRIPTION": "Everything the pages can do, for programs; docs/api.md is the guide.",
        "VERSION": "1",
        "SCHEMA_PATH_PREFIX": "/api/v1/",
        "SERVE_INCLUDE_SCHEMA": False,
        "SORT_OPERATIONS": False,
        "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
        "ENUM_NAME_OVERRIDES": {
            "NetworkEnum": "sharing.api.shapes.KEYS",
            "PostingNetworkEnum": networks,
            "ByHandEnum": "sharing.api.shapes.BY_HAND",
            "GoalMetricEnum": "analytics.api.goals.METRICS",
            "BrandMetricEnum": "analytics.models.BrandMetric",
            "PeriodEnum": "analytics.reports.models.Pace",
            "GoalPeriodEnum": "analytics.goals.models.GoalPeriod",
            "PaceEnum": "content.digests.models.Pace",
            "RateKindEnum": "analytics.value.models.RateKind",
            "TimingEnum": "sharing.models.Timing",
            "MoveTimingEnum": "sharing.api.shapes.MOVES",
            "NoticeEnum": "tenants.models.Notice",
            "RoleEnum": "tenants.roles.Role",
            "TeamRoleEnum": "tenants.roles.TEAM_ROLES",
            "WebhookStateEnum": "tenants.models.WebhookState",
            "DeliveryStateEnum": "tenants.models.DeliveryState",
            "SourceStateEnum": "content.intake.SourceState",
            "ApprovalStateEnum": "content.models.Outcome",
            "PostActEnum": "content.services.bulk.BulkKind",
            "CalendarEntryEnum": "content.desk.calendar.Happens",
            "AssetStateEnum": "content.models.AssetState",
            "SuggestionStateEnum": "content.models.SuggestionState",
            "QuestionStateEnum": "content.models.QuestionState",
            "ImportOutcomeEnum": "tenants.models.Outcome",
            "RuleKindEnum": "policies.api.shapes.RULE_KINDS",
            "DocumentKindEnum": "policies.models.Kind",
            "SituationKindEnum": "policies.models.SituationKind",
            "DraftStateEnum": "policies.models.DraftState",
            "ConcernKindEnum": "content.concerns.models.ConcernKind",
            "ConcernStateEnum": "content.concerns.models.ConcernState",
            "LanguageEnum": "tenants.languages.LANGUAGES",
            "PostKindEnum": "content.models.Kind",
            "AssetKindEnum": "content.models.AssetKind",
            "HashtagPurposeEnum": "content.models.Purpose",
            "DomainPurposeEnum": "tenants.models.Purpose",
            "PostStateEnum": "content.models.State",
            "ShareStateEnum": "sharing.models.State",
        },
    }
