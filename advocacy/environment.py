"""The environment, with secrets from files: a variable `X` may be given as a path in `X_FILE`."""

from __future__ import annotations

import environ
from environ.fileaware_mapping import FileAwareMapping


class SecretFiles(FileAwareMapping):
    """Reads `X_FILE` before `X`; the line's end that editors add is no part of a secret.

    An empty file says nothing: then it is `X`, if that is there.
    """

    def __getitem__(self, key: str) -> str:
        """Return the variable's text. Raises KeyError, or OSError when its file can't be read."""
        told = str(super().__getitem__(key)).rstrip("\r\n")
        return told or str(self.env.get(key, ""))


class Environment(environ.FileAwareEnv):
    """What `settings` reads from."""

    ENVIRON = SecretFiles()
