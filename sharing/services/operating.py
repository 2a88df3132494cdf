"""What whoever runs the deployment does with networks: pause one, let it go on, try it again.

No act of any organization, so none of their audits has it: it is logged, with who did it.
"""

from __future__ import annotations

from datetime import datetime

import structlog
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sharing.models import NetworkGate, Passage
from sharing.networks import NETWORKS, network
from sharing.services.parking import wake

log = structlog.get_logger("sharing.operating")

LONGEST_WHY = 200


def pause_network(*, network_key: str, why: str, by: str, now: datetime) -> None:
    """Let nothing go to a network until `try_network`; what is due waits and says why.

    Calls under way end. Raises ValidationError: "network" (there is none), "why" (empty, too long).
    """
    _require(network_key)
    why = " ".join(why.split())
    if not why:
        raise ValidationError(_("Say why: everybody whose shares wait will read it."), "why")
    if len(why) > LONGEST_WHY:
        said = _("Say it in %(most)s characters.") % {"most": LONGEST_WHY}
        raise ValidationError(said, "why")
    words = {"network": network(network_key).label, "why": why}
    problem = _("%(network)s is paused here: %(why)s") % words
    NetworkGate.objects.update_or_create(
        network=network_key,
        host="",
        app="",
        defaults={"passage": Passage.PAUSED, "problem": problem[:300], "since": now},
    )
    log.warning("network.paused", network=network_key, by=by, why=why)


def try_network(*, network_key: str, by: str, now: datetime) -> int:
    """End a pause, and let one share try each broken server now; return how many were woken.

    Raises ValidationError "network" where there is none.
    """
    _require(network_key)
    gates = NetworkGate.objects.filter(network=network_key)
    gates.filter(passage=Passage.PAUSED).update(
        passage=Passage.FREE, problem="", since=now, failures=0
    )
    gates.filter(passage=Passage.BROKEN).update(probe_at=now)
    woken = wake(network_key, "", now=now)
    log.warning("network.tried", network=network_key, by=by, woken=woken)
    return woken


def _require(network_key: str) -> None:
    if network_key not in {one.key for one in NETWORKS}:
        known = ", ".join(one.key for one in NETWORKS)
        raise ValidationError(_("There are: %(known)s.") % {"known": known}, "network")
