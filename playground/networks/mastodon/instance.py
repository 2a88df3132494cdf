"""Mastodon's description of a server. Source: docs.joinmastodon.org/methods/instance/."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Response, jsonify

from playground.networks.mastodon.routes import api
from playground.world import world

VERSION = "4.5.0"
API_VERSION = 7
_DESCRIPTION = "A pretend social network. Nothing here leaves this machine."
MIME_TYPES = ("image/jpeg", "image/png", "image/gif", "image/webp")
VIDEO_TYPES = ("video/mp4", "video/quicktime")
VIDEO_LIMIT, VIDEO_PIXELS = 103809024, 8294400
_VIDEOS = {
    "video_size_limit": VIDEO_LIMIT,
    "video_frame_rate_limit": 120,
    "video_matrix_limit": VIDEO_PIXELS,
}
_POLLS = {
    "max_options": 4,
    "max_characters_per_option": 50,
    "min_expiration": 300,
    "max_expiration": 2629746,
}


@api.get("/api/v2/instance", endpoint="instance__v2")
def instance_v2() -> Response:
    """Describe this server, the way of 4.0 and later."""
    base = world().base_url()
    picture = f"{base}/static/header.svg"
    return jsonify(
        {
            "domain": urlsplit(base).netloc,
            "title": "Playground",
            "version": VERSION,
            "source_url": "https://github.com/mastodon/mastodon",
            "description": _DESCRIPTION,
            "usage": {"users": {"active_month": len(world().accounts.all())}},
            "thumbnail": {"url": picture},
            "icon": [{"src": f"{base}/static/icon.svg", "size": "48x48"}],
            "languages": ["en"],
            "configuration": {
                "urls": {"streaming": None, "status": None},
                "accounts": {"max_featured_tags": 10, "max_pinned_statuses": 5},
                "statuses": _statuses(),
                "media_attachments": _media(),
                "polls": _POLLS,
                "translation": {"enabled": False},
            },
            "registrations": {"enabled": False, "approval_required": False, "message": None},
            "api_versions": {"mastodon": API_VERSION},
            "contact": {"email": "playground@example.org", "account": None},
            "rules": [],
        }
    )


@api.get("/api/v1/instance", endpoint="instance__v1")
def instance_v1() -> Response:
    """Describe this server, the old way."""
    base = world().base_url()
    return jsonify(
        {
            "uri": urlsplit(base).netloc,
            "title": "Playground",
            "short_description": _DESCRIPTION,
            "description": _DESCRIPTION,
            "email": "playground@example.org",
            "version": VERSION,
            "urls": {"streaming_api": base.replace("http", "ws", 1)},
            "stats": {
                "user_count": len(world().accounts.all()),
                "status_count": world().timeline.count(),
                "domain_count": 1,
            },
            "thumbnail": f"{base}/static/header.svg",
            "languages": ["en"],
            "registrations": False,
            "approval_required": False,
            "invites_enabled": False,
            "configuration": {
                "accounts": {"max_featured_tags": 10},
                "statuses": _statuses(),
                "media_attachments": _media(),
                "polls": _POLLS,
            },
            "contact_account": None,
            "rules": [],
        }
    )


def _media() -> dict[str, Any]:
    values = world().settings.values
    return {
        "supported_mime_types": [*MIME_TYPES, *VIDEO_TYPES],
        "description_limit": values.description_limit,
        "image_size_limit": values.image_size_limit,
        "image_matrix_limit": values.image_matrix_limit,
        **_VIDEOS,
    }


def _statuses() -> dict[str, Any]:
    values = world().settings.values
    return {
        "max_characters": values.max_characters,
        "max_media_attachments": values.max_media_attachments,
        "characters_reserved_per_url": values.characters_reserved_per_url,
    }
