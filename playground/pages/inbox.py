"""The mails the product sent in development."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, render_template, request

from playground.inbox import Mail
from playground.pages.letters import clickable, links_of
from playground.world import world

inbox = Blueprint("inbox", __name__)
# A mail is somebody else's page: no scripts, no forms, no requests; its links open in the window.
# The same origin is kept, harmless without scripts, so that the frame can be made to fit.
_SANDBOX = (
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
    " allow-top-navigation-by-user-activation;"
    " default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
)


@inbox.get("/inbox")
def mails() -> str:
    """All mails, newest first."""
    name = "_mails.html" if request.args.get("fragment") else "inbox.html"
    return render_template(name, mails=world().inbox.all())


@inbox.get("/inbox/<int:mail_id>")
def mail(mail_id: int) -> str:
    """One mail."""
    found = _mail(mail_id)
    as_text = not found.html or request.args.get("as") == "text"
    return render_template(
        "mail.html",
        mail=found,
        as_text=as_text,
        links=links_of(found),
        body=clickable(found.text),
    )


@inbox.get("/inbox/<int:mail_id>/html")
def mail_html(mail_id: int) -> Response:
    """The HTML part of a mail, for the frame that shows it."""
    found = _mail(mail_id)
    response = make_response(f'<base target="_top">{found.html}')
    response.headers["Content-Security-Policy"] = _SANDBOX
    return response


def _mail(mail_id: int) -> Mail:
    return world().inbox.find(mail_id) or abort(404)
