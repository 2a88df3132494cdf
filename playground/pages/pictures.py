"""Pictures of people, drawn from their names, and those in posts."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO

from flask import Blueprint, Response, abort, render_template, send_file

from playground.world import world

pictures = Blueprint("pictures", __name__)
# Background and shape of a picture; white letters are readable on each.
_COLOURS = (
    ("#a8482a", "#c9683f"),
    ("#8a4b6b", "#ad6a8b"),
    ("#4b6b3f", "#6b8b58"),
    ("#2f6470", "#4d8490"),
    ("#7a5a1e", "#9c7838"),
    ("#5a4a8a", "#7b6aac"),
    ("#8f3d3d", "#b15a58"),
)


@pictures.get("/media/<digest>")
def medium(digest: str) -> Response:
    """A picture, video or document that somebody posted; a player asks for pieces of it."""
    mime, data = world().media.file(digest) or abort(404)
    is_shown = mime.startswith(("image/", "video/"))
    response = send_file(
        BytesIO(data),
        mimetype=mime or "application/octet-stream",
        conditional=True,
        as_attachment=not is_shown,
        download_name=None if is_shown else "document",
    )
    response.headers["Cache-Control"] = "max-age=86400, immutable"
    return response


@pictures.get("/avatars/<account_id>.svg")
def avatar(account_id: str) -> Response:
    """A person's picture: their initial on a colour of their own."""
    person = world().accounts.by_id(account_id) or abort(404)
    number = sha256(person.username.lower().encode()).digest()[0]
    ground, shape = _COLOURS[number % len(_COLOURS)]
    svg = render_template(
        "avatar.svg", initial=person.display_name[:1].upper(), ground=ground, shape=shape
    )
    response = Response(svg, mimetype="image/svg+xml")
    response.headers["Cache-Control"] = "max-age=300"
    return response
