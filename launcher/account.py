"""Who runs the servers: PostgreSQL refuses root, so as root they run under another account.

No account is created and no folder of the person is opened for it: what that account can't reach
is copied to a place it can (`launcher.postgres`), or kept elsewhere (`launcher.state`).
"""

from __future__ import annotations

import os
import pwd
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from launcher.console import Trouble


@dataclass(frozen=True)
class Account:
    """A user and group of this machine; `switch` says that we are root and must become it."""

    uid: int
    gid: int
    name: str
    switch: bool

    def becoming(self) -> dict[str, Any]:
        """Return the arguments that make `subprocess` start a program as this account."""
        if not self.switch:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path, mode: int = 0o700) -> Path:
        """Make the folder if needed and give it to this account, closed to all others."""
        path.mkdir(parents=True, exist_ok=True)
        if self.switch:
            os.chown(path, self.uid, self.gid)
        path.chmod(mode)
        return path

    def can(self, wish: int, *paths: Path) -> bool:
        """Whether this account may read, write or enter all the paths (`os.R_OK`, …)."""
        if not self.switch:
            return all(os.access(path, wish) for path in paths)
        child = os.fork()
        if child == 0:
            os._exit(self._try(wish, paths))
        return os.waitpid(child, 0)[1] == 0

    def _try(self, wish: int, paths: tuple[Path, ...]) -> int:
        """Answer `can` as this account, inside a forked child: 0 for yes."""
        try:
            os.setgroups([])
            os.setgid(self.gid)
            os.setuid(self.uid)
            return 0 if all(os.access(path, wish) for path in paths) else 1
        except OSError:
            return 1


def service_account(owner: int | None = None) -> Account:
    """Return the account for the servers; `owner` is the uid of data that exists already and wins.

    Raises Trouble when we are root and there is no other account to use.
    """
    if os.geteuid() != 0:
        name = os.environ.get("USER", str(os.geteuid()))
        return Account(os.geteuid(), os.getegid(), name, switch=False)
    wanted: list[int | str | None] = [
        owner,
        os.environ.get("ADVOCACY_SERVICE_USER"),
        os.environ.get("SUDO_USER"),
        "postgres",
        "nobody",
    ]
    for candidate in wanted:
        entry = _entry(candidate)
        if entry is not None and entry.pw_uid != 0:
            return Account(entry.pw_uid, entry.pw_gid, entry.pw_name, switch=True)
    raise Trouble(
        "PostgreSQL does not run as root and there is no account `nobody` here: "
        "name one in ADVOCACY_SERVICE_USER, or start ./dev as a normal user."
    )


def _entry(candidate: int | str | None) -> pwd.struct_passwd | None:
    try:
        if isinstance(candidate, int):
            return pwd.getpwuid(candidate)
        return pwd.getpwnam(candidate) if candidate else None
    except KeyError:
        return None
