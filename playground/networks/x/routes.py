"""The blueprint all of X's routes hang on, and its errors."""

from __future__ import annotations

from flask import Blueprint, Response

from playground.networks.x.errors import Refused, answer

api = Blueprint("x", __name__)


@api.errorhandler(Refused)
def refused(error: Refused) -> Response:
    """Answer a refusal in X's words."""
    return answer(error)
