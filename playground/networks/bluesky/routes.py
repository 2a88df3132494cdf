"""The blueprint all of Bluesky's routes hang on, and its errors."""

from __future__ import annotations

from flask import Blueprint, Response

from playground.networks.bluesky.errors import Refused, answer, problem

api = Blueprint("bluesky", __name__)


@api.errorhandler(Refused)
def refused(error: Refused) -> Response:
    """Answer a refusal by its name."""
    return answer(error.name, error.message, error.status)


@api.route("/xrpc/<path:nsid>", methods=["GET", "POST"], endpoint="xrpc__unknown")
def xrpc_unknown(nsid: str) -> Response:
    """Say of any other method that it is not spoken here."""
    del nsid
    return problem(501)
