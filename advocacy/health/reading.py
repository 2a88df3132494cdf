"""The health page as a whole: its sections, each a function, always the same number of queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from advocacy.health.accounts import account_lines, app_lines, money_lines
from advocacy.health.engine import life_lines
from advocacy.health.lines import Section
from advocacy.health.networks import network_lines
from advocacy.health.shares import share_lines
from advocacy.health.telling import mail_line, webhook_line
from tenants.models import Organization


def _engine(organization: Organization, now: datetime) -> Section:
    del organization
    return Section("engine", _("The machinery"), life_lines(now))


def _shares(organization: Organization, now: datetime) -> Section:
    return Section("shares", _("Shares on their way"), share_lines(organization, now))


def _accounts(organization: Organization, now: datetime) -> Section:
    del now
    lines = [*account_lines(), *app_lines(organization)]
    return Section("accounts", _("Accounts by network"), lines)


def _networks(organization: Organization, now: datetime) -> Section:
    del organization
    return Section("networks", _("The networks"), network_lines(now))


def _money(organization: Organization, now: datetime) -> Section:
    return Section("money", _("Budgets"), money_lines(organization, now))


def _telling(organization: Organization, now: datetime) -> Section:
    webhooks = webhook_line(organization)
    lines = [mail_line(now), *([webhooks] if webhooks else [])]
    return Section("telling", _("What we send out"), lines)


SECTIONS: tuple[Callable[[Organization, datetime], Section], ...] = (
    _engine,
    _shares,
    _accounts,
    _networks,
    _money,
    _telling,
)
"""In the order of the page; one without lines is left out."""


def health_of(*, organization: Organization, now: datetime) -> list[Section]:
    """Return how an organization's sharing is doing, in its scope."""
    found = (section(organization, now) for section in SECTIONS)
    return [section for section in found if section.lines]
