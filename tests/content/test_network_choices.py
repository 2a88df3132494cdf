from __future__ import annotations

from sharing.networks import NETWORKS


def test_captions_can_be_written_for_every_registered_network(settings):
    assert [(network.key, str(network.label)) for network in NETWORKS] == settings.NETWORK_CHOICES
