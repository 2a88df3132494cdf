"""Where the launcher keeps what outlives a run: data, sockets, development secrets, one lock."""

from __future__ import annotations

import base64
import fcntl
import hashlib
import os
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from launcher.account import Account, service_account
from launcher.console import Trouble
from launcher.packages import ROOT

OURS = (
    "pg*",
    "valkey",
    "s",
    "logs",
    "media",
    "migrated",
    "secrets.env",
    "playground.sqlite3*",
    "celerybeat-schedule*",
)
"""All that we ever put into a state folder: what `./dev reset` deletes, and nothing else."""
LONGEST_SOCKET_FOLDER = 80
"""Characters; a socket's whole path may have 107 bytes."""
STARTING_S = 60.0
"""A test run's folder younger than this may belong to one that does not hold it yet."""


@dataclass(frozen=True)
class State:
    """A folder with everything of one set of servers, and the account that runs them."""

    folder: Path
    account: Account
    throwaway: bool = False

    @property
    def sockets(self) -> Path:
        """The private folder of the servers' sockets: short, and plain enough to stand in a URL."""
        inside = self.folder / "s"
        text = str(inside)
        if len(text) <= LONGEST_SOCKET_FOLDER and re.fullmatch(r"[\w/.-]+", text, re.ASCII):
            return inside
        return _elsewhere(self.folder, "/tmp", self.account.uid)  # noqa: S108 (it is checked)

    def make_binaries_folder(self) -> Path:
        """Make and return where the servers' programs are copied when only we can reach them."""
        parent = default_folder(self.account) if self.throwaway else self.folder
        parent.mkdir(parents=True, exist_ok=True)
        parent.chmod(0o711)
        folder = parent / "pgdist"
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
        return folder

    @property
    def lock(self) -> Path:
        """The file held by the one command that starts servers here."""
        return self.folder / "lock"

    @property
    def migrated(self) -> Path:
        """What the embedded database was last migrated to: gone when anybody else may have been."""
        return self.folder / "migrated"

    def log(self, name: str) -> Path:
        """The file of a server's own words."""
        return self.folder / "logs" / f"{name}.log"


def open_state() -> State:
    """Return the state of this clone, its folder made. Raises Trouble when it can't be written."""
    preferred = service_account()
    return prepare(default_folder(preferred))


def prepare(folder: Path, *, throwaway: bool = False) -> State:
    """Make the folder and return its state; the owner of data that is there already stays."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if folder.stat().st_uid == os.geteuid():
            folder.chmod(0o711)
        (folder / "logs").mkdir(exist_ok=True)
        (folder / "lock").touch()
    except OSError as error:
        raise Trouble(
            f"Can't write to {folder} ({error.strerror}): run ./dev as its owner, "
            "or name another folder in ADVOCACY_STATE."
        ) from error
    owners = {path.stat().st_uid for path in folder.glob("pg[0-9]*") if path.is_dir()}
    state = State(folder, service_account(next(iter(owners), None)), throwaway)
    if owners and state.account.uid not in owners:
        raise Trouble(
            f"The database in {folder} belongs to another account: run ./dev as root, "
            "as it was made, or delete it with `sudo ./dev reset`."
        )
    _own_sockets(state)
    return state


def default_folder(account: Account) -> Path:
    """Return `$ADVOCACY_STATE`, `var` in the clone, or as root a place the account can reach."""
    named = os.environ.get("ADVOCACY_STATE")
    if named:
        return Path(named).resolve()
    if account.can(os.X_OK, ROOT):
        return ROOT / "var"
    return _elsewhere(ROOT, "/var/tmp", os.geteuid())  # noqa: S108 (it is checked)


@contextmanager
def throwaway_state() -> Iterator[State]:
    """Yield a state for one test run and delete it after; remove what killed runs left behind."""
    account = service_account()
    places = [Path(tempfile.gettempdir()), Path("/var/tmp"), Path("/tmp")]  # noqa: S108
    place = next(path for path in places if path.is_dir() and account.can(os.X_OK, path))
    for old in place.glob("advocacy-test-*"):
        _remove_if_dead(old)
    state = prepare(Path(tempfile.mkdtemp(prefix="advocacy-test-", dir=place)), throwaway=True)
    try:
        with hold(state, "test"):
            yield state
    finally:
        shutil.rmtree(state.folder, ignore_errors=True)
        shutil.rmtree(state.sockets, ignore_errors=True)


@contextmanager
def hold(state: State, command: str) -> Iterator[None]:
    """Hold the state alone; Trouble says who has it. A killed holder lets go by dying."""
    with state.lock.open("r+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = handle.read().strip() or "./dev"
            raise Trouble(
                f"`{holder}` is already running from this clone: stop it first."
            ) from error
        handle.truncate(0)
        handle.write(f"./dev {command} (process {os.getpid()})")
        handle.flush()
        yield
        handle.truncate(0)


def is_held(state: State) -> bool:
    """Whether a running command has its servers up here (or is starting them)."""
    with state.lock.open() as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def development_secrets(state: State) -> dict[str, str]:
    """Return the keys of this clone, made once and readable by its owner only."""
    path = state.folder / "secrets.env"
    if not path.exists():
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        text = f"SECRET_KEY={secrets.token_urlsafe(50)}\nCREDENTIAL_KEYS=development:{key}\n"
        half = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
        half.rename(path)
    lines = path.read_text().splitlines()
    return {name: value for name, _, value in (line.partition("=") for line in lines)}


def _elsewhere(folder: Path, place: str, owner: int) -> Path:
    """Return a folder in a shared place that stands for `folder` and is certainly the owner's."""
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    path = Path(place) / f"advocacy-{digest}"
    if path.is_symlink() or (path.exists() and path.stat().st_uid != owner):
        raise Trouble(f"{path} belongs to somebody else: name another folder in ADVOCACY_STATE.")
    return path


def _own_sockets(state: State) -> None:
    try:
        state.account.own(state.sockets)
    except OSError as error:
        raise Trouble(
            f"Can't prepare {state.sockets} ({error.strerror}): run ./dev as its owner."
        ) from error


def _remove_if_dead(folder: Path) -> None:
    """Delete the folder of a test run whose process is gone; leave those of others alone."""
    try:
        found = folder.lstat()
        if found.st_uid != os.geteuid() or time.time() - found.st_mtime < STARTING_S:
            return
        with (folder / "lock").open() as handle:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        return
