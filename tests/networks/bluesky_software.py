"""Bluesky's own servers on loopback: what the adapter and the playground are measured against.

`bluesky_pds` is the account server (PDS) and the directory of accounts (PLC); `bluesky_network` has
the AppView too, which counts likes and answers. Each starts when first asked for, keeps what was
posted until the end of the run, and prints nothing.
"""

from __future__ import annotations

import hmac
import itertools
import json
import os
import shutil
import subprocess
import tempfile
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg2
import pytest
import requests
from django.utils import timezone

from launcher.atproto import COMMAND, MANIFEST, find_bluesky, node

LOOPBACK = MANIFEST / "loopback.mjs"
POST = "app.bsky.feed.post"
T = TypeVar("T")
_ADMIN = ("admin", "admin-pass")
_SIGNING_KEY = b"jwt-secret"
"""Both are fixed in the development software."""
_NUMBERS = itertools.count(1)


@dataclass(frozen=True)
class BlueskyAccount:
    """Somebody with an account; `access` acts as them without the product."""

    did: str
    handle: str
    host: str
    app_password: str = field(repr=False)
    access: str = field(repr=False)


class BlueskySoftware:
    """The servers as one process of ours, on free ports, with data that is gone at the end.

    `database_url` names an empty PostgreSQL database and brings the AppView. `limits` turns the
    PDS's real rate limits on. `host` is how the product names the PDS.
    """

    def __init__(self, packages: Path, database_url: str = "", *, limits: bool = False) -> None:
        self._wanted = {"packages": str(packages), "appview": bool(database_url), "limits": limits}
        self._database_url = database_url
        self._folder = Path(tempfile.mkdtemp(prefix="bluesky"))
        self._process: subprocess.Popen[str] | None = None
        self.pds = self.plc = self.appview = ""

    @property
    def host(self) -> str:
        return urlsplit(self.pds).netloc

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    def __enter__(self) -> Self:
        log = self._folder / "log"
        with log.open("w") as words:
            self._process = subprocess.Popen(
                [node(), "--import", LOOPBACK, MANIFEST / "network.mjs", json.dumps(self._wanted)],
                cwd=self._folder,
                env=self._environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=words,
                text=True,
            )
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            said = log.read_text()[-2000:]
            self.__exit__(None, None, None)
            pytest.fail(f"the Bluesky software did not start: {said}")
        found = json.loads(line)
        self.pds, self.plc, self.appview = found["pds"], found["plc"], found["appview"] or ""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        if self._process:
            with self._process as process:
                process.terminate()
                try:
                    process.wait(15)
                except subprocess.TimeoutExpired:
                    process.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _environment(self) -> dict[str, str]:
        """Nothing of ours: the servers leave files behind in TMPDIR, and Redis is never called."""
        named = {"DB_POSTGRES_URL": self._database_url, "DB_POSTGRES_SCHEMA": "run"}
        return {
            "PATH": os.environ["PATH"],
            "TMPDIR": str(self._folder),
            "NODE_ENV": "test",
            "LOG_ENABLED": "false",
            "REDIS_HOST": "127.0.0.1:1",
            **(named if self._database_url else {}),
        }

    def account(self, name: str = "ada") -> BlueskyAccount:
        """Make somebody with an app password, as people do before they connect."""
        handle = f"{name}-{next(_NUMBERS)}.test"
        words = {"handle": handle, "email": f"{handle}@acme.example", "password": uuid4().hex}
        made = self.act("com.atproto.server.createAccount", words)
        access = made["accessJwt"]
        secret = self.act("com.atproto.server.createAppPassword", {"name": "Advocacy"}, access)
        return BlueskyAccount(made["did"], handle, self.host, secret["password"], access)

    def act(self, nsid: str, body: Any, access: str = "") -> Any:
        """Call a procedure of the PDS; raises `requests.HTTPError` when it is refused."""
        return _call("POST", self.pds, nsid, access, json=body)

    def ask(self, nsid: str, access: str = "", **params: Any) -> Any:
        """Call a query of the PDS, which passes `app.bsky` on to the AppView."""
        return _call("GET", self.pds, nsid, access, params=params)

    def records(self, did: str, collection: str = POST) -> list[Any]:
        """Return all that is in an account's collection: `uri`, `cid` and `value` of each."""
        nsid = "com.atproto.repo.listRecords"
        return self.ask(nsid, repo=did, collection=collection, limit=100)["records"]

    def put(self, who: BlueskyAccount, rkey: str, record: Any, collection: str = POST) -> Any:
        """Write a record that must not be there with other contents."""
        place = {"repo": who.did, "collection": collection, "rkey": rkey}
        words = place | {"record": record, "swapRecord": None}
        return self.act("com.atproto.repo.putRecord", words, who.access)

    def react(self, uri: str, who: BlueskyAccount) -> None:
        """Like, repost, answer and quote a post once each."""
        did, collection, rkey = uri.removeprefix("at://").split("/")
        place = {"repo": did, "collection": collection, "rkey": rkey}
        post = {"uri": uri, "cid": self.ask("com.atproto.repo.getRecord", **place)["cid"]}
        quoted = {"$type": "app.bsky.embed.record", "record": post}
        acts: list[tuple[str, dict[str, Any]]] = [
            ("app.bsky.feed.like", {"subject": post}),
            ("app.bsky.feed.repost", {"subject": post}),
            (POST, {"text": "Yes", "reply": {"root": post, "parent": post}}),
            (POST, {"text": "Look", "embed": quoted}),
        ]
        for kind, values in acts:
            record = {"$type": kind, "createdAt": _now(), **values}
            words = {"repo": who.did, "collection": kind, "record": record}
            self.act("com.atproto.repo.createRecord", words, who.access)

    def post(self, uri: str, who: BlueskyAccount) -> Any:
        """Return a post as the AppView shows it, with its counts; None while it is not there."""
        posts = self.ask("app.bsky.feed.getPosts", who.access, uris=uri)["posts"]
        return posts[0] if posts else None

    def expired(self, token: str) -> str:
        """Return a token of a session as it is when its time is over."""
        head, body, _ = token.split(".")
        claims = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        claims["exp"] = claims["iat"] - 1
        signed = f"{head}.{_base64(json.dumps(claims).encode())}"
        return f"{signed}.{_base64(hmac.digest(_SIGNING_KEY, signed.encode(), 'sha256'))}"

    def deactivate(self, who: BlueskyAccount) -> None:
        """Close an account as its owner does."""
        self.act("com.atproto.server.deactivateAccount", {}, who.access)

    def delete_password(self, who: BlueskyAccount) -> None:
        """Take the app password back as its owner does."""
        self.act("com.atproto.server.revokeAppPassword", {"name": "Advocacy"}, who.access)

    def take_down(self, who: BlueskyAccount) -> None:
        """Close an account as the server's moderators do."""
        subject = {"$type": "com.atproto.admin.defs#repoRef", "did": who.did}
        where = f"{self.pds}/xrpc/com.atproto.admin.updateSubjectStatus"
        words = {"subject": subject, "takedown": {"applied": True}}
        requests.post(where, json=words, auth=_ADMIN, timeout=30).raise_for_status()


