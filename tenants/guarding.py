"""The guard of whatever goes from row to row, or from organization to organization."""

from __future__ import annotations

from contextlib import AbstractContextManager
from types import TracebackType

import structlog

log = structlog.get_logger("tenants.guarding")


class Guard(AbstractContextManager[None]):
    """Let a bug in here stop nothing else: it is logged as "<what>.crashed", with where it was.

    To be put around the scope, so that what was written in it is taken back.
    """

    def __init__(self, what: str, *, organization: int, **where: object) -> None:
        self._event, self._where = f"{what}.crashed", {"organization": organization, **where}

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> bool:
        """Swallow and log what any bug raises, not what ends the process."""
        if not isinstance(error, Exception):
            return False
        log.error(self._event, exc_info=error, **self._where)
        return True
