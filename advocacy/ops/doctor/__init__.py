"""What can be wrong with an installation, looked at from inside: one function for each thing.

A check returns what it found, nothing when all is well. It changes nothing and sends nothing to
people. Words are for whoever runs the installation: what is wrong, and what to do.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import DatabaseError
from redis.exceptions import RedisError

from advocacy.ops.doctor import (
    address,
    database,
    disk,
    mail,
    networks,
    secrets,
    servers,
    working,
)
from advocacy.ops.doctor.finding import Check, Finding, Level

CHECKS: dict[str, Check] = {
    "address": address.check_address,
    "hosts": address.check_hosts,
    "proxy": address.check_proxy,
    "front door": address.check_front_door,
    "debug": secrets.check_debug,
    "secret key": secrets.check_secret_key,
    "credential keys": secrets.check_credential_keys,
    "sealed rows": secrets.check_sealed_rows,
    "database": database.check_version,
    "database roles": database.check_roles,
    "migrations": database.check_migrations,
    "partitions": database.check_partitions,
    "broker": servers.check_broker,
    "cache": servers.check_cache,
    "clocks": servers.check_clocks,
    "beat": working.check_beat,
    "workers": working.check_workers,
    "due work": working.check_due_work,
    "old events": working.check_old_events,
    "mail": mail.check_mail,
    "network apps": networks.check_apps,
    "own apps": networks.check_own_apps,
    "LinkedIn's version": networks.check_linkedin_version,
    "networks": networks.check_passage,
    "media": disk.check_media,
    "temporary space": disk.check_temporary_space,
    "static files": disk.check_static_files,
}


def examine(now: datetime) -> Iterator[tuple[str, list[Finding]]]:
    """Yield each check's name and what it found, in order; a server that is away is a finding."""
    for name, check in CHECKS.items():
        try:
            yield name, check(now)
        except DatabaseError:
            yield name, [_away("PostgreSQL", "DATABASE_URL")]
        except RedisError:
            yield name, [_away("Redis or Valkey", "REDIS_URL and CACHE_URL")]


def _away(server: str, variable: str) -> Finding:
    return Finding(
        Level.PROBLEM,
        f"{server} does not answer, or refuses us.",
        f"See that it runs and that {variable} is right: host, port, name and password.",
    )
