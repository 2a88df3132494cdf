"""What only some networks can do, each a protocol that their class names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Protocol, runtime_checkable

from sharing.networks.base import App, Consent, Draft, Grant
from sharing.networks.tagged import TagCount


@runtime_checkable
class Consents(Protocol):
    """A network that asks the member for consent on a page of its own (OAuth)."""

    def begin(self, app: App, *, redirect_uri: str, state: str) -> Consent:
        """Build the consent page's address (no call)."""

    def complete(
        self, app: App, *, redirect_uri: str, code: str, code_verifier: str | None
    ) -> Grant:
        """Exchange the code that came back. REAUTH when it was refused, used or expired."""

    def revoke(self, app: App, grant: Grant) -> None:
        """Make the grant unusable at the network; already revoked is fine."""


@runtime_checkable
class SignsIn(Protocol):
    """A network where the member names an account and a password made for us alone."""

    def sign_in(self, *, identifier: str, password: str, host: str) -> Grant:
        """Open a session; the password is used once and not kept. `host` may be "" (found out).

        Raises ValidationError with a code for what was typed ("identifier", "password", "host"),
        NetworkError of REAUTH when the network refuses it.
        """

    def sign_out(self, grant: Grant) -> None:
        """End the session at the network; already ended is fine."""


@runtime_checkable
class RegistersItself(Protocol):
    """A network of many servers, where our app makes itself known."""

    def register(self, host: str, *, redirect_uri: str, name: str, website: str) -> App:
        """Make our app known to a server."""


@runtime_checkable
class RegisteredByHand(Protocol):
    """A network of one server, where a person registers our app and configures what it gives."""

    home: ClassVar[str]
    """The host of its API."""
    approved_scopes: ClassVar[tuple[str, ...]]
    """What it gives an app only once it has approved it for that; asked before, nobody gets in."""
    ids_are_of_app: ClassVar[bool]
    """Whether it calls one and the same account by another id for each app."""


@runtime_checkable
class Refreshes(Protocol):
    """A network whose access tokens end before the consent does."""

    def refresh(self, grant: Grant, app: App | None = None) -> Grant:
        """Return a fresh grant. REAUTH when the network says the consent itself is over.

        `app` comes where the network is `RegisteredByHand`.
        """


@runtime_checkable
class Processes(Protocol):
    """A network that works on uploads before a post can have them, and can be asked how far it is.

    Its `prepare` waits a little, then raises StillWorking with what to go on with.
    """

    def finish(self, grant: Grant, prepared: dict[str, Any]) -> dict[str, Any]:
        """Return what `commit` needs; no call where that is what was given.

        Looks once. Raises StillWorking; PreparedGone when the uploads are not there any more.
        """


@runtime_checkable
class Discards(Protocol):
    """A network that lets uploads be thrown away; all others do so by themselves, in time."""

    def discard(self, grant: Grant, prepared: dict[str, Any]) -> None:
        """Throw away what no post will have; whatever can't be is left."""


@runtime_checkable
class Priced(Protocol):
    """A network that bills whoever registered our app for every post, and for reading them."""

    def price(self, draft: Draft) -> int:
        """Return what the post costs, in thousandths of a US dollar."""


@runtime_checkable
class Counted(Protocol):
    """A network that does not tell how many calls are left, so that we count our own.

    Its days are those of UTC.
    """

    calls_a_day: tuple[int, int]
    """How many calls it takes from one account, and from our app, in a day."""


@runtime_checkable
class Measured(Protocol):
    """A network that tells how a post is doing."""

    def measure(self, grant: Grant, remote_ids: Sequence[str]) -> dict[str, dict[str, int | None]]:
        """`{remote_id: {metric: lifetime total}}`; None = not offered, 0 = measured zero; a post
        that is gone is left out. Any number of ids: the class batches as the network allows.
        """


@runtime_checkable
class CountsTags(Protocol):
    """A network whose public posts with a hashtag can be counted, at no price."""

    tags_are_of_all: ClassVar[bool]
    """Whether it counts them on the whole network; else those that the account's server sees."""

    def count_tag(self, grant: Grant, tag: str, *, since: datetime, until: datetime) -> TagCount:
        """Count posts with a hashtag (no #) made from `since` to before `until`, within bounds."""


@runtime_checkable
class TellsFollowers(Protocol):
    """A network whose `profile` says how many follow an account."""

    tells_followers: ClassVar[bool]


@runtime_checkable
class MentionsByHandle(Protocol):
    """A network that makes a mention of an account's handle in the words."""

    handle: ClassVar[re.Pattern[str]]
    """How one is written, with its @…"""
    handle_like: ClassVar[str]
    """…and an example to show."""


@runtime_checkable
class AsksHost(Protocol):
    """A network of many servers: the member names the own one to connect."""

    def host_from(self, typed: str) -> str:
        """Read the server's host out of what a person typed. Raises ValidationError with a code."""
