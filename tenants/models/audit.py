"""The audit: what was done, by whom, to what. Rows are only ever added."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.models.base import PublicIdModel
from tenants.models.people import Member
from tenants.scope import TenantQuerySet, managers


class Act(models.TextChoices):
    """What can stand in the audit, as `thing.done`; the labels are what people read."""

    MEMBER_INVITED = "member.invited", _("Invited a person")
    INVITATION_WITHDRAWN = "invitation.withdrawn", _("Withdrew an invitation")
    MEMBER_JOINED = "member.joined", _("Joined")
    BUDGET_SET = "budget.set", _("Set a budget")
    ORGANIZATION_CHANGED = "organization.changed", _("Changed the settings")


class Via(models.TextChoices):
    """How an act came in."""

    PAGE = "page", _("Page")
    API = "api", _("API")
    SYSTEM = "system", _("By itself")


class EventQuerySet(TenantQuerySet["Event"]):
    """Events, narrowed."""


_events, _all_events = managers(EventQuerySet)


class Event(PublicIdModel):
    """One act. The database refuses to change it; only the owner, in `platform()`, may delete it.

    Holds ids and codes, never a name or a text (`tenants.audit.record` sees to that). `by` is None
    where nobody acted. `subject` is the public id of what `subject_kind` names.
    """

    at = models.DateTimeField()
    act = models.CharField(max_length=40)
    via = models.CharField(max_length=8, choices=Via.choices, default=Via.PAGE)
    by = models.ForeignKey(Member, on_delete=models.DO_NOTHING, null=True, related_name="+")
    subject_kind = models.CharField(max_length=40, blank=True)
    subject = models.UUIDField(null=True)
    data = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, blank=True)

    objects: ClassVar[Any] = _events
    everyone: ClassVar[Any] = _all_events

    class Meta(PublicIdModel.Meta):
        indexes = [
            models.Index(fields=["organization", "-at", "-id"], name="tenants_event_time"),
            models.Index(fields=["organization", "act", "-at"], name="tenants_event_act"),
            models.Index(fields=["organization", "by", "-at"], name="tenants_event_by"),
            models.Index(fields=["organization", "subject", "-at"], name="tenants_event_subject"),
        ]

    def __str__(self) -> str:
        return self.act
