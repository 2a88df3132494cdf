from __future__ import annotations

import io
import signal
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from PIL import Image, ImageCms

from content.forms.pictures import PictureForm
from content.models import Asset, AssetState
from content.pictures.files import store_rendition
from content.pictures.rendering import Rendered
from content.pictures.uses import USES
from content.services import preparing
from content.services.pictures import (
    PictureDetails,
    discard_picture,
    receive_picture,
    set_picture_details,
)
from content.services.preparing import (
    claim_pictures,
    prepare_batch,
    prepare_picture,
)
from tenants.models import Member, Organization
from tenants.scope import tenant
from tests.content.drawing import (
    as_bytes,
    deep_text,
    drawn,
    gif_of_frames,
    heic,
    photo_of_a_phone,
    png_of,
    uploaded,
)
from tests.factories import NOW

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(make_cast):
    return make_cast()


def receive(organization: Organization, by: Member, content: bytes, **changes) -> Asset:
    with tenant(organization):
        return receive_picture(by=by, upload=uploaded(content), now=changes.get("now", NOW))


def prepared(cast, content: bytes) -> Asset:
    asset = receive(cast.acme, cast.bob, content)
    assert prepare_batch(now=NOW) == 1
    return again(cast, asset)


def again(cast, asset: Asset) -> Asset:
    with tenant(cast.acme):
        return Asset.objects.get(pk=asset.pk)


def rendition(cast, asset: Asset, name: str) -> tuple[Image.Image, bytes]:
    with tenant(cast.acme):
        row = asset.renditions.get(name=name)
    with default_storage.open(row.file) as file:
        content = file.read()
    picture = Image.open(io.BytesIO(content))
    assert (picture.width, picture.height) == (row.width, row.height)
    assert row.size_bytes == len(content)
    return picture, content


def test_makes_every_rendition_within_its_measures(cast):
    asset = prepared(cast, as_bytes(drawn(3000, 2000)))
    assert (asset.state, asset.progress) == (AssetState.READY, 100)
    for use in USES:
        picture, content = rendition(cast, asset, use.name)
        assert max(picture.size) <= use.edge
        assert len(content) <= use.max_bytes
        assert picture.size == use.crop or not use.crop
        assert picture.mode == "RGB"


def test_a_phones_photo_stands_upright_and_tells_nothing(cast):
    asset = prepared(cast, photo_of_a_phone(orientation=6))
    for use in USES:
        picture, content = rendition(cast, asset, use.name)
        assert b"Secret" not in content
        assert not picture.getexif()
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(picture.info)
    picture, _ = rendition(cast, asset, "preview")
    assert picture.size == (400, 640)
    assert picture.getpixel((200, 40))[0] > 150
    assert picture.getpixel((200, 600))[2] > 150


def test_reads_heic(cast):
    picture, _ = rendition(cast, prepared(cast, heic()), "preview")
    assert (picture.format, picture.size) == ("JPEG", (640, 400))


@pytest.mark.parametrize("mode", ["L", "LA", "P", "CMYK", "I;16", "1"])
def test_reads_every_mode(cast, mode: str):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    drawing = drawn().convert("L").convert("I;16") if mode == "I;16" else drawn().convert(mode)
    assert prepared(cast, as_bytes(drawing, kind)).state == AssetState.READY


def test_what_is_transparent_stays_so_where_it_fits(cast):
    drawing = drawn(mode="RGBA")
    drawing.putpixel((0, 0), (0, 0, 0, 0))
    asset = prepared(cast, as_bytes(drawing, "PNG"))
    clear, _ = rendition(cast, asset, "preview")
    assert (clear.format, clear.getpixel((0, 0))[3]) == ("PNG", 0)
    white, _ = rendition(cast, asset, "save")
    assert white.format == "JPEG"
    assert min(white.getpixel((0, 0))) > 180


def test_an_animation_shows_its_first_picture(cast):
    asset = prepared(cast, gif_of_frames(600))
    assert asset.state == AssetState.READY
    assert getattr(rendition(cast, asset, "mastodon")[0], "n_frames", 1) == 1


