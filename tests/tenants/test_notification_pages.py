from __future__ import annotations

import pytest
from django.utils import timezone

from tenants.models import Letter, LetterState, Notice, Notification
from tenants.notices import choices_of
from tenants.notifying import notify
from tenants.scope import tenant
from tests.factories import NOW

ALL = "/o/acme/notifications/"
HTMX = {"HX-Request": "true"}


def tell(cast, count=1, member=None, **changes):
    values = {"kind": Notice.SHARE_HELD, "path": "/o/acme/shares/#share-1", "now": timezone.now()}
    with tenant(cast.acme):
        for number in range(count):
            params = {"title": f"Roof {number:02}", "network": "Mastodon", "problem": "It rains."}
            notify(
                member=member or cast.bob,
                subject=f"{number}",
                params=params,
                **{**values, **changes},
            )


def text_of(response):
    return response.content.decode()


def unread(page: str) -> str:
    return (
        page.split('id="unread"')[1].split('class="visually-hidden">')[1].split("<", maxsplit=1)[0]
    )


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "none new"), (1, "1 new"), (9, "9 new"), (12, "more than 9 new")],
)
def test_every_page_says_how_many_are_new(cast, sign_in, count, words):
    tell(cast, count)
    tell(cast, member=cast.alice)
    assert (
        unread(text_of(sign_in(cast.bob).get("/o/acme/preferences/"))) == f"Notifications, {words}"
    )


def test_a_page_outside_every_scope_has_a_bell_without_a_number(cast, sign_in):
    tell(cast)
    gone = sign_in(cast.bob).post(f"/o/acme/connections/{cast.bob.public_id}/disconnect/")
    assert gone.status_code == 404
    assert unread(text_of(gone)) == "Notifications, none new"


def test_shows_what_was_told_newest_first_and_what_is_new(cast, sign_in):
    tell(cast, 40)
    client = sign_in(cast.bob)
    first = client.get(ALL)
    assert "“Roof 39” waits before it goes to Mastodon" in text_of(first)
    second = client.get(f"{ALL}?before={first.context['page'].next_before}")
    lines = [*first.context["page"].lines, *second.context["page"].lines]
    assert [line.told.headline[1:8] for line in lines] == [
        f"Roof {n:02}" for n in range(39, -1, -1)
    ]
    assert client.get(f"{ALL}?before=junk").status_code == 200


def test_opening_one_marks_it_and_leads_there(cast, sign_in):
    tell(cast, 2)
    client = sign_in(cast.bob)
    [newest, other] = client.get(ALL).context["page"].lines
    response = client.get(f"{ALL}{newest.public_id}/")
    assert response.url == "/o/acme/shares/#share-1"
    [left] = client.get(f"{ALL}?show=unread").context["page"].lines
    assert left.public_id == other.public_id


def test_anothers_notices_are_not_there(cast, sign_in):
    tell(cast, member=cast.alice)
    with tenant(cast.acme):
        notification = Notification.objects.get()
    client = sign_in(cast.bob)
    assert client.get(f"{ALL}{notification.public_id}/").status_code == 404
    assert client.post(f"{ALL}read/").status_code == 302
    assert "Roof" not in text_of(client.get(ALL))
    with tenant(cast.acme):
        assert Notification.objects.unread().count() == 1


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_all_are_marked_at_once(cast, sign_in, headers):
    tell(cast, 3)
    client = sign_in(cast.bob)
    answer = client.post(f"{ALL}read/", headers=headers)
    assert answer.status_code == (200 if headers else 302)
    assert "You have seen everything" in text_of(client.get(f"{ALL}?show=unread"))


def test_the_bell_shows_the_newest_eight_with_the_number(cast, sign_in):
    tell(cast, 12)
    page = text_of(sign_in(cast.bob).get(f"{ALL}recent/", headers=HTMX))
    assert page.count("waits before it goes") == 8
    assert "<html" not in page
    assert unread(page) == "Notifications, more than 9 new"


def test_the_bell_hears_only_what_it_does_not_know(cast, sign_in):
    tell(cast, 2)
    client = sign_in(cast.bob)
    assert client.get(f"{ALL}unread/?known=2", headers=HTMX).status_code == 204
    news = text_of(client.get(f"{ALL}unread/?known=1", headers=HTMX))
    assert unread(news) == "Notifications, 2 new"
    assert "There is something new for you." in news


def test_settings_are_kept_kind_by_kind(cast, sign_in):
    client = sign_in(cast.bob)
    client.post(f"{ALL}settings/", {"share_live-app": "on", "share_failed-mail": "on"})
    with tenant(cast.acme):
        kept = {c.kind: (c.in_app, c.by_mail) for c in choices_of(cast.bob)}
    assert kept.pop("share_live") == (True, False)
    assert kept.pop("share_failed") == (False, True)
    assert set(kept.values()) == {(False, False)}
    assert text_of(client.get(f"{ALL}settings/")).count(" checked") == 3  # and the keys' switch


def test_says_that_mail_does_not_arrive(cast, sign_in):
    with tenant(cast.acme):
        Letter.objects.create(
            email="bob@acme.example",
            member=cast.bob,
            template="connection_ends",
            subject="one",
            state=LetterState.FAILED,
            problem="550 No such <b>person</b>",
            created_at=NOW,
        )
    client = sign_in(cast.bob)
    for path in (ALL, f"{ALL}settings/"):
        assert "550 No such &lt;b&gt;person&lt;/b&gt;" in text_of(client.get(path))


def test_pages_cost_the_same_however_much_was_told(cast, sign_in, django_assert_num_queries):
    client = sign_in(cast.bob)
    for count in (1, 25):
        tell(cast, count)
        client.get(ALL)
        with django_assert_num_queries(14):
            client.get(ALL)
