"""The web application: networks, pages for people, the control API."""

from __future__ import annotations

from flask import Flask, Response, jsonify, render_template, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import HTTPException

from playground.control import control
from playground.networks import NETWORKS, network_named
from playground.pages import PAGES
from playground.pages.filters import FILTERS
from playground.wire import Cutter, attach
from playground.world import World

_LARGEST_BODY = 110 * 1024 * 1024
"""A document of LinkedIn's, with room to be told that it is too large."""
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; media-src 'self';"
    " script-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none';"
    " frame-ancestors 'self'"
)


class _Json(DefaultJSONProvider):
    """JSON in the order it was written."""

    sort_keys = False


def create_app(world: World) -> Flask:
    """Make the application round a world."""
    app = Flask("playground")
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST_BODY
    app.extensions["playground"] = world
    app.json = _Json(app)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # by i18n
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for network in NETWORKS:
        attach(app, network)
    for blueprint in (control, *PAGES):
        app.register_blueprint(blueprint)
    app.register_error_handler(HTTPException, _http_error)
    app.after_request(_guard)
    app.wsgi_app = Cutter(app.wsgi_app)  # type: ignore[method-assign]  # Flask's way
    return app


_APIS = {"/xrpc/": "bluesky", "/2/": "x", "/rest/": "linkedin", "/v2/": "linkedin"}
"""How the addresses of a network's API begin, where it words its own errors."""


def _http_error(error: HTTPException) -> tuple[Response | str, int] | HTTPException:
    """Answer programs in JSON and people with a page."""
    status = error.code or 500
    if status < 400:  # noqa: PLR2004 - HTTP's own line
        return error
    name = next((name for begin, name in _APIS.items() if request.path.startswith(begin)), None)
    if name is not None:
        return network_named(name).problem(status, ""), status
    if request.path.startswith(("/api/", "/oauth/token", "/oauth/revoke", "/_playground/")):
        return jsonify({"error": error.name}), status
    return render_template("error.html", error=error), status


def _guard(response: Response) -> Response:
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if response.mimetype == "text/html":
        response.headers.setdefault("Content-Security-Policy", _POLICY)
    return response
