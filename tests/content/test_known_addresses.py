"""Posts that were there before are known by their pages too."""

from __future__ import annotations

from importlib import import_module

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from content.feeds.addresses import key_of
from content.intake import PostAddress
from tenants.scope import tenant
from tests.factories import make_post


def test_the_migration_remembers_each_page_once_by_its_first_post(cast):
    with tenant(cast.acme):
        first = make_post(link="https://acme.example/roof")
        make_post(link="https://www.acme.example/roof/")
        make_post(link="")
    with tenant(cast.globex):
        theirs = make_post(link="https://acme.example/roof")
    node = ("content", "0008_known_addresses")
    before = MigrationExecutor(connection).loader.project_state(node).apps
    import_module(".".join((node[0], "migrations", node[1]))).remember(before, None)
    for organization, post in ((cast.acme, first), (cast.globex, theirs)):
        with tenant(organization):
            found = PostAddress.objects.get()
            assert (found.post_id, found.key) == (post.pk, key_of(post.link))