def test_colours_are_brought_to_the_webs(cast):
    profile = default_profile()
    picture, _ = rendition(cast, prepared(cast, as_bytes(drawn(), icc_profile=profile)), "feed")
    assert "icc_profile" not in picture.info


def default_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def test_the_same_file_gives_the_same_bytes(cast):
    content = as_bytes(drawn(2500, 1500))
    first, second = prepared(cast, content), prepared(cast, content)
    for use in USES:
        assert rendition(cast, first, use.name)[1] == rendition(cast, second, use.name)[1]


BROKEN = {
    "truncated jpeg": lambda: as_bytes(drawn())[:2000],
    "truncated png": lambda: as_bytes(drawn(), "PNG")[:400],
    "png that claims more than it has": lambda: png_of(6000, 6000, rows=3),
    "text that unpacks to much": lambda: png_of(64, 64, deep_text(), rows=64),
    "truncated heic": lambda: heic()[:-400],
    "truncated webp": lambda: as_bytes(drawn(), "WEBP")[:-40],
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_is_refused_in_plain_words(cast, what: str):
    asset = prepared(cast, BROKEN[what]())
    assert asset.state == AssetState.REFUSED
    assert "damaged" in PictureForm(asset).problem
    with tenant(cast.acme):
        assert not asset.renditions.exists()
    assert prepare_batch(now=NOW + timedelta(days=1)) == 0


def test_what_hides_behind_a_picture_is_in_no_rendition(cast):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as bundle:
        bundle.writestr("evil.js", "alert(1)")
    asset = prepared(cast, as_bytes(drawn()) + archive.getvalue())
    for use in USES:
        content = rendition(cast, asset, use.name)[1]
        assert b"evil.js" not in content
        assert not zipfile.is_zipfile(io.BytesIO(content))


def test_a_script_inside_a_gif_is_in_no_rendition(cast):
    content = as_bytes(drawn(64, 64), "GIF", comment=b"*/=1;alert(1);/*")
    asset = prepared(cast, content)
    assert all(b"alert" not in rendition(cast, asset, use.name)[1] for use in USES)


def test_it_tells_how_far_it_is(cast, monkeypatch):
    asset = receive(cast.acme, cast.bob, as_bytes(drawn()))
    seen: list[int] = []
    while_storing(monkeypatch, lambda: seen.append(again(cast, asset).progress))
    prepare_batch(now=NOW)
    assert seen == [100 * number // (len(USES) + 1) for number in range(len(USES))]
    assert again(cast, asset).progress == 100


def test_a_dead_workers_picture_is_taken_up_by_another(cast):
    asset = receive(cast.acme, cast.bob, as_bytes(drawn()))
    assert len(claim_pictures(now=NOW, limit=1)) == 1  # and it dies here
    assert prepare_batch(now=NOW + timedelta(seconds=119)) == 0
    assert prepare_batch(now=NOW + timedelta(seconds=121)) == 1
    assert again(cast, asset).state == AssetState.READY


def test_a_file_that_a_dying_worker_left_torn_is_written_anew(cast):
    asset = receive(cast.acme, cast.bob, as_bytes(drawn()))
    made = Rendered("thumb", "image/jpeg", 640, 400, as_bytes(drawn()))
    whole = store_rendition(asset.file, made)
    Path(default_storage.path(whole.file)).write_bytes(made.content[:100])
    assert store_rendition(asset.file, made) == whole
    with default_storage.open(whole.file) as file:
        assert file.read() == made.content


def while_storing(monkeypatch, act) -> None:
    """Let something happen just before each rendition is stored."""

    def watched(*what):
        act()
        return store_rendition(*what)

    monkeypatch.setattr(preparing, "store_rendition", watched)


def test_a_picture_removed_meanwhile_leaves_no_file(cast, monkeypatch):
    asset = receive(cast.acme, cast.bob, as_bytes(drawn()))

    def remove() -> None:
        with tenant(cast.acme):
            if there := Asset.objects.filter(pk=asset.pk).first():
                discard_picture(asset=there, by=cast.bob)

    while_storing(monkeypatch, remove)
    prepare_batch(now=NOW)
    assert not Path(default_storage.path(asset.file)).parent.exists()


def test_a_picture_whose_original_is_gone_is_refused(cast):
    asset = receive(cast.acme, cast.bob, as_bytes(drawn()))
    default_storage.delete(asset.file)
    prepare_batch(now=NOW)
    asset = again(cast, asset)
    assert asset.state == AssetState.REFUSED
    assert "Choose it again" in PictureForm(asset).problem


def test_while_the_disk_is_away_no_picture_is_judged(cast, settings, tmp_path):
    asset = receive(cast.acme, cast.bob, as_bytes(drawn()))
    there, settings.MEDIA_ROOT = settings.MEDIA_ROOT, str(tmp_path)
    prepare_batch(now=NOW)
    assert again(cast, asset).state == AssetState.PROCESSING
    settings.MEDIA_ROOT = there
    prepare_batch(now=NOW + timedelta(hours=1))
    assert again(cast, asset).state == AssetState.READY


def ended_by(monkeypatch, ending: signal.Signals) -> None:
    """Let every child get this signal as it begins."""
    begin = preparing.begin_child

    def struck(*what):
        child = begin(*what)
        child.send_signal(ending)
        return child

    monkeypatch.setattr(preparing, "begin_child", struck)


def test_a_child_that_the_system_ended_says_nothing_of_the_picture(cast, monkeypatch):
    asset = receive(cast.acme, cast.bob, as_bytes(drawn()))
    with monkeypatch.context() as patch:
        ended_by(patch, signal.SIGTERM)
        prepare_batch(now=NOW)
    assert again(cast, asset).state == AssetState.PROCESSING
    prepare_batch(now=NOW + timedelta(hours=1))
    assert again(cast, asset).state == AssetState.READY


def test_what_ends_every_child_for_a_day_is_given_up(cast, monkeypatch):
    asset = receive(cast.acme, cast.bob, as_bytes(drawn()))
    ended_by(monkeypatch, signal.SIGKILL)
    prepare_batch(now=NOW + timedelta(days=1, seconds=1))
    assert again(cast, asset).state == AssetState.REFUSED


@pytest.mark.parametrize("ending", [signal.SIGXCPU, signal.SIGSEGV])
def test_a_picture_that_brings_its_reader_down_is_refused(cast, monkeypatch, ending):
    asset = receive(cast.acme, cast.bob, as_bytes(drawn()))
    ended_by(monkeypatch, ending)
    prepare_batch(now=NOW)
    assert again(cast, asset).state == AssetState.REFUSED


def test_a_reader_that_takes_too_long_ends_by_the_signal_that_says_so():
    code = "from content.pictures import child; child.CPU_S = 1; child.limit()\nwhile True: pass"
    ended = subprocess.run([sys.executable, "-c", code], check=False)
    assert ended.returncode == -signal.SIGXCPU


def test_who_lost_the_lease_changes_nothing(cast):
    asset = receive(cast.acme, cast.bob, as_bytes(drawn()))
    (lost,) = claim_pictures(now=NOW, limit=1)
    (held,) = claim_pictures(now=NOW + timedelta(hours=1), limit=1)
    prepare_picture(lost)
    assert again(cast, asset).state == AssetState.PROCESSING
    prepare_picture(held)
    assert again(cast, asset).state == AssetState.READY


def test_organizations_take_turns(cast):
    for number in range(3):
        at = NOW + timedelta(seconds=number)
        receive(cast.acme, cast.bob, as_bytes(drawn(20, 20)), now=at)
    late = NOW + timedelta(minutes=1)
    receive(cast.globex, cast.mallory, as_bytes(drawn(20, 20)), now=late)
    claims = claim_pictures(now=late, limit=2)
    assert {claim.organization_id for claim in claims} == {cast.acme.pk, cast.globex.pk}


def test_a_focus_chosen_meanwhile_is_minded(cast):
    asset = receive(cast.acme, cast.bob, as_bytes(drawn(1000, 200)))
    (claim,) = claim_pictures(now=NOW, limit=1)
    with tenant(cast.acme):
        details = PictureDetails(alt="Two colours", focus_x=1.0)
        set_picture_details(asset=asset, by=cast.bob, details=details)
    prepare_picture(claim)
    picture, _ = rendition(cast, again(cast, asset), "feed")
    assert picture.getpixel((5, 5))[2] > 150