def eventually(look: Callable[[], T], is_wanted: Callable[[T], Any], within_s: float = 20) -> T:
    """Look until it is as wanted, and return the last that was seen: counts lag by a second."""
    deadline = time.monotonic() + within_s
    while not is_wanted(found := look()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


@pytest.fixture(scope="session")
def bluesky_packages() -> Path:
    """Return the folder of the software; without it a build fails and others skip."""
    folder = find_bluesky()
    if folder is None:
        pytest.skip(f"the Bluesky software is not installed: {COMMAND} does it")
    return folder


@pytest.fixture(scope="session")
def bluesky_pds(bluesky_packages: Path) -> Iterator[BlueskySoftware]:
    """Give the account server and the directory, without the AppView."""
    with BlueskySoftware(bluesky_packages) as running:
        yield running


@pytest.fixture(scope="session")
def bluesky_network(bluesky_packages: Path) -> Iterator[BlueskySoftware]:
    """Give everything, with the AppView on the PostgreSQL of the tests."""
    with _database() as url, BlueskySoftware(bluesky_packages, url) as running:
        yield running


@pytest.fixture
def bluesky_account(bluesky_pds: BlueskySoftware, settings) -> BlueskyAccount:
    """Give somebody with an account whose server the product may call."""
    hosts = [bluesky_pds.host, urlsplit(bluesky_pds.plc).netloc]
    settings.OUTBOUND_ALLOW = [*settings.OUTBOUND_ALLOW, *hosts]
    return bluesky_pds.account()


@contextmanager
def _database() -> Iterator[str]:
    """Make an empty database beside ours and give its address, as Node understands it too."""
    ours = os.environ["DATABASE_URL"]
    name = f"bluesky_{uuid4().hex}"
    connection = psycopg2.connect(ours)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE none")  # sessions start as a tenant where the product is
            cursor.execute(f"CREATE DATABASE {name}")
            try:
                yield urlsplit(ours)._replace(path=f"/{name}").geturl()
            finally:
                cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        connection.close()


def _call(method: str, url: str, nsid: str, access: str, **kwargs: Any) -> Any:
    headers = {"Authorization": f"Bearer {access}"} if access else {}
    where = f"{url}/xrpc/{nsid}"
    answer = requests.request(method, where, headers=headers, timeout=30, **kwargs)
    if not answer.ok:
        raise requests.HTTPError(f"{nsid}: {answer.status_code} {answer.text}", response=answer)
    return answer.json() if answer.content else None


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _now() -> str:
    return timezone.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
