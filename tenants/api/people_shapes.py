"""Shapes of members, teams, invitations and who asks to join."""

from __future__ import annotations

from rest_framework import serializers

from tenants.lists import MOST_LINES
from tenants.models import Outcome
from tenants.naming import NAME_LENGTH
from tenants.rest.shapes import Moment, Named, PageQuery, Shape
from tenants.roles import TEAM_ROLES, Role
from tenants.selectors.members import LONGEST_SEARCH, SHORTEST_NAME
from tenants.services.bulk import MOST_AT_ONCE, Change
from tenants.services.teams import TEAM_NAME_LENGTH


class AnswersFor(Shape):
    """A role that is for teams, and one of its teams."""

    role = serializers.ChoiceField(choices=TEAM_ROLES)
    team = Named()


class MemberShape(Shape):
    """A member as those who manage members see them; nothing of what they share."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    email = serializers.EmailField(source="user.email")
    roles = serializers.ListField(child=serializers.ChoiceField(choices=Role.choices))
    team = Named(allow_null=True)
    answers_for = AnswersFor(
        many=True, source="team_roles", help_text="The teams that a role of theirs is for."
    )
    is_executive = serializers.BooleanField(help_text="Whether boards show them apart.")
    joined_at = Moment()
    left_at = Moment(allow_null=True, help_text="Since when they do not take part any more.")


class MemberQuery(PageQuery):
    """Which ones."""

    words = serializers.CharField(
        required=False,
        max_length=LONGEST_SEARCH,
        help_text="What a name, a last name or an address begins with.",
    )
    role = serializers.ChoiceField(choices=Role.choices, required=False)
    team = serializers.UUIDField(required=False)
    state = serializers.ChoiceField(
        choices=[("active", "Active"), ("left", "Deactivated")], required=False, default="active"
    )


class ColleagueQuery(PageQuery):
    """Whom to find."""

    q = serializers.CharField(max_length=LONGEST_SEARCH, min_length=SHORTEST_NAME)


class ColleagueShape(Shape):
    """A colleague as any member may find them; nothing of what they share."""

    name = serializers.CharField()
    team = Named(allow_null=True)


class AnswersForChange(Shape):
    """A role that is for teams, and one of its teams."""

    role = serializers.ChoiceField(choices=TEAM_ROLES)
    team = serializers.UUIDField()


class MemberChange(Shape):
    """What to change; what is not sent stays, and lists are whole.

    `team` null is none. Without `answers_for` the roles that stay keep their teams.
    """

    roles = serializers.ListField(
        child=serializers.ChoiceField(choices=Role.choices), required=False, max_length=6
    )
    team = serializers.UUIDField(required=False, allow_null=True)
    answers_for = AnswersForChange(many=True, required=False)
    is_executive = serializers.BooleanField(required=False)


class ManyChange(Shape):
    """One change to many members: `role` goes with the changes of roles, `team` with its own."""

    members = serializers.ListField(
        child=serializers.UUIDField(), min_length=1, max_length=MOST_AT_ONCE
    )
    change = serializers.ChoiceField(choices=Change.choices)
    role = serializers.ChoiceField(choices=Role.choices, required=False)
    team = serializers.UUIDField(required=False, allow_null=True)


class ManyChanged(Shape):
    """Whom it changed; the others were so already."""

    members = serializers.ListField(child=serializers.UUIDField())
    teams_before = serializers.DictField(
        child=serializers.CharField(allow_blank=True),
        source="before",
        help_text='For a change of team: by member the id of the team they were in, "" for none.',
    )


class TokenHolderShape(Shape):
    """A member with how many good tokens they have; nothing of a token itself."""

    member = Named()
    count = serializers.IntegerField()
    last_used_at = Moment(allow_null=True)


class TokenHolders(Shape):
    """Who has tokens, at most 200."""

    items = TokenHolderShape(many=True)


class InvitationShape(Shape):
    """An invitation that waits. Its link is in its mail and on the invitations page."""

    id = serializers.UUIDField(source="public_id")
    email = serializers.EmailField()
    name = serializers.CharField(allow_blank=True)
    roles = serializers.ListField(child=serializers.ChoiceField(choices=Role.choices))
    team = Named(allow_null=True)
    created_at = Moment()
    expires_at = Moment()


class InvitationQuery(PageQuery):
    """Which ones: those that can be accepted, or those that have run out."""

    state = serializers.ChoiceField(
        choices=[("open", "Open"), ("expired", "Expired")], required=False, default="open"
    )


class InvitationCreate(Shape):
    """Whom to invite; everyone is an advocate, `roles` are what else they do."""

    email = serializers.EmailField()
    name = serializers.CharField(required=False, allow_blank=True, max_length=NAME_LENGTH)
    roles = serializers.ListField(
        child=serializers.ChoiceField(choices=Role.choices), required=False, max_length=6
    )
    team = serializers.UUIDField(required=False, allow_null=True)


class ImportLineCreate(Shape):
    """One person of a list. `roles` by code, `team` by name; "" takes what holds for all."""

    email = serializers.CharField(max_length=254)
    name = serializers.CharField(required=False, allow_blank=True, max_length=NAME_LENGTH)
    roles = serializers.ListField(
        child=serializers.ChoiceField(choices=Role.choices), required=False, max_length=6
    )
    team = serializers.CharField(required=False, allow_blank=True, max_length=TEAM_NAME_LENGTH)


class InvitationImportCreate(Shape):
    """A list of people to invite; `roles` and `team` are for those that name none."""

    lines = serializers.ListField(child=ImportLineCreate(), min_length=1, max_length=MOST_LINES)
    roles = serializers.ListField(
        child=serializers.ChoiceField(choices=Role.choices), required=False, max_length=6
    )
    team = serializers.UUIDField(required=False, allow_null=True)
    makes_teams = serializers.BooleanField(
        required=False, default=False, help_text="Make teams that are not there yet."
    )


class InvitationImportShape(Shape):
    """A list of people to invite; workers see to it line by line."""

    id = serializers.UUIDField(source="public_id")
    total = serializers.IntegerField()
    makes_teams = serializers.BooleanField()
    created_at = Moment()
    finished_at = Moment(allow_null=True)


class ImportResult(Shape):
    """How many lines came to the same."""

    outcome = serializers.ChoiceField(choices=Outcome.choices)
    count = serializers.IntegerField()


class InvitationImportReport(Shape):
    """How far a list is."""

    id = serializers.UUIDField(source="job.public_id")
    total = serializers.IntegerField(source="job.total")
    done = serializers.IntegerField()
    results = ImportResult(many=True)
    created_at = Moment(source="job.created_at")
    finished_at = Moment(source="job.finished_at", allow_null=True)


class ImportLineShape(Shape):
    """A line as it was sent, and what became of it: "" while it waits."""

    number = serializers.IntegerField()
    email = serializers.CharField(allow_blank=True)
    name = serializers.CharField(allow_blank=True)
    roles = serializers.CharField(allow_blank=True)
    team = serializers.CharField(allow_blank=True)
    outcome = serializers.ChoiceField(choices=Outcome.choices, allow_blank=True)


class JoinRequestShape(Shape):
    """A person who asks to become a member; `email` is the address by which they asked."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField(source="user.get_full_name")
    email = serializers.EmailField()
    asked_at = Moment()


class TeamShape(Named):
    """A team."""


class TeamCreate(Shape):
    """A team to be."""

    name = serializers.CharField(max_length=TEAM_NAME_LENGTH)


class TeamRename(Shape):
    """A team's new name."""

    name = serializers.CharField(max_length=TEAM_NAME_LENGTH)
