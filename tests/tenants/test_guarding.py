"""A bug in one row of a sweep: logged, taken back, and the end of nothing else."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from tenants.guarding import Guard
from tenants.models import Team
from tenants.scope import tenant


def test_a_bug_is_logged_with_where_it_was_and_what_was_written_is_taken_back(cast):
    guard = Guard("sweep", organization=cast.acme.pk, row=7)
    with capture_logs() as logs, guard, tenant(cast.acme):
        Team.objects.create(name="Half done")
        raise RuntimeError
    (line,) = logs
    assert (line["event"], line["log_level"]) == ("sweep.crashed", "error")
    assert (line["organization"], line["row"]) == (cast.acme.pk, 7)
    assert isinstance(line["exc_info"], RuntimeError)
    with tenant(cast.acme):
        assert not Team.objects.filter(name="Half done").exists()


def test_what_ends_the_process_is_not_held_up(cast):
    with pytest.raises(KeyboardInterrupt), Guard("sweep", organization=cast.acme.pk):
        raise KeyboardInterrupt
