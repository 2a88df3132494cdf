"""Bob connected to X at the playground, with a budget to spend."""

from __future__ import annotations

from django.utils import timezone

from sharing.models import Connection
from sharing.networks import network
from sharing.networks.base import Grant
from sharing.services.connecting import store_connection
from sharing.services.spending import set_budget
from tenants.models import Member
from tenants.scope import tenant
from tests.networks.x_server import grant_of
from tests.playground.server import Playground

LINK_POST = 200
"""What a post with a link costs, thousandths of a dollar."""


def connect_x(member: Member, playground: Playground, username: str = "bob") -> Connection:
    """Connect a member to X as if they had consented in the browser (outside any scope)."""
    grant: Grant = grant_of(playground, username)
    adapter = network("x")
    profile = adapter.profile(grant)
    with tenant(member.organization_id):
        return store_connection(
            member=member,
            network_key="x",
            grant=grant,
            profile=profile,
            limits=adapter.limits(grant.host),
            now=timezone.now(),
        )


def allow(admin: Member, mills: int) -> None:
    """Give an organization's X posts a monthly budget."""
    with tenant(admin.organization_id):
        set_budget(by=admin, network_key="x", monthly_mills=mills, now=timezone.now())


def configure(settings, playground: Playground) -> None:
    """Configure the playground's app as this site's at X."""
    settings.X_CLIENT_ID, settings.X_CLIENT_SECRET = playground.x_app(
        f"{settings.BASE_URL}/connect/x/callback"
    )
    settings.X_API_HOST = playground.host
