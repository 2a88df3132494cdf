"""What an organization puts into its own pages, so that they tell of conversions."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from sharing.arrivals import PARAMETER
from tenants.models import Organization

_SCRIPT = """<script>
(function () {
  var adv = new URLSearchParams(location.search).get("PARAMETER");
  try {
    if (adv) sessionStorage.setItem("PARAMETER", adv);
    else adv = sessionStorage.getItem("PARAMETER");
  } catch (e) {}
  window.advocacyGoal = function (goal) {
    if (adv) new Image().src = "PIXEL?goal=" + encodeURIComponent(goal)
      + "&PARAMETER=" + encodeURIComponent(adv);
  };
})();
</script>"""
_IMAGE = '<img src="PIXEL?goal=GOAL&amp;PARAMETER=TOKEN" width="1" height="1" alt="">'
_CALL = '<script>advocacyGoal("GOAL");</script>'


@dataclass(frozen=True)
class Snippets:
    """Lines to copy: a script for every page, its call where a goal is reached, and a picture."""

    script: str
    call: str
    image: str
    server: str


def snippets(organization: Organization, goal: str) -> Snippets:
    """Return the lines for an organization and one of its goals."""
    base = settings.BASE_URL.rstrip("/")
    pixel = base + reverse("analytics:pixel", args=[organization.slug])
    server = (
        f"POST {base}/api/v1/conversions\n"
        f'{{"goal": "{goal}", "{PARAMETER}": "TOKEN", "external_id": "ORDER"}}'
    )

    def filled(text: str) -> str:
        named = text.replace("PIXEL", pixel).replace("PARAMETER", PARAMETER)
        return named.replace("GOAL", goal)

    return Snippets(filled(_SCRIPT), filled(_CALL), filled(_IMAGE), server)
