"""What webhooks can tell, in one place: the docs, the page, the tests and `emit` read it here.

Nothing here says who shared: who shares is each person's own choice, and neither a member nor the
address of a share, which names their account, goes out. People appear by id, in what is about the
membership itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class WebhookEvent(models.TextChoices):
    """The types of events, as `thing.happened`."""

    SHARE_PUBLISHED = "share.published", _("A share is live")
    SHARE_FAILED = "share.failed", _("A share did not go out")
    SHARE_RECALLED = "share.recalled", _("A share was deleted from its network")
    SHARE_SELF_REPORTED = "share.self_reported", _("A share was posted by hand")
    PAUSE_STARTED = "pause.started", _("Sharing is paused")
    PAUSE_ENDED = "pause.ended", _("Sharing goes on")
    POST_CREATED = "post.created", _("A post was written")
    POST_SUBMITTED = "post.submitted", _("A post waits for approval")
    POST_APPROVED = "post.approved", _("A post is in the feed")
    POST_ARCHIVED = "post.archived", _("A post left the feed")
    MEMBER_INVITED = "member.invited", _("Someone was invited")
    MEMBER_JOINED = "member.joined", _("Someone joined")
    MEMBER_LEFT = "member.left", _("Someone left")
    POLICY_PUBLISHED = "policy.published", _("The guidelines changed")


PING = "ping"
"""What the test button sends; nobody subscribes to it."""

UUID = {"type": "string", "format": "uuid"}
TEXT = {"type": "string"}
NUMBER = {"type": "integer", "minimum": 1}
SHARE = {"share": UUID, "post": UUID, "network": TEXT}
POST = {"post": UUID, "title": TEXT, "link": TEXT, "version": NUMBER}
A_SHARE = {
    "share": "0b6f0b3e-6f3b-4a0e-9a52-0f3f4f3f7a11",
    "post": "7f7b7a64-53c0-4f0e-8f0c-3c1d6f1f2b22",
    "network": "mastodon",
}
A_POST = {
    "post": "7f7b7a64-53c0-4f0e-8f0c-3c1d6f1f2b22",
    "title": "Our Porto plant runs on its own roof",
    "link": "https://acme.example/porto",
    "version": 3,
}
A_PAUSE = "2a64c1de-6f0a-4a61-9a1c-5b9a3c1d7e55"
A_MEMBER = "c3f4f0de-8a6b-4b52-9a66-2f4f5f6f7c33"


@dataclass(frozen=True)
class EventType:
    """One type: when it is sent, the fields of its `data`, and an example of them."""

    says: str | Promise
    fields: Mapping[str, Any]
    example: Mapping[str, Any]

    @property
    def data_schema(self) -> dict[str, Any]:
        """Return the JSON schema of `data`."""
        return {
            "type": "object",
            "properties": dict(self.fields),
            "required": list(self.fields),
            "additionalProperties": False,
        }


EVENTS: dict[str, EventType] = {
    WebhookEvent.SHARE_PUBLISHED: EventType(_("A share went live on a network."), SHARE, A_SHARE),
    WebhookEvent.SHARE_FAILED: EventType(
        _("A share ended without being posted; `reason` is a code, such as refused or backoff."),
        {**SHARE, "reason": TEXT},
        {**A_SHARE, "reason": "refused"},
    ),
    WebhookEvent.SHARE_RECALLED: EventType(
        _("A live share was deleted from its network, by who had shared it or by a recall."),
        SHARE,
        A_SHARE,
    ),
    WebhookEvent.SHARE_SELF_REPORTED: EventType(
        _("A person says that they posted it by hand; they can take that back for two weeks."),
        SHARE,
        {**A_SHARE, "network": "linkedin"},
    ),
    WebhookEvent.PAUSE_STARTED: EventType(
        _("Sharing was paused: nothing goes out until it ends. `reason` is what everybody sees."),
        {"pause": UUID, "reason": TEXT},
        {"pause": A_PAUSE, "reason": "There was an accident at the Porto plant."},
    ),
    WebhookEvent.PAUSE_ENDED: EventType(
        _("The pause is over: what waited goes out."), {"pause": UUID}, {"pause": A_PAUSE}
    ),
    WebhookEvent.POST_CREATED: EventType(_("A draft was saved for the first time."), POST, A_POST),
    WebhookEvent.POST_SUBMITTED: EventType(
        _("A writer asked for the approval of a draft."), POST, A_POST
    ),
    WebhookEvent.POST_APPROVED: EventType(_("A post went into the feed."), POST, A_POST),
    WebhookEvent.POST_ARCHIVED: EventType(_("A post was put into the archive."), POST, A_POST),
    WebhookEvent.MEMBER_INVITED: EventType(
        _("An invitation was written or renewed. It names nobody."),
        {"invitation": UUID},
        {"invitation": "5e0a1c2b-0d4f-4a3b-8e61-7b8c9d0e1d44"},
    ),
    WebhookEvent.MEMBER_JOINED: EventType(
        _("A person became a member, or is one again."), {"member": UUID}, {"member": A_MEMBER}
    ),
    WebhookEvent.MEMBER_LEFT: EventType(
        _("A membership ended."), {"member": UUID}, {"member": A_MEMBER}
    ),
    WebhookEvent.POLICY_PUBLISHED: EventType(
        _("A new version of the guidelines is in force."), {"version": NUMBER}, {"version": 4}
    ),
    PING: EventType(_("Somebody pressed “Send a test”."), {"webhook": UUID}, {"webhook": A_MEMBER}),
}


def payload_schema(kind: str) -> dict[str, Any]:
    """Return the JSON schema of a whole body of this type."""
    properties = {
        "id": UUID,
        "type": {"const": kind},
        "created_at": {"type": "string", "format": "date-time"},
        "organization": TEXT,
        "data": EVENTS[kind].data_schema,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": kind,
        "type": "object",
        "properties": properties,
        "required": list(properties),
    }
