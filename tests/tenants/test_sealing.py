from __future__ import annotations

import base64
import os
from dataclasses import replace

import pytest
from django.core.exceptions import ImproperlyConfigured

from tenants.sealing import CannotUnseal, Sealed, current_key_id, seal, unseal

SECRET = "a token with ümlauts"
HERE = "acme/connection/1"


def make_key(key_id: str) -> str:
    return f"{key_id}:{base64.b64encode(os.urandom(32)).decode()}"


@pytest.fixture(autouse=True)
def _keys(settings) -> None:
    settings.CREDENTIAL_KEYS = [make_key("2026-11"), make_key("2025-01")]


def test_a_sealed_secret_opens_where_it_belongs() -> None:
    sealed = seal(SECRET, context=HERE)
    assert sealed.key_id == current_key_id() == "2026-11"
    assert unseal(sealed, context=HERE) == SECRET


def test_the_same_secret_never_looks_the_same_twice() -> None:
    assert seal(SECRET, context=HERE).data != seal(SECRET, context=HERE).data


def test_nothing_of_the_secret_shows() -> None:
    sealed = seal(SECRET, context=HERE)
    assert b"token" not in sealed.data
    assert repr(sealed) == "Sealed(key_id='2026-11')"


def test_a_row_copied_elsewhere_does_not_open() -> None:
    sealed = seal(SECRET, context=HERE)
    with pytest.raises(CannotUnseal, match="belongs elsewhere") as caught:
        unseal(sealed, context="globex/connection/1")
    assert "token" not in str(caught.value)


@pytest.mark.parametrize("position", [0, 12, -1])
def test_a_changed_row_does_not_open(position: int) -> None:
    sealed = seal(SECRET, context=HERE)
    data = bytearray(sealed.data)
    data[position] ^= 1
    with pytest.raises(CannotUnseal):
        unseal(replace(sealed, data=bytes(data)), context=HERE)


@pytest.mark.parametrize("data", [b"", b"short", b"x" * 12, b"x" * 27])
def test_a_row_that_was_cut_does_not_open(data: bytes) -> None:
    with pytest.raises(CannotUnseal):
        unseal(Sealed("2026-11", data), context=HERE)


def test_an_older_key_still_opens_and_a_lost_one_is_named(settings) -> None:
    sealed = seal(SECRET, context=HERE)
    settings.CREDENTIAL_KEYS = [make_key("2027-01"), *settings.CREDENTIAL_KEYS]
    assert current_key_id() == "2027-01"
    assert unseal(sealed, context=HERE) == SECRET
    settings.CREDENTIAL_KEYS = [make_key("2027-01")]
    with pytest.raises(CannotUnseal, match="2026-11"):
        unseal(sealed, context=HERE)


def test_a_row_under_the_name_of_another_key_does_not_open(settings) -> None:
    sealed = seal(SECRET, context=HERE)
    same = settings.CREDENTIAL_KEYS[0].partition(":")[2]
    settings.CREDENTIAL_KEYS = [f"other:{same}"]
    with pytest.raises(CannotUnseal):
        unseal(replace(sealed, key_id="other"), context=HERE)


def test_development_needs_no_key(settings) -> None:
    settings.CREDENTIAL_KEYS, settings.DEBUG, settings.SECRET_KEY = [], True, "one"
    sealed = seal(SECRET, context=HERE)
    assert sealed.key_id == "development"
    assert unseal(sealed, context=HERE) == SECRET
    settings.SECRET_KEY = "two"
    with pytest.raises(CannotUnseal):
        unseal(sealed, context=HERE)


@pytest.mark.parametrize(
    "keys",
    [
        [],
        ["2026-11"],
        ["2026-11:dG9vIHNob3J0"],
        ["2026-11:not base64!"],
        [f":{'A' * 43}="],
        [make_key("twice"), make_key("twice")],
    ],
)
def test_production_refuses_keys_that_are_none(settings, keys) -> None:
    settings.CREDENTIAL_KEYS, settings.DEBUG = keys, False
    with pytest.raises(ImproperlyConfigured) as caught:
        seal(SECRET, context=HERE)
    assert not any(key.partition(":")[2] in str(caught.value) for key in keys if ":" in key)
