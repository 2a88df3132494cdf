"""The blueprint all of LinkedIn's routes hang on, and its errors."""

from __future__ import annotations

from flask import Blueprint, Response

from playground.networks.linkedin.errors import Refused, refusal

api = Blueprint("linkedin", __name__)


@api.errorhandler(Refused)
def refused(error: Refused) -> Response:
    """Answer a refusal in LinkedIn's words."""
    return refusal(error)
