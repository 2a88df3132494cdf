"""A picture of one's own in the composer: with its description it goes along, not without."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import timezone

from content.models import Asset
from content.services.preparing import prepare_batch
from sharing.models import SharePicture
from tenants.scope import tenant
from tests.content.drawing import as_bytes, drawn, uploaded
from tests.factories import make_connection, make_post

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_goes_along_with_its_description_and_not_without_one(make_cast, sign_in):
    cast = make_cast()
    client = sign_in(cast.bob)
    with tenant(cast.acme):
        account, post = make_connection(cast.bob), make_post()
    sent = client.post("/o/acme/pictures/", {"new_pictures": uploaded(as_bytes(drawn()))})
    assert sent.status_code == 200
    with tenant(cast.acme):
        asset = Asset.objects.get()
    fields = {"words": "Look.", "connections": [str(account.public_id)], "chooses_pictures": "on"}
    fields |= {f"{asset.public_id}-place": "1", "compose_key": str(uuid4())}
    url = f"/o/acme/posts/{post.public_id}/share/"
    early = client.post(url, fields)
    assert "is still being prepared" in early.content.decode()
    prepare_batch(now=timezone.now())
    assert "escribe" in client.post(url, fields).content.decode()
    described = client.post(url, fields | {f"{asset.public_id}-alt": "A roof in the sun"})
    assert described.status_code == 302
    with tenant(cast.acme):
        assert [one.alt for one in SharePicture.objects.all()] == ["A roof in the sun"]
