"""Two clicks at the same moment: real threads on real transactions."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection as database
from django.test import Client

from sharing.models import Share
from sharing.plans import Compose
from sharing.services.composing import share_post
from tenants.scope import tenant
from tests.factories import NOW, make_connection, make_post

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ready(make_cast):
    cast = make_cast()
    with tenant(cast.acme):
        return cast, make_connection(cast.bob), make_post("Our roof")


def at_once(*acts):
    """Run acts in threads that start together; return what they gave or raised."""
    together = Barrier(len(acts))

    def run(act):
        together.wait()
        try:
            return act()
        except ValidationError as error:
            return error
        finally:
            database.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_a_double_click_makes_one_share(ready):
    cast, account, post = ready
    key = uuid4()

    def click():
        with tenant(cast.acme):
            compose = Compose(connections=[account], key=key)
            return share_post(member=cast.bob, post=post, compose=compose, now=NOW)[0].pk

    assert len(set(at_once(click, click, click))) == 1
    with tenant(cast.acme):
        assert Share.objects.count() == 1


def test_two_tabs_with_a_form_each_make_one_share(ready):
    cast, account, post = ready

    def click():
        with tenant(cast.acme):
            compose = Compose(connections=[account], key=uuid4())
            return share_post(member=cast.bob, post=post, compose=compose, now=NOW)[0].pk

    results = at_once(click, click)
    refused = [each.code for each in results if isinstance(each, ValidationError)]
    assert refused == ["already_shared"]


def test_a_double_click_on_the_page_is_answered_twice_and_sent_once(ready):
    cast, _account, post = ready
    key = str(uuid4())

    def press():
        client = Client()
        client.force_login(cast.bob.user)
        url = f"/o/acme/posts/{post.public_id}/share-now/"
        return client.post(url, {"compose_key": key}, headers={"HX-Request": "true"})

    answers = at_once(press, press)
    assert [answer.status_code for answer in answers] == [200, 200]
    assert all("Undo" in answer.content.decode() for answer in answers)
    with tenant(cast.acme):
        assert Share.objects.count() == 1
