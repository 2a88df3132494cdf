"""What a token may be used for: an area of the API, to read or to write.

A scope narrows, it never widens: what the member's own roles do not grant, no token grants.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """What a person ticks when they make a token; the labels are what they read."""

    ME_READ = "me:read", _("Read your profile, preferences and notifications")
    ME_WRITE = "me:write", _("Change your preferences, mark notifications as seen")
    POSTS_READ = "posts:read", _("Read posts, topics and pictures")
    POSTS_WRITE = "posts:write", _("Write, approve and archive posts, as far as you may")
    SHARES_READ = "shares:read", _("Read your shares and your calendar")
    SHARES_WRITE = "shares:write", _("Share in your name, plan, take back and delete shares")
    CONNECTIONS_READ = "connections:read", _("See which accounts you have connected")
    CONNECTIONS_WRITE = "connections:write", _("Check and disconnect your accounts")
    POLICY_READ = "policy:read", _("Read the guidelines and check words against them")
    POLICY_WRITE = "policy:write", _("Accept the guidelines, and publish them if you may")
    HELP_READ = "help:read", _("Read your concerns, and those of others if you look after them")
    HELP_WRITE = (
        "help:write",
        _("Raise concerns, answer, and look after those of others if you may"),
    )
    ANALYTICS_READ = "analytics:read", _("Read the numbers that you can see")
    ANALYTICS_WRITE = "analytics:write", _("Enter numbers, set goals and reports, if you may")
    MEMBERS_READ = "members:read", _("Read members, teams and who wants to join, if you may")
    MEMBERS_WRITE = "members:write", _("Invite people, change members and teams, if you may")
    ORGANIZATION_READ = "organization:read", _("Read the settings, and the audit if you may")
    ORGANIZATION_WRITE = "organization:write", _("Change the settings, if you may")
    WEBHOOKS_READ = "webhooks:read", _("Read webhooks and what was sent, if you may")
    WEBHOOKS_WRITE = "webhooks:write", _("Pause, test and remove webhooks, if you may")
