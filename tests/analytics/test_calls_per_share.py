"""What counts cost is told of every network that tells them."""

from __future__ import annotations

from analytics.schedule import AGES
from bench.calls_per_share import CALLS, calls_a_day, readings, table
from sharing.networks import NETWORKS
from sharing.networks.abilities import Measured


def test_every_network_that_is_read_has_its_lines():
    assert set(CALLS) == {one.key for one in NETWORKS if isinstance(one, Measured)}
    assert {line[0] for line in table()[1:]} == {one.label for one in NETWORKS}


def test_a_share_that_grows_is_read_at_each_age_and_a_quiet_one_less_often():
    assert readings(changes=True) == len(AGES)
    assert 0 < readings(changes=False) < len(AGES)


def test_what_goes_out_together_is_read_together():
    alone = calls_a_day("mastodon", 1, changes=True)
    assert alone == 1000 * len(AGES)
    assert calls_a_day("mastodon", 10, changes=True) * 10 == alone
