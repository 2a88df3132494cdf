"""What tests of a dying engine start from: the stage of the sharing tests."""

from __future__ import annotations

from tests.sharing.conftest import playground, playground_process, stage

__all__ = ["playground", "playground_process", "stage"]
