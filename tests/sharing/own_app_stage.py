"""Organizations with apps of their own at the playground's LinkedIn and X."""

from __future__ import annotations

from django.utils import timezone

from sharing.models import Connection, OwnApp
from sharing.networks import network
from sharing.services.connecting import redirect_uri
from sharing.services.own_apps import set_own_app
from tenants.models import Member
from tenants.scope import tenant
from tests.playground.server import Playground
from tests.sharing.consenting import decide

SECRET = "own-secret-known-by-sight"


def register(playground: Playground, key: str, client_id: str, *more: str) -> None:
    """Register an app as a person does on the network's own page; `more` it is approved for."""
    about = {"network": key, "name": "Acme", "redirect_uris": [redirect_uri(key)]}
    keys = {"client_id": client_id, "client_secret": SECRET}
    scopes = {"scopes": [*network(key).scopes, *more]} if key == "linkedin" else {}
    playground.control("POST", "apps", about | keys | scopes)


def bring(
    by: Member, key: str, client_id: str, secret: str = SECRET, *, is_approved: bool = False
) -> OwnApp:
    """Bring an own app as an admin does, in a scope of its own."""
    with tenant(by.organization_id):
        return set_own_app(
            by=by,
            network_key=key,
            client_id=client_id,
            client_secret=secret,
            is_approved=is_approved,
            now=timezone.now(),
        )


def consent_url(client, key: str, slug: str = "acme") -> str:
    """Press Connect; return the address of the network's page."""
    answer = client.post(f"/o/{slug}/connections/{key}/connect/")
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.context["url"])


def connect_by_page(client, key: str, name: str = "Bob") -> None:
    """Connect through the network's page for consent."""
    client.get(decide(consent_url(client, key), name=name))


def the_account(member: Member) -> Connection:
    """Return a member's one account, with its app."""
    with tenant(member.organization_id):
        found: Connection = Connection.objects.select_related("own_app").get(member=member)
        return found


def calls(playground: Playground, route: str) -> int:
    """How often a route was asked."""
    return sum(one["route"] == route for one in playground.ledger()["requests"])
