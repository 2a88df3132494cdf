"""What a worker finds out about a PDF, and what hides in one."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from content.models import Asset, AssetState
from content.services.attachments import receive_attachment
from content.services.preparing import prepare_batch
from tenants.scope import tenant
from tests.clips import locked_pdf, pdf
from tests.factories import NOW

pytestmark = pytest.mark.django_db(transaction=True)
_PROGRAM = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
JAVASCRIPT = b"/Names << /JavaScript << /Names [(a) " + _PROGRAM + b"] >> >>"


@pytest.fixture
def cast(make_cast):
    return make_cast()


@pytest.fixture
def prepared(cast):
    """Receive a PDF as Alice and let a worker open it; returns it as it is then."""

    def prepare(content: bytes, name: str = "deck.pdf") -> Asset:
        with tenant(cast.acme):
            upload = SimpleUploadedFile(name, content, "application/octet-stream")
            asset = receive_attachment(by=cast.alice, upload=upload, now=NOW)
            assert asset.state == AssetState.PROCESSING
        assert prepare_batch(now=NOW) == 1
        with tenant(cast.acme):
            return Asset.objects.get(pk=asset.pk)

    return prepare


def test_a_pdf_is_opened_by_a_worker_which_draws_its_first_page(prepared, cast):
    asset = prepared(pdf(pages=12))
    assert (asset.state, asset.pages, asset.problem) == (AssetState.READY, 12, "")
    with tenant(cast.acme):
        names = set(asset.renditions.values_list("name", flat=True))
        feed = asset.renditions.get(name="feed")
    assert names == {"thumb", "preview", "feed", "file"}
    assert (feed.width, feed.height) == (1200, 675)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (locked_pdf(), "locked"),
        (pdf(more=JAVASCRIPT), "active"),
        (pdf(pages=301), "too_many_pages"),
        (b"%PDF-1.7\nnothing\n%%EOF", "broken"),
    ],
    ids=["locked", "active", "long", "broken"],
)
def test_a_pdf_that_can_not_be_used_says_why(prepared, content, problem):
    asset = prepared(content)
    assert (asset.state, asset.problem) == (AssetState.REFUSED, problem)


def test_a_document_is_saved_and_never_opened_in_our_pages(prepared, cast, sign_in):
    asset = prepared(pdf(), "../../<b>Deck.exe")
    address = f"/o/acme/media/{asset.public_id}"
    answer = sign_in(cast.alice).get(f"{address}/file")
    assert answer["Content-Disposition"] == 'attachment; filename="bdeck.pdf"'
    assert b"".join(answer).startswith(b"%PDF")
    thumb = sign_in(cast.alice).get(f"{address}/thumb")
    assert (thumb["Content-Type"], b"".join(thumb)[:2]) == ("image/jpeg", b"\xff\xd8")
