"""What a social network is to us: one stateless class of plain values in and out.

A network folder holds `__init__.py` (one class built on `Network`), `icon.svg` and `README.md`.
Networks import this module, `outbound` and libraries, nothing else of ours: no models, no clock,
no settings. Facts (limits, scopes, idempotency) are data on the class; what only some networks can
do is a `Protocol` of its own (`sharing.networks.abilities`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import IO, Any, ClassVar, Protocol, Self

from sharing.networks.attached import Attachment, Takes


class Kind(StrEnum):
    """The seven kinds of failure; a failure nobody recognised is UNKNOWN, never RETRY."""

    RETRY = "retry"  # transient and certainly not accepted: try again with backoff
    WAIT = "wait"  # a quota: sleep until `retry_at`, does not count as an attempt
    REAUTH = "reauth"  # the credential is unusable: the member reconnects, the share is kept
    OPERATOR = "operator"  # our app at the network is broken: an admin acts, the share is kept
    DUPLICATE = "duplicate"  # already published; `remote_id` names it when the network tells
    PERMANENT = "permanent"  # refused for good: shown to the member in plain words
    UNKNOWN = "unknown"  # the outcome is not known: reconcile before anything else


class NetworkError(Exception):
    """A call to a network failed in a way the engine must act on.

    `message` is one plain sentence for the member: never a token, never a raw body.
    `retry_at` (UTC) comes with WAIT. `remote_id` and `remote_url` come with DUPLICATE when known.
    """

    def __init__(
        self,
        kind: Kind,
        message: str,
        *,
        retry_at: datetime | None = None,
        remote_id: str | None = None,
        remote_url: str | None = None,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.retry_at = retry_at
        self.remote_id = remote_id
        self.remote_url = remote_url


class AppGone(NetworkError):
    """The server has forgotten our app: register again, then ask for consent again."""

    def __init__(self, message: str) -> None:
        super().__init__(Kind.REAUTH, message)


class TokenExpired(NetworkError):
    """The access token has ended, so nothing was accepted: refresh it, then repeat the call."""

    def __init__(self, message: str) -> None:
        super().__init__(Kind.RETRY, message)


class PreparedGone(NetworkError):
    """What was prepared is of no use any more, and nothing was accepted: prepare it anew, once."""

    def __init__(self, message: str) -> None:
        super().__init__(Kind.RETRY, message)


class StillWorking(NetworkError):
    """The network works on an upload, and nothing was accepted: go on later with what is there.

    `prepared` is what to go on with; None where it is what `commit` was given.
    """

    def __init__(self, message: str, *, prepared: dict[str, Any] | None = None) -> None:
        super().__init__(Kind.WAIT, message)
        self.prepared = prepared


@dataclass(frozen=True)
class App:
    """Our registration at a network (Mastodon: one per instance). `secret` is never logged."""

    host: str
    client_id: str
    client_secret: str = field(repr=False)
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Limits:
    """What an account's server accepts. Characters are counted as the network counts them."""

    max_characters: int
    characters_per_url: int | None = None
    """What each http(s) link counts for; None means its own length."""
    max_bytes: int | None = None
    """Most bytes of UTF-8 in the text, where the network counts those too."""
    max_pictures: int = 4
    max_picture_bytes: int | None = None
    max_picture_pixels: int | None = None
    """Most width × height of a picture."""
    max_alt_characters: int | None = None
    """What of a description is taken; a longer one is cut (`fitting`)."""
    max_video_bytes: int | None = None
    """Where it differs from server to server; None for one that takes none, or is not known to."""
    max_video_pixels: int | None = None
    """Most width × height of a video, where that differs too."""

    def as_json(self) -> dict[str, int | None]:
        """Return what a JSON column keeps."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, int | None]) -> Self:
        """Read what a JSON column kept; what it does not know has its default."""
        known = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in stored.items() if name in known})  # type: ignore[arg-type]  # a JSON edge


@dataclass(frozen=True)
class Grant:
    """A usable credential with the account it belongs to. `access_token` is never logged."""

    host: str
    account_id: str
    access_token: str = field(repr=False)
    scopes: tuple[str, ...] = ()
    refresh_token: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None
    """When the access token ends and can be renewed (UTC); None where it can't or need not be."""
    consent_ends_at: datetime | None = None
    """When the member has to connect again whatever we do (UTC); None where that never comes."""


@dataclass(frozen=True)
class Profile:
    """The account as the network shows it. `followers` is None where the network does not tell."""

    account_id: str
    handle: str
    display_name: str
    url: str
    followers: int | None


MOST_COUNTED = 10**12
MOST_FOLLOWERS = 2**31 - 1


def believable(number: int | None, most: int = MOST_COUNTED) -> int | None:
    """Return a number that a network told; None for one that can't be: anybody may run a server."""
    return number if number is not None and 0 <= number <= most else None


