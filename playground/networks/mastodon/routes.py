"""The blueprint all of Mastodon's routes hang on, and its errors."""

from __future__ import annotations

from flask import Blueprint, Response

from playground.networks.mastodon.errors import Refused, problem

api = Blueprint("mastodon", __name__)


@api.errorhandler(Refused)
def refused(error: Refused) -> Response:
    """Answer a refusal in Mastodon's words."""
    return problem(error.status, error.text)
