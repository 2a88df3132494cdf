"""What members are told of how private numbers are."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tenants.wording.told import Params, Told


def privacy_set(params: Params) -> Told:
    """Say who stands on the leaderboard now, and of how few people nothing is told."""
    few = _("Nothing is told of fewer than %(fewest)s people.") % params
    link = _("Who sees what of you")
    if not params["is_mode"]:
        headline = _("%(organization)s tells nothing of fewer than %(fewest)s people") % params
        same = _("Who is on the leaderboard stays as it was.")
        return Told(headline, same, "info", "shield-check", link)
    if params["is_on"]:
        headline = _("%(organization)s is in privacy mode") % params
        detail = _("You are on the leaderboard only if you say so, under a name you choose.")
    else:
        headline = _("%(organization)s is not in privacy mode") % params
        detail = _(
            "Who said yes to the leaderboard, or comes from now on, is on it until they say "
            "otherwise; who never answered is not."
        )
    return Told(headline, f"{detail} {few}", "info", "shield-check", link)