@dataclass(frozen=True)
class Consent:
    """Where to send the member for consent, and what `complete` needs to be given back."""

    url: str
    code_verifier: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Picture:
    """One picture as it would be sent: a rendition of ours, opened only to be streamed.

    `digest` is the SHA-256 of its bytes in hex, `focus` what must stay in view when it is cropped:
    (x, y) from (0, 0) top left to (1, 1) bottom right.
    """

    digest: str
    mime_type: str
    size_bytes: int
    width: int
    height: int
    alt: str
    open: Callable[[], IO[bytes]] = field(repr=False, compare=False)
    focus: tuple[float, float] = (0.5, 0.5)


@dataclass(frozen=True)
class LinkCard:
    """The preview of the link, sent explicitly where the network does not make its own."""

    title: str
    description: str = ""
    picture: Picture | None = None


@dataclass(frozen=True)
class Draft:
    """What would be sent: the final `text`, the share's own `link` within it, its language.

    With it go `pictures`, or one `attachment`, or else the `card` of the link. `at` (UTC) is when
    it is prepared: the time that a network which wants one is told.
    """

    text: str
    link: str
    language: str = ""
    pictures: tuple[Picture, ...] = ()
    card: LinkCard | None = None
    at: datetime | None = None
    reshares: str = ""
    """The organization's own post at LinkedIn to repost, by its URN; other networks heed it not."""
    attachment: Attachment | None = None


@dataclass(frozen=True)
class Shown:
    """What readers will see of a draft, to the letter: the text on the wire and what goes along.

    `reshares` is the address of the post that is reposted in its place, "" for none.
    """

    text: str
    pictures: tuple[Picture, ...] = ()
    card: LinkCard | None = None
    attachment: Attachment | None = None
    reshares: str = ""


@dataclass(frozen=True)
class Count:
    """How much of a limit a draft uses. `unit` is "characters" or "bytes"."""

    unit: str
    used: int
    limit: int


@dataclass(frozen=True)
class Issue:
    """Why a draft can't go out as it is.

    `code` is stable: "too_long", "empty", "too_many_pictures", "picture_too_big", "no_alt",
    "odd_character", "too_many_cashtags", or one of `NOT_ATTACHED`; from
    `sharing.chorus` "chorus".
    """

    code: str
    message: str
    count: int | None = None
    limit: int | None = None


@dataclass(frozen=True)
class Receipt:
    """Proof that a post is live."""

    remote_id: str
    url: str
    created_at: datetime | None = None


@dataclass(frozen=True)
class Attempted:
    """An attempt whose outcome is unknown, as stored before the call."""

    draft: Draft
    key: str
    started_at: datetime
    prepared: dict[str, Any] = field(default_factory=dict)


class Network(Protocol):
    """The contract of every network.

    All methods may raise NetworkError but `show`, `count`, `takes` and `check`, which do no I/O.
    Every network is also `Consents` or `SignsIn`.
    """

    key: ClassVar[str]
    """Stable name in database, URLs and registry: "mastodon"."""
    label: ClassVar[str]
    idempotency: ClassVar[str]
    """"key" (a hint), "client_id" (exact), "container", "duplicate_error" or "none"."""
    scopes: ClassVar[tuple[str, ...]]
    """What we ask for; () where the network knows no scopes."""
    shows_own_card: ClassVar[bool]
    """Whether the network makes the link's preview itself, so that ours is not sent."""
    forbids_chorus: ClassVar[bool] = False
    """Whether its rules forbid many accounts to say the same: near duplicates of colleagues are
    refused, and the shares of one post keep a distance (`sharing.chorus`, `services.spreading`)."""
    metrics: ClassVar[tuple[str, ...]]
    """Our names of what `measure` can return: "reactions", "comments", "reshares"…"""

    def limits(self, host: str) -> Limits:
        """Read what this server accepts."""

    def usual_limits(self) -> Limits:
        """Return what most servers accept, to count with before an account is known; no I/O."""

    def profile(self, grant: Grant) -> Profile:
        """Read the account the grant belongs to."""

    def show(self, draft: Draft) -> Shown:
        """Say what readers will see of a draft: `commit` sends exactly this text."""

    def count(self, draft: Draft, limits: Limits) -> tuple[Count, ...]:
        """Count as the network counts, the limit that people know first."""

    def takes(self, limits: Limits) -> tuple[Takes, ...]:
        """What may be attached instead of pictures, one rule for each kind and type."""

    def check(self, draft: Draft, limits: Limits) -> list[Issue]:
        """Everything that would make the network refuse: for composer, API and worker."""

    def prepare(self, grant: Grant, draft: Draft) -> dict[str, Any]:
        """All work invisible to readers (uploads); JSON that `commit` needs. May be repeated."""

    def commit(
        self,
        grant: Grant,
        draft: Draft,
        *,
        key: str,
        prepared: dict[str, Any],
        send_before: datetime,
    ) -> Receipt:
        """The one irreversible call. `key` is the same for every attempt at one share. Nothing is
        sent at all after `send_before` (raises RETRY), so a worker that slept can't post late.
        """

    def reconcile(self, grant: Grant, attempted: Attempted) -> Receipt | None:
        """Look for the attempt's post among the account's own; None = not there (yet).

        Not asked where `idempotency` is "duplicate_error": there a repeat tells.
        """

    def delete(self, grant: Grant, remote_id: str) -> None:
        """Remove a post; already gone is fine."""
