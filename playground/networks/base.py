"""What a pretend network tells the rest of the playground about itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response

from playground.accounts import Account
from playground.entries import Entry
from playground.grants import Token
from playground.limits import Room, Rule


@dataclass(frozen=True)
class Network:
    """One network.

    Endpoints of the `blueprint` are named ``noun__verb``; for faults and the request log they
    are routes ``<network>.noun.verb``.
    """

    name: str
    label: str
    blueprint: Blueprint
    default_scopes: tuple[str, ...]
    """What the control API grants when a person's consent is only pretended."""
    caller: Callable[[], Account | None]
    """Who sent the running request, None for nobody known."""
    problem: Callable[[int, str], Response]
    """An error as this network words it; an empty text means its usual one for the status."""
    rules: Callable[[str], Sequence[Rule]]
    """Limits that every request to a route counts against."""
    quotas: Callable[[str], Sequence[Rule]]
    """Limits that count only what a route really made."""
    limit_headers: Callable[[Room], dict[str, str]]
    html: Callable[[Entry], str]
    """A post's text as safe HTML with links."""
    tags: Callable[[str], tuple[str, ...]]
    """The hashtags in a text, without the hash sign."""
    address: Callable[[Entry, Account], str]
    """The path of a post's page, given its author."""
    handle: Callable[[Account], str]
    """A person's name on this network."""
    granted: Callable[[Token, str], dict[str, Any]] = lambda _token, _family: {}
    """What a client gets with an access token; the consent's family of tokens is named."""
    uri: Callable[[Entry], str | None] = lambda _entry: None
    """What clients call a post where that is not its number."""
    written: Callable[[Entry], None] = lambda _entry: None
    """Told of a post that was made on the pages or by the control API, not by a client."""
    more_headers: Callable[[], dict[str, str]] = field(default=dict)
    """Headers on every answer of the blueprint."""
