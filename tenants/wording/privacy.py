"""What members are told of how private numbers are."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tenants.wording.told import Params, Told


def privacy_set(params: Params) -> Told:
    """Say who stands on the leaderboard now, and of how few people nothing is told."""
    few = _("Nothing is told of fewer than %(fewest)s people.") % params
    if params["is_on"]:
        headline = _("%(organization)s is in privacy mode") % params
        detail = _("You are on the leaderboard only if you say so, under a name you choose.")
    else:
        headline = _("%(organization)s is not in privacy mode") % params
        detail = _("Who has not said otherwise is on the leaderboard. You can leave it any time.")
    return Told(headline, f"{detail} {few}", "info", "shield-check", _("Who sees what of you"))
