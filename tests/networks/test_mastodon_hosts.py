from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from sharing.networks.mastodon import Mastodon

UNDERSTOOD = [
    ("social.example", "social.example"),
    ("  Social.Example.  ", "social.example"),
    ("@ann@social.example", "social.example"),
    ("ann@social.example", "social.example"),
    ("acct:ann@social.example", "social.example"),
    ("https://social.example", "social.example"),
    ("https://social.example/", "social.example"),
    ("https://social.example/@ann", "social.example"),
    ("https://social.example/@ann@far.example", "social.example"),
    ("http://social.example/web/home?x=1#y", "social.example"),
    ("social.example/@ann", "social.example"),
    ("https://social.example:443/@ann", "social.example"),
    ("https://ann@social.example/", "social.example"),
    ("m.s.social.example", "m.s.social.example"),
    ("münchen.social", "xn--mnchen-3ya.social"),
    ("@ann@MÜNCHEN.social", "xn--mnchen-3ya.social"),
    ("social。example", "social.example"),
    ("localhost:8090", "localhost:8090"),
    ("http://127.0.0.1:8090/@ann", "127.0.0.1:8090"),
    ("@ann@localhost:8090", "localhost:8090"),
    ("http://[::1]:8090/", "[::1]:8090"),
]
REFUSED = [
    ("", "empty"),
    ("   ", "empty"),
    ("@", "empty"),
    ("@ann", "single_label"),
    ("ann", "single_label"),
    ("https://", "unreadable"),
    ("https:///x", "unreadable"),
    ("social example", "unreadable"),
    ("social..example", "unreadable"),
    (".social.example", "unreadable"),
    ("-social.example", "unreadable"),
    ("social_x.example", "unreadable"),
    ("social.example\nHost: evil", "unreadable"),
    ("social.e", "unreadable"),
    ("social.123abc", "unreadable"),
    ("a" * 64 + ".example", "unreadable"),
    (".".join(["abcdefgh"] * 32) + ".example", "unreadable"),
    ("https://ann:secret@social.example/", "unreadable"),
    ("javascript:alert(1)", "port"),
    ("https://[::1/", "unreadable"),
    ("127.0.0.1", "ip"),
    ("8.8.8.8", "ip"),
    ("https://8.8.8.8:443/", "ip"),
    ("2130706433", "ip"),
    ("127.1", "ip"),
    ("0x7f000001", "ip"),
    ("0x7f.0.0.0x1", "ip"),
    ("１２７.０.０.１", "ip"),  # noqa: RUF001 - digits that browsers and resolvers fold
    ("[::1]", "ip"),
    ("[::ffff:10.0.0.1]", "ip"),
    ("::1", "ip"),
    ("fe80::1", "ip"),
    ("localhost", "private"),
    ("localhost.", "private"),
    ("mastodon.localhost", "private"),
    ("nas.local", "private"),
    ("db.internal", "private"),
    ("router.lan", "private"),
    ("1.0.0.127.in-addr.arpa", "private"),
    ("abcdef.onion", "private"),
    ("social.example:8443", "port"),
    ("social.example:80", "port"),
    ("social.example:", "port"),
    ("localhost:8091", "port"),
    ("127.0.0.1:8091", "ip"),
]


@pytest.fixture(autouse=True)
def _allowed(settings) -> None:
    settings.OUTBOUND_ALLOW = ["localhost:8090", "127.0.0.1:8090", "[::1]:8090"]


@pytest.mark.parametrize(("typed", "host"), UNDERSTOOD)
def test_a_server_is_read_out_of_what_people_type(mastodon: Mastodon, typed, host) -> None:
    assert mastodon.host_from(typed) == host


@pytest.mark.parametrize(("typed", "code"), REFUSED)
def test_what_is_no_public_server_is_refused_with_a_sentence(mastodon, typed, code) -> None:
    with pytest.raises(ValidationError) as caught:
        mastodon.host_from(typed)
    assert caught.value.code == code
    assert caught.value.messages[0].endswith(".")
