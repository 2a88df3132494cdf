"""What the operator set up for networks with a fixed app, from the settings, read when asked."""

from __future__ import annotations

from django.conf import settings

from sharing.networks.linkedin.setup import SetUp


def linkedin() -> SetUp:
    """Return our app at LinkedIn; a stand-in speaks for both of LinkedIn's hosts."""
    stand_in = settings.LINKEDIN_STAND_IN
    hosts = {"api": stand_in, "www": stand_in} if stand_in else {}
    return SetUp(
        client_id=settings.LINKEDIN_CLIENT_ID,
        client_secret=settings.LINKEDIN_CLIENT_SECRET,
        version=settings.LINKEDIN_API_VERSION,
        has_analytics=settings.LINKEDIN_MEMBER_ANALYTICS,
        **hosts,
    )
