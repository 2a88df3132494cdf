"""An organization's logo: decoded by the child, made anew, shown to members alone."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from tenants.models import Act, Event, Organization
from tenants.scope import platform, tenant
from tests.content.drawing import as_bytes, drawn, photo_of_a_phone, uploaded

UPLOAD, SHOW = "/o/acme/settings/logo/", "/o/acme/logo/"


def logo_of(cast) -> str:
    with platform():
        return Organization.objects.get(pk=cast.acme.pk).logo


def send(client, content: bytes, name: str = "logo.png") -> str:
    answer = client.post(UPLOAD, {"logo": uploaded(content, name)}, follow=True)
    return answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_it_is_made_anew_and_replaced_and_removed(make_cast, client):
    cast = make_cast()
    client.force_login(cast.alice.user)
    send(client, as_bytes(drawn(900, 900, "RGBA"), "PNG"))
    first = logo_of(cast)
    send(client, photo_of_a_phone(), "photo.jpg")
    second = logo_of(cast)
    assert first.startswith(f"{cast.acme.pk}/logo/")
    assert second not in {"", first}
    answer = client.get(SHOW)
    content = b"".join(answer.streaming_content)
    assert b"Secret" not in content
    assert max(Image.open(io.BytesIO(content)).size) <= 512
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get(SHOW, headers={"if-none-match": answer.headers["ETag"]}).status_code == 304
    client.force_login(cast.mallory.user)
    assert client.get(SHOW).status_code == 404
    client.force_login(cast.alice.user)
    client.post(UPLOAD, {"remove": "yes"})
    assert logo_of(cast) == ""
    assert client.get(SHOW).status_code == 404
    with tenant(cast.acme):
        assert Event.objects.filter(act=Act.LOGO_CHANGED).count() == 3


SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (SVG, "not a picture we can use"),
        (b"GIF89a" + b"\x01\x00\x01\x00" + b"\x00" * 30, "not a picture we can use"),
        (as_bytes(drawn(), "PNG")[:200], "damaged"),
        (b"<html>", "not a picture we can use"),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_what_is_no_picture_is_refused(make_cast, client, content, said):
    cast = make_cast()
    client.force_login(cast.alice.user)
    assert said in send(client, content)
    assert logo_of(cast) == ""


@pytest.mark.django_db(transaction=True)
def test_only_admins_send_one(make_cast, client):
    cast = make_cast()
    client.force_login(cast.bob.user)
    assert client.post(UPLOAD, {"logo": uploaded(as_bytes(drawn()))}).status_code == 403
