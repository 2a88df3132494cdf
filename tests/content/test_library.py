"""The assets library: what is in it, where it is used, and what a licence that is over means."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import Exists
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from content.models import (
    Asset,
    AssetState,
    LinkCard,
    Post,
    PostAsset,
    ShelfItem,
    State,
)
from content.services import approve_post
from content.services.licences import remind_of_licences
from content.services.pictures import attach_pictures
from content.services.preparing import sweep_pictures
from content.services.shelving import (
    LicenceDraft,
    delete_asset,
    keep_asset,
    replace_everywhere,
    set_licence,
)
from content.shelf import Wanted, posts_with_licence_over, shelf_choices, shelf_page, usage_of
from content.uploads import visible_assets
from sharing.drafts import card_of, offered
from sharing.models import Share, SharePicture
from sharing.services.offering import pictures_over, post_problem
from tenants.models import Notice, Notification, Organization
from tenants.roles import Role
from tests.factories import (
    make_asset,
    make_attachment,
    make_connection,
    make_member,
    make_post,
    make_share,
)
from tests.images import image

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def put_on(asset: Asset, post: Post) -> None:
    PostAsset.objects.create(post=post, asset=asset, position=0)


def names(wanted: Wanted) -> set[str]:
    return {row.name for row in shelf_page(wanted=wanted, now=timezone.now()).rows}


def end_licence(asset: Asset, by) -> None:
    day = timezone.now().date() - DAY
    set_licence(asset=asset, by=by, draft=LicenceDraft(valid_until=day), now=timezone.now())


def test_what_is_in_it_and_how_it_is_found(in_acme):
    alice, now = in_acme.alice, timezone.now()
    kept = make_asset(alice, file_name="roof.jpg", alt="A roof")
    keep_asset(asset=kept, by=alice, now=now)
    posted = make_attachment(alice, title="Deck", alt="")
    put_on(posted, make_post())
    carded = make_asset(alice, file_name="card.jpg", alt="")
    LinkCard.objects.create(post=make_post(), url="https://x.example", picture=carded)
    make_asset(alice, file_name="loose.jpg")  # in an editor somewhere
    read = make_asset(None, file_name="read.jpg")
    LinkCard.objects.create(post=make_post(), url="https://y.example", picture=read)
    own = make_asset(in_acme.bob, file_name="own.jpg")
    share = make_share(in_acme.bob, make_post(), make_connection(in_acme.bob))
    SharePicture.objects.create(share=share, asset=own, position=0)
    assert names(Wanted()) == {"roof.jpg", "Deck", "card.jpg"}
    assert names(Wanted(words="ROOF")) == {"roof.jpg"}
    assert names(Wanted(kind="document")) | names(Wanted(kind="video")) == {"Deck"}
    assert names(Wanted(flaw="unused")) == {"roof.jpg"}
    assert "card.jpg" in names(Wanted(flaw="no_alt"))
    assert "roof.jpg" not in names(Wanted(flaw="no_alt"))


def test_where_it_is_used(in_acme):
    asset = make_asset(in_acme.alice, renditions=True)
    post, other = make_post("One"), make_post("Two", state=State.ARCHIVED, archived_at=None)
    put_on(asset, post)
    LinkCard.objects.create(post=other, url="https://x.example", picture=asset)
    share = make_share(in_acme.bob, post, make_connection(in_acme.bob))
    SharePicture.objects.create(share=share, asset=asset, position=0)
    usage = usage_of(asset)
    assert (usage.uses.posts, usage.uses.cards, usage.uses.shares) == (1, 1, 1)
    assert {one.title for one in usage.posts} == {"One", "Two"}


def test_the_list_takes_the_same_queries_whatever_its_size(in_acme):
    costs = []
    for count in (1, 20):
        for _each in range(count - ShelfItem.objects.count()):
            asset = make_asset(in_acme.alice, renditions=True)
            keep_asset(asset=asset, by=in_acme.alice, now=timezone.now())
            put_on(asset, make_post())
        with CaptureQueriesContext(connection) as asked:
            page = shelf_page(wanted=Wanted(), now=timezone.now())
            assert [row.uses.posts for row in page.rows] == [1] * count
            assert all(row.shown for row in page.rows)
        costs.append(len(asked))
    assert costs[0] == costs[1] < 10


def test_pages_follow_each_other(in_acme):
    for number in range(5):
        asset = make_asset(in_acme.alice, file_name=f"{number}.jpg")
        keep_asset(asset=asset, by=in_acme.alice, now=timezone.now())
    first = shelf_page(wanted=Wanted(), now=timezone.now(), size=3)
    second = shelf_page(wanted=Wanted(), now=timezone.now(), before=first.next_cursor, size=3)
    found = [row.name for row in (*first.rows, *second.rows)]
    assert found == ["4.jpg", "3.jpg", "2.jpg", "1.jpg", "0.jpg"]
    assert second.next_cursor is None


def test_writers_take_from_it_others_do_not_see_it(in_acme):
    asset = make_asset(in_acme.alice, renditions=True, alt="A roof")
    writer = make_member("Writer", Role.CONTRIBUTOR)
    draft = make_post(author=writer, state=State.DRAFT, approved_at=None)
    with pytest.raises(PermissionDenied):
        attach_pictures(post=draft, by=writer, assets=[asset], now=timezone.now())
    keep_asset(asset=asset, by=in_acme.alice, now=timezone.now())
    attach_pictures(post=draft, by=writer, assets=[asset], now=timezone.now())
    assert asset in visible_assets(writer)
    assert asset not in visible_assets(in_acme.bob)
    with pytest.raises(PermissionDenied):
        keep_asset(asset=asset, by=writer, now=timezone.now())


def test_the_sweep_leaves_it_alone(in_acme):
    old = timezone.now() - 3 * DAY
    kept, loose = (make_asset(in_acme.alice, created_at=old) for _each in range(2))
    keep_asset(asset=kept, by=in_acme.alice, now=old)
    sweep_pictures(now=timezone.now())
    assert list(Asset.objects.all()) == [kept]
    assert loose.pk != kept.pk


def test_a_licence_that_is_over_goes_with_nothing_new(in_acme):
    alice, now = in_acme.alice, timezone.now()
    asset = make_asset(alice, renditions=True, alt="A roof")
    post = make_post()
    put_on(asset, post)
    LinkCard.objects.create(post=post, url=post.link, title="Roof", picture=asset, state="ready")
    share = make_share(in_acme.bob, post, make_connection(in_acme.bob))
    SharePicture.objects.create(share=share, asset=asset, position=0)
    assert len(offered(post)) == 1
    assert card_of(post).picture == asset
    end_licence(asset, alice)
    assert offered(post) == []  # nor a share in one click
    assert list(Asset.objects.offered_with(post)) == []
    assert card_of(post).picture is None
    assert "licence" in str(post_problem(share))  # nor what waits
    draft = make_post(author=alice, state=State.DRAFT, approved_at=None)
    with pytest.raises(ValidationError) as refused:
        attach_pictures(post=draft, by=alice, assets=[asset], now=now)
    assert refused.value.code == "licence"
    put_on(asset, draft)
    with pytest.raises(ValidationError) as refused:
        approve_post(post=draft, by=alice, now=now)
    assert refused.value.code == "licence"
    assert list(posts_with_licence_over()) == [post]  # what is published stays, and is marked
    assert shelf_choices(kinds=["picture"], words="", now=now) == []
    set_licence(asset=asset, by=alice, draft=LicenceDraft(), now=now)
    approve_post(post=draft, by=alice, now=now)
    assert post_problem(share) is None


def test_the_last_day_is_the_organizations(in_acme):
    Organization.objects.filter(pk=in_acme.acme.pk).update(time_zone="America/New_York")
    in_acme.alice.organization.refresh_from_db()
    asset = make_asset(in_acme.alice)
    day = timezone.now().date()
    draft = LicenceDraft(valid_until=day)
    item = set_licence(asset=asset, by=in_acme.alice, draft=draft, now=timezone.now())
    assert item.over_at.utcoffset() is not None
    assert item.over_at.date() == day + DAY
    assert item.over_at.hour == 0


def test_curators_are_told_in_time_and_once(in_acme):
    asset, now = make_asset(in_acme.alice, file_name="roof.jpg"), timezone.now()
    day = now.date() + 40 * DAY
    set_licence(asset=asset, by=in_acme.alice, draft=LicenceDraft(valid_until=day), now=now)
    told = []
    for passed in range(45):
        remind_of_licences(now=now + passed * DAY)
        remind_of_licences(now=now + passed * DAY)
        if Notification.objects.count() > len(told):
            told.append(40 - passed)
    assert told == [30, 7, 1, -1]
    assert Notification.objects.count() == 4
    notice = Notification.objects.order_by("pk").first()
    assert (notice.kind, notice.member) == (Notice.LICENCE_ENDS, in_acme.alice)
    later = LicenceDraft(valid_until=day + 90 * DAY)
    set_licence(asset=asset, by=in_acme.alice, draft=later, now=now)
    assert ShelfItem.objects.get().reminded is None


def test_it_is_replaced_everywhere_at_once(in_acme):
    alice, now = in_acme.alice, timezone.now()
    old, new = (make_asset(alice, renditions=True, alt="A roof") for _each in range(2))
    first, both, carded = make_post("One"), make_post("Both"), make_post("Card")
    put_on(old, first)
    put_on(old, both)
    PostAsset.objects.create(post=both, asset=new, position=1)
    LinkCard.objects.create(post=carded, url="https://x.example", picture=old)
    assert replace_everywhere(asset=old, by=alice, other=new, now=now).posts == 3
    assert usage_of(old).uses.total == 0
    assert usage_of(new).uses.posts == 2
    assert LinkCard.objects.get(post=carded).picture == new
    first.refresh_from_db()
    assert first.version == 2  # whoever is writing it is told
    delete_asset(asset=old, by=alice, now=now)
    assert list(Asset.objects.all()) == [new]


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"state": AssetState.PROCESSING}, "state"), ({"alt": ""}, "alt")],
)
def test_not_by_what_is_not_fit(in_acme, changes, code):
    old = make_asset(in_acme.alice, alt="A roof")
    other = make_asset(in_acme.alice, **{"alt": "Another", **changes})
    with pytest.raises(ValidationError) as refused:
        replace_everywhere(asset=old, by=in_acme.alice, other=other, now=timezone.now())
    assert refused.value.code == code


def test_only_what_nothing_uses_is_deleted(in_acme):
    asset = make_asset(in_acme.alice)
    keep_asset(asset=asset, by=in_acme.alice, now=timezone.now())
    put_on(asset, make_post())
    with pytest.raises(ValidationError) as refused:
        delete_asset(asset=asset, by=in_acme.alice, now=timezone.now())
    assert refused.value.code == "in_use"
    assert ShelfItem.objects.filter(asset=asset).exists()


def test_several_files_come_in_at_once_and_a_wrong_one_keeps_nobody_back(in_acme, sign_in):
    client = sign_in(in_acme.alice)
    files = [
        SimpleUploadedFile("roof.jpg", image()),
        SimpleUploadedFile("note.txt", b"words"),
        SimpleUploadedFile("valve.jpg", image()),
    ]
    page = client.post(reverse("content:assets", args=["acme"]), {"library_files": files})
    assert page.status_code == 422
    assert b"note.txt" in page.content
    assert names(Wanted()) == {"roof.jpg", "valve.jpg"}


def test_the_page_of_one_says_what_it_is_and_by_what_right(in_acme, sign_in):
    client = sign_in(in_acme.alice)
    asset = make_asset(in_acme.alice, renditions=True)
    put_on(asset, make_post("Our roof"))
    here = reverse("content:asset", args=["acme", asset.public_id])
    said = {
        "title": "The roof",
        "alt": "Panels on a roof",
        "holder": "Ana Foto",
        "licence": "Print and web",
        "source": "ana.example",
        "valid_until": "2030-01-31",
    }
    assert client.post(here, said).status_code == 302
    asset.refresh_from_db()
    assert (asset.title, asset.alt) == ("The roof", "Panels on a roof")
    assert ShelfItem.objects.get(asset=asset).holder == "Ana Foto"
    assert "Our roof" in client.get(here).content.decode()


def test_the_editor_takes_from_it_by_its_form_alone(in_acme, sign_in):
    asset = make_asset(in_acme.alice, renditions=True, alt="A roof", title="The roof")
    keep_asset(asset=asset, by=in_acme.alice, now=timezone.now())
    writer = make_member("Writer", Role.CONTRIBUTOR)
    client = sign_in(writer)
    new = reverse("content:post_new", args=["acme"])
    assert f"{asset.public_id}-place" in client.get(new).content.decode()
    form = {"title": "Ours", "captions-TOTAL_FORMS": "0", "captions-INITIAL_FORMS": "0"}
    answer = client.post(new, {**form, f"{asset.public_id}-place": "99"})
    assert answer.status_code == 302
    post = Post.objects.get(title="Ours")
    assert PostAsset.objects.get(post=post).asset == asset
    found = client.get(
        reverse("content:assets_to_choose", args=["acme"]), {"library_q": "nothing of this name"}
    )
    assert str(asset.public_id) not in found.content.decode()


def test_shares_with_such_a_picture_are_found(in_acme):
    asset = make_asset(in_acme.alice)
    share = make_share(in_acme.bob, make_post(), make_connection(in_acme.bob))
    SharePicture.objects.create(share=share, asset=asset, position=0)
    rows = Share.objects.filter(Exists(pictures_over()))
    assert not rows.exists()
    end_licence(asset, in_acme.alice)
    assert list(rows) == [share]
