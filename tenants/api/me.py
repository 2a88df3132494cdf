"""Oneself: profile, preferences, what one is told, one's tokens."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.shortcuts import get_object_or_404

from tenants.api.shapes import (
    NoticeChoices,
    NotificationQuery,
    NotificationShape,
    Preferences,
    PreferencesChange,
    Profile,
    Seen,
    TokenShape,
)
from tenants.models import ApiToken, Member, Notification
from tenants.notices import Choice, choices_of
from tenants.notifying import mark_all_read, mark_read, set_notifications
from tenants.rest.endpoints import Call, Endpoints, endpoint
from tenants.rest.paging import Page
from tenants.rest.shapes import PageQuery
from tenants.roles import Permission
from tenants.services.preferences import set_preferences
from tenants.services.tokens import revoke_token
from tenants.token_scopes import Scope
from tenants.wording import put_into_words
from tenants.wording.told import Told


@dataclass(frozen=True)
class Self:
    """A member with what they and their token may do."""

    member: Member
    token: ApiToken
    permissions: list[Permission]


@dataclass(frozen=True)
class Line:
    """A notification in words."""

    row: Notification
    told: Told


class Me(Endpoints):
    """Oneself."""

    tag = "Me"

    @endpoint(scope=Scope.ME_READ, gives=Profile, before_policy=True)
    def show(self, call: Call) -> Self:
        """Say whose token this is, and what it is good for."""
        may = [permission for permission in Permission if call.member.may(permission)]
        return Self(call.member, call.token, may)

    @endpoint(scope=Scope.ME_READ, gives=Preferences, before_policy=True)
    def preferences(self, call: Call) -> Member:
        """Give one's preferences."""
        return call.member

    @endpoint(scope=Scope.ME_WRITE, takes=PreferencesChange, gives=Preferences, before_policy=True)
    def set_preferences(self, call: Call) -> Member:
        """Change preferences."""
        return set_preferences(member=call.member, **call.data)

    @endpoint(scope=Scope.ME_READ, gives=NoticeChoices, before_policy=True)
    def notification_settings(self, call: Call) -> dict[str, list[Choice]]:
        """Say where one is told of what."""
        return {"settings": choices_of(call.member)}

    @endpoint(scope=Scope.ME_WRITE, takes=NoticeChoices, gives=NoticeChoices, before_policy=True)
    def set_notification_settings(self, call: Call) -> dict[str, list[Choice]]:
        """Choose where one is told; kinds that are not sent stay."""
        chosen = {one["kind"]: (one["in_app"], one["by_mail"]) for one in call.data["settings"]}
        set_notifications(member=call.member, chosen=chosen)
        return {"settings": choices_of(call.member)}


class Notifications(Endpoints):
    """What one was told."""

    tag = "Me"

    @endpoint(
        scope=Scope.ME_READ, query=NotificationQuery, gives=NotificationShape, before_policy=True
    )
    def index(self, call: Call) -> Page:
        """List what one was told, newest first."""
        own = Notification.objects.of(call.member)
        page = call.cut.take(own.unread() if call.query["unread"] else own, "-created_at", "-pk")
        lines = [Line(row, put_into_words(row.kind, row.params)) for row in page.rows]
        return Page(lines, page.position)

    @endpoint(scope=Scope.ME_WRITE, gives=Seen, before_policy=True)
    def see_all(self, call: Call) -> dict[str, int]:
        """Note that one has seen everything."""
        return {"count": mark_all_read(member=call.member, now=call.now)}

    @endpoint(scope=Scope.ME_WRITE, gives=NotificationShape, before_policy=True)
    def see(self, call: Call, public_id: UUID) -> Line:
        """Note that one has seen this."""
        own = Notification.objects.of(call.member)
        found = get_object_or_404(own, public_id=public_id)
        mark_read(notification=found, now=call.now)
        found.refresh_from_db()
        return Line(found, put_into_words(found.kind, found.params))


class Tokens(Endpoints):
    """One's own tokens; making one needs a person who has just signed in, so it has no endpoint."""

    tag = "Me"

    @endpoint(scope=Scope.ME_READ, query=PageQuery, gives=TokenShape, before_policy=True)
    def index(self, call: Call) -> Page:
        """List one's own tokens."""
        return call.cut.take(ApiToken.objects.of(call.member), "-created_at", "-pk")

    @endpoint(scope=Scope.ME_WRITE, before_policy=True)
    def revoke(self, call: Call, public_id: UUID) -> None:
        """Revoke a token of one's own, this one too."""
        own = ApiToken.objects.of(call.member)
        token = get_object_or_404(own, public_id=public_id)
        revoke_token(token=token, by=call.member, now=call.now)
