"""The cast: Alice runs Acme, Bob shares, Mallory of Globex must see nothing of theirs."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from tenants.models import Member, Organization, User
from tenants.roles import Role
from tenants.scope import tenant
from tests.factories import make_member, make_organization, make_user
from tests.networks.bluesky_software import (
    bluesky_account,
    bluesky_network,
    bluesky_packages,
    bluesky_pds,
)

__all__ = ["bluesky_account", "bluesky_network", "bluesky_packages", "bluesky_pds"]


@dataclass
class Cast:
    """Two organizations and who is in them."""

    acme: Organization
    globex: Organization
    alice: Member
    bob: Member
    mallory: Member


@pytest.fixture
def make_cast() -> Callable[[], Cast]:
    """Give the maker of the cast, for tests that bring their own kind of database access."""
    return _make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    """Make the cast; tests open their own scopes (`in_acme` does it for a whole test)."""
    return _make_cast()


def _make_cast() -> Cast:
    acme, globex = make_organization("acme"), make_organization("globex")
    with tenant(acme):
        alice = make_member(
            "Alice", Role.ADMIN, Role.CURATOR, Role.MANAGER, user=make_user("alice@acme.example")
        )
        bob = make_member("Bob", user=make_user("bob@acme.example"))
    with tenant(globex):
        mallory = make_member(
            "Mallory",
            Role.ADMIN,
            Role.CURATOR,
            Role.MANAGER,
            user=make_user("mallory@globex.example"),
        )
    return Cast(acme, globex, alice, bob, mallory)


@pytest.fixture
def in_acme(cast: Cast) -> Iterator[Cast]:
    """Open Acme's scope around the whole test."""
    with tenant(cast.acme):
        yield cast


@pytest.fixture
def sign_in(client: Client) -> Callable[[Member | User], Client]:
    """Return a client signed in as a member (or a person)."""

    def as_(who: Member | User) -> Client:
        client.force_login(who if isinstance(who, User) else who.user)
        return client

    return as_


@pytest.fixture(autouse=True)
def _keys_and_quick_passwords(settings: Settings) -> None:
    settings.CREDENTIAL_KEYS = ["test:" + base64.b64encode(b"k" * 32).decode()]
    # Argon2 is slow on purpose; what is tested here is never its strength.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    yield
    cache.clear()
