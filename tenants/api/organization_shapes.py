"""Shapes of the organization: its settings, domains and audit."""

from __future__ import annotations

from rest_framework import serializers

from tenants.api.shapes import OrganizationName
from tenants.models import FEWEST, MOST_FEWEST, Act, Inviters, Joining, Purpose, Via
from tenants.rest.shapes import Clock, Moment, Number, PageQuery, Shape
from tenants.services.organizations import MOST_LATE_H
from tenants.services.settings import LONGEST_DISCLOSURE, LONGEST_UTM

VERSION = "Grows with every change of the settings."
IF_SENT = (
    "The one you read; 409 `newer` if somebody has changed the settings since. Without it, what you"
    " send is stored over whatever is there."
)


class OrganizationShape(OrganizationName):
    """The organization as all its members see it."""

    accent = serializers.CharField(help_text="Its colour, as #rrggbb.")
    created_at = Moment()


class SharingHours(Shape):
    """The organization's clock, when late is too late, and the hours to spread over."""

    time_zone = serializers.CharField(max_length=64)
    late_after_h = serializers.IntegerField(min_value=1, max_value=MOST_LATE_H)
    spread_from = Clock()
    spread_until = Clock()
    version = Number(source="settings_version", help_text=VERSION)


class SharingHoursChange(Shape):
    """What of it to change; what is not sent stays."""

    time_zone = serializers.CharField(max_length=64, required=False)
    late_after_h = serializers.IntegerField(min_value=1, max_value=MOST_LATE_H, required=False)
    spread_from = Clock(required=False)
    spread_until = Clock(required=False)
    version = Number(required=False, help_text=IF_SENT)


class General(Shape):
    """Name, address, language, who may invite, and whether posts take comments.

    `language` is "" while it is the instance's.
    """

    name = serializers.CharField()
    slug = serializers.CharField()
    language = serializers.CharField(allow_blank=True)
    inviters = serializers.ChoiceField(choices=Inviters.choices)
    takes_comments = serializers.BooleanField()
    version = Number(source="settings_version", help_text=VERSION)


class GeneralChange(Shape):
    """What of it to change; what is not sent stays. Old slugs lead to the new one for good."""

    name = serializers.CharField(max_length=120, required=False)
    slug = serializers.CharField(max_length=40, required=False)
    language = serializers.CharField(max_length=10, allow_blank=True, required=False)
    inviters = serializers.ChoiceField(choices=Inviters.choices, required=False)
    takes_comments = serializers.BooleanField(required=False)
    version = Number(required=False, help_text=IF_SENT)


class Privacy(Shape):
    """Whether boards are by choice alone, and of how many people at least anything is told."""

    privacy_mode = serializers.BooleanField()
    fewest = serializers.IntegerField()
    version = Number(source="settings_version", help_text=VERSION)


class PrivacyChange(Shape):
    """What of it to change; what is not sent stays. Turned on, everybody is asked anew."""

    privacy_mode = serializers.BooleanField(required=False)
    fewest = serializers.IntegerField(min_value=FEWEST, max_value=MOST_FEWEST, required=False)
    version = Number(required=False, help_text=IF_SENT)


class Links(Shape):
    """Where links begin and their tags ("" is the product's own), and the usual disclosure."""

    link_host = serializers.CharField(allow_blank=True)
    utm_source = serializers.CharField(allow_blank=True)
    utm_medium = serializers.CharField(allow_blank=True)
    utm_campaign = serializers.CharField(allow_blank=True)
    disclosure = serializers.CharField(allow_blank=True)
    version = Number(source="settings_version", help_text=VERSION)


class LinksChange(Shape):
    """What of it to change; what is not sent stays. Tags may name `{network}`.

    `link_host` is a proved domain of the organization's for links.
    """

    link_host = serializers.CharField(max_length=253, allow_blank=True, required=False)
    utm_source = serializers.CharField(max_length=LONGEST_UTM, allow_blank=True, required=False)
    utm_medium = serializers.CharField(max_length=LONGEST_UTM, allow_blank=True, required=False)
    utm_campaign = serializers.CharField(max_length=LONGEST_UTM, allow_blank=True, required=False)
    disclosure = serializers.CharField(
        max_length=LONGEST_DISCLOSURE, allow_blank=True, required=False
    )
    version = Number(required=False, help_text=IF_SENT)


class Look(Shape):
    """The colour, as #rrggbb."""

    accent = serializers.CharField()
    version = Number(source="settings_version", help_text=VERSION)


class LookChange(Shape):
    """The colour to be; the pages make it darker or lighter to be read."""

    accent = serializers.CharField(max_length=7)
    version = Number(required=False, help_text=IF_SENT)


class DomainShape(Shape):
    """A domain, and the TXT record that proves it is the organization's."""

    id = serializers.UUIDField(source="domain.public_id")
    name = serializers.CharField(source="domain.name")
    purpose = serializers.ChoiceField(choices=Purpose.choices, source="domain.purpose")
    joining = serializers.ChoiceField(choices=Joining.choices, source="domain.joining")
    record_name = serializers.CharField()
    record_value = serializers.CharField()
    created_at = Moment(source="domain.created_at")
    proved_at = Moment(source="domain.proved_at", allow_null=True)
    checked_at = Moment(source="domain.checked_at", allow_null=True)
    problem = serializers.CharField(
        source="domain.problem", allow_blank=True, help_text="What the last look found instead."
    )


class DomainCreate(Shape):
    """A domain to be proved: what stands behind the @, or one for short links."""

    name = serializers.CharField(max_length=253)
    purpose = serializers.ChoiceField(
        choices=Purpose.choices, required=False, default=Purpose.EMAIL
    )


class DomainChange(Shape):
    """How people with an address there come in."""

    joining = serializers.ChoiceField(choices=Joining.choices)


class EventShape(Shape):
    """One administrative act: ids and codes, no names."""

    id = serializers.UUIDField(source="public_id")
    at = Moment()
    act = serializers.CharField()
    via = serializers.ChoiceField(choices=Via.choices)
    by = serializers.UUIDField(source="by.public_id", allow_null=True, default=None)
    subject_kind = serializers.CharField(allow_blank=True)
    subject = serializers.UUIDField(allow_null=True)
    data = serializers.DictField()


class EventQuery(PageQuery):
    """Which ones."""

    act = serializers.ChoiceField(choices=Act.choices, required=False)
    by = serializers.UUIDField(required=False, help_text="The member who did it.")
    subject = serializers.UUIDField(required=False, help_text="What it was about.")
