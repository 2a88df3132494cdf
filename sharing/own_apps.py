"""By which app members connect to each network, as the organization's page of networks shows it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sharing.models import AppState, Connection, OwnApp
from sharing.networks import NETWORKS
from sharing.networks.abilities import (
    Priced,
    RegisteredByHand,
)
from sharing.networks.base import Network
from sharing.registered import registered_app
from sharing.services.connecting import redirect_uri


@dataclass(frozen=True)
class OwnAppRow:
    """A network whose app is registered by hand: whose is used, and what to register.

    `accounts` are connected by the own app, `others` by this site's. `approved_scopes` are asked
    for besides, where the network has approved the app for that.
    """

    key: str
    label: str
    app: OwnApp | None
    has_site_app: bool
    accounts: int
    others: int
    redirect_uri: str
    scopes: tuple[str, ...]
    approved_scopes: tuple[str, ...]
    is_priced: bool

    @property
    def whose(self) -> str:
        """Return whose app members connect by: "own", "site", or "none" where it is hidden."""
        if self.app is not None:
            return "own"
        return "site" if self.has_site_app else "none"

    @property
    def takes_approval(self) -> bool:
        """Tell whether the network approves some apps for more."""
        return bool(self.approved_scopes)

    @property
    def is_refused(self) -> bool:
        """Tell whether the network refused the own app when it was last asked."""
        return self.app is not None and self.app.state == AppState.REFUSED

    @property
    def headline(self) -> str:
        """Say by whose app members connect."""
        return {
            "own": _("Your own app"),
            "site": _("This site’s app"),
            "none": _("No app, so it is hidden"),
        }[self.whose]

    @property
    def accounts_words(self) -> str:
        """Say how many accounts are connected, by which app."""
        own = ngettext(
            "%(count)s account is connected by your own app.",
            "%(count)s accounts are connected by your own app.",
            self.accounts,
        )
        site = ngettext(
            "%(count)s account is connected by this site’s app, and stays so until it is"
            " connected again.",
            "%(count)s accounts are connected by this site’s app, and stay so until they are"
            " connected again.",
            self.others,
        )
        said = [own % {"count": self.accounts}] if self.app is not None else []
        if self.app is not None and self.others:
            said.append(site % {"count": self.others})
        return " ".join(said)

    @property
    def removing_words(self) -> str:
        """Say what removing or replacing the own app does to the accounts connected by it."""
        if not self.accounts:
            return _("No account is connected by it.")
        text = ngettext(
            "%(count)s member has to connect their account again. We tell them; what they share"
            " meanwhile waits, and nothing is lost.",
            "%(count)s members have to connect their accounts again. We tell them; what they share"
            " meanwhile waits, and nothing is lost.",
            self.accounts,
        )
        return text % {"count": self.accounts}


def own_app_rows() -> list[OwnAppRow]:
    """Return the networks where an own app can be brought, in scope; always two queries."""
    apps = {app.network: app for app in OwnApp.objects.in_force().select_related("changed_by")}
    by_hand = [one for one in NETWORKS if isinstance(one, RegisteredByHand)]
    active = Connection.objects.active().filter(network__in=[one.key for one in by_hand])
    counted = active.values_list("network", "own_app").annotate(Count("pk")).order_by()
    accounts = {(key, own_app): count for key, own_app, count in counted}
    return [_row(one, apps.get(one.key), accounts) for one in by_hand]


def _row(
    adapter: Network, app: OwnApp | None, accounts: dict[tuple[str, int | None], int]
) -> OwnAppRow:
    approved = adapter.approved_scopes if isinstance(adapter, RegisteredByHand) else ()
    return OwnAppRow(
        key=adapter.key,
        label=adapter.label,
        app=app,
        has_site_app=registered_app(adapter.key) is not None,
        accounts=accounts.get((adapter.key, app.pk), 0) if app else 0,
        others=accounts.get((adapter.key, None), 0),
        redirect_uri=redirect_uri(adapter.key),
        scopes=adapter.scopes,
        approved_scopes=approved,
        is_priced=isinstance(adapter, Priced),
    )
