"""Every endpoint as the router knows it, and what an example call of one is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern

from advocacy.api.urls import VERSION_1
from tenants.rest.endpoints import Endpoints, Spec, operation_name


@dataclass(frozen=True)
class Example:
    """A call that does something sensible in the house of `tests.api.house`.

    The path names things of the house as `{post}`; what is sent may too.
    """

    path: str
    data: Any = None


REFUSED_AS_THINGS_STAND = {
    # nothing of the house is live at a network, and no account has a credential
    "shares_delete": 409,
    "connections_check": 422,
    # there are topics already
    "topics_begin": 422,
    # no share has this link
    "conversions_create": 422,
    # nothing is paused
    "pauses_end": 409,
    # its secret can't be read
    "own_apps_check": 422,
    # its address is one that nobody is called at
    "sources_find": 422,
    # one curator may change posts alone: nothing has to be proposed
    "approvals_propose": 422,
}


@dataclass(frozen=True)
class Operation:
    """An endpoint as the router knows it."""

    name: str
    method: str
    pattern: URLPattern
    spec: Spec


def operations() -> dict[str, Operation]:
    """Return every operation by its name."""
    found = {}
    for pattern in VERSION_1:
        view: Any = pattern.callback
        for method, action in view.actions.items():
            if method == "head":
                continue
            assert issubclass(view.cls, Endpoints), pattern
            name = operation_name(view.cls, action)
            assert name not in found, name
            spec = getattr(view.cls, action).spec
            found[name] = Operation(name, method.upper(), pattern, spec)
    return found
