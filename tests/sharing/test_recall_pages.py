"""The pages of a recall: asking before, progress in numbers, the member who is asked."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sharing.models import Recall, Retraction, RetractionState, State
from sharing.services.recalling import recall_post
from sharing.services.retracting import retract_batch
from tenants.models import Notification
from tenants.scope import tenant
from tests.factories import make_connection, make_member, make_post, make_share

WHY = "The figure in it is wrong."


@pytest.fixture
def asked(transactional_db, make_cast):
    """Give the cast, a recalled post and Bob's share by hand, which he is asked to delete."""
    cast = make_cast()
    with tenant(cast.acme):
        post = make_post("Our roof")
        share = make_share(
            cast.bob,
            post,
            network="linkedin",
            state=State.SELF_REPORTED,
            reported_at=timezone.now(),
            remote_url="https://www.linkedin.com/posts/bob-1",
        )
        recall_post(post=post, by=cast.alice, reason=WHY, now=timezone.now())
    retract_batch(now=timezone.now())
    return cast, post, share


def test_a_curator_is_asked_first_and_then_sees_numbers_without_names(cast, sign_in):
    with tenant(cast.acme):
        post = make_post("Our roof")
        make_share(cast.bob, post, make_connection(cast.bob), state=State.PUBLISHED)
        make_share(cast.bob, post, make_connection(cast.bob), state=State.SCHEDULED)
    client, path = sign_in(cast.alice), f"/o/acme/posts/{post.public_id}/recall/"
    page = client.get(path).content.decode()
    assert "1 live share is deleted from its network." in page
    assert "1 share that waits will not go out." in page
    assert client.post(path, {"reason": ""}).status_code == 422
    assert client.post(path, {"reason": WHY}).status_code == 302
    page = client.get(path).content.decode()
    for shown in ("Recall", WHY, "0 of 1, 0 %", "Being deleted", 'hx-trigger="every 2s"'):
        assert shown in page
    assert "1 share was still waiting, and will not go out." in page
    assert "Bob" not in page
    part = client.get(path, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div class="stack" id="progress"')
    assert "Going on." in page
    assert "Going on." not in part  # it stands beside what is replaced, and is read out once
    with tenant(cast.acme):
        Recall.objects.update(finished_at=timezone.now())
    part = client.get(path, headers={"HX-Request": "true"}).content.decode()
    assert '<p hx-swap-oob="innerHTML:#told">Done: each share is deleted' in part
    assert "hx-trigger" not in part
    assert "hx-swap-oob" not in client.get(path).content.decode()
    assert client.post(path, {"reason": WHY}).status_code == 200  # it is recalled: its progress
    seen = client.get(f"/o/acme/posts/{post.public_id}/").content.decode()
    assert "Recalled" in seen
    assert "Restore as a draft" not in client.get("/o/acme/desk/?state=archived").content.decode()


def test_the_member_is_one_tap_from_the_post_and_answers(asked, sign_in):
    cast, _post, share = asked
    client, path = sign_in(cast.bob), f"/o/acme/shares/{share.public_id}/recalled/"
    with tenant(cast.acme):
        assert Notification.objects.get().path == path
    page = client.get(path).content.decode()
    assert 'href="https://www.linkedin.com/posts/bob-1"' in page
    assert WHY in page
    mine = client.get("/o/acme/shares/").content.decode()
    assert "Please delete it" in mine
    assert path in mine
    client.post(f"{path}answer/", {"is_gone": "perhaps"})
    client.post(f"{path}answer/", {"is_gone": "yes"})
    with tenant(cast.acme):
        share.refresh_from_db()
        assert (share.state, Retraction.objects.get().state) == (
            State.RECALLED,
            RetractionState.REMOVED,
        )
    assert "You told us that you deleted it." in client.get(path).content.decode()


def test_nobody_else_answers_for_them(asked, sign_in):
    cast, _post, share = asked
    path = f"/o/acme/shares/{share.public_id}/recalled/"
    assert sign_in(cast.alice).get(path).status_code == 404
    assert sign_in(cast.alice).post(f"{path}answer/", {"is_gone": "yes"}).status_code == 404


def test_progress_takes_the_same_number_of_queries_however_many_there_are(cast, sign_in):
    client = sign_in(cast.alice)
    counts = []
    for number in (1, 300):
        with tenant(cast.acme):
            post = make_post()
            recall = Recall.objects.create(
                post=post, reason=WHY, started_at=timezone.now(), started_by=cast.alice
            )
            type(post).objects.filter(pk=post.pk).update(recalled_at=timezone.now())
            member = make_member()
            account = make_connection(member)
            for state in (RetractionState.DELETED, RetractionState.ASKED):
                Retraction.objects.bulk_create(
                    Retraction(
                        recall=recall,
                        share=make_share(member, post, account, state=State.PUBLISHED),
                        state=state,
                    )
                    for _ in range(number)
                )
        path = f"/o/acme/posts/{post.public_id}/recall/"
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(path).content.decode()
        assert f"{number * 2} of {number * 2}, 100 %" in page
        counts.append(len(queries))
    assert counts[0] == counts[1]
