"""Files on their way in: no request and no member fills the disk, and what is kept is moved."""

from __future__ import annotations

import hashlib
import os
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone

from content.pictures import uploads
from content.pictures.files import incoming
from content.services import pictures
from content.services.attachments import receive_attachment
from content.services.preparing import sweep_pictures
from tests.clips import gif, mp4
from tests.content.drawing import as_bytes, drawn
from tests.factories import NOW

PICTURE = as_bytes(drawn())


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def sent(*files: tuple[str, bytes], **who: Any) -> HttpRequest:
    """Send files as a form does, several under one name too."""
    data: dict[str, Any] = {}
    for name, content in files:
        data.setdefault(name, []).append(SimpleUploadedFile("file.bin", content))
    request = RequestFactory().post("/", data)
    vars(request).update(who or {"user": SimpleNamespace(is_authenticated=True)})
    return request


def lying() -> list[Path]:
    return list(incoming().iterdir())


def test_of_a_request_that_nobody_signed_nothing_is_kept():
    for who in ({}, {"user": SimpleNamespace(is_authenticated=False)}):
        request = sent(("attachment", b"x" * 5000), **(who or {"user": None}))
        file = request.FILES["attachment"]
        assert (file.size, file.read()) == (5000, b"")
        request.close()


def test_a_token_signs_too():
    request = sent(("attachment", b"x" * 5000), api_token=object())
    assert len(request.FILES["attachment"].read()) == 5000
    request.close()


def test_all_files_of_a_request_have_one_allowance(settings, monkeypatch):
    settings.VIDEO_MAX_MB = 100  # what documents may have
    monkeypatch.setattr(uploads, "MOST_PICTURES", 0)
    monkeypatch.setattr(uploads, "max_bytes", lambda: 10_000)
    request = sent(*[("attachment", bytes([n]) * 6000) for n in range(4)], ("new", b"y" * 3000))
    kept = [len(file.read()) for file in request.FILES.getlist("attachment")]
    assert kept == [6000, 0, 0, 0]
    assert len(request.FILES["new"].read()) == 3000
    over = request.FILES.getlist("attachment")[1]
    assert over.size > 10_000  # so that whoever receives it refuses it
    request.close()


def test_who_sends_without_end_is_not_listened_to(monkeypatch):
    monkeypatch.setattr(uploads, "max_bytes", lambda: 100_000)
    monkeypatch.setattr(uploads, "MOST_PICTURES", 0)
    monkeypatch.setattr(uploads, "PATIENCE_BYTES", 100_000)
    request = sent(*[("attachment", b"x" * 90_000)] * 4)
    assert len(request.FILES.getlist("attachment")) < 4
    request.close()


def test_a_file_is_moved_to_its_place_and_its_digest_is_known(in_acme):
    content = gif(4)
    request = sent(("attachment", content))
    upload = request.FILES["attachment"]
    (before,) = lying()
    inode = before.stat().st_ino
    asset = receive_attachment(by=in_acme.alice, upload=upload, now=NOW)
    assert asset.digest == hashlib.sha256(content).hexdigest()
    assert Path(default_storage.path(asset.file)).stat().st_ino == inode
    request.close()
    assert lying() == []
    with default_storage.open(asset.file) as stored:
        assert stored.read() == content


def test_a_file_of_one_name_is_never_read_by_another(in_acme):
    request = sent(("attachment", gif(3)), ("new", PICTURE))
    digests = [request.FILES[name].digest for name in ("attachment", "new")]
    assert digests == [hashlib.sha256(one).hexdigest() for one in (gif(3), PICTURE)]
    request.close()


def test_what_killed_processes_left_is_swept(in_acme):
    del in_acme
    old, new = incoming() / "old.upload", incoming() / "new.upload"
    folder = incoming() / "picture-left"
    folder.mkdir()
    for path in (old, new, folder / "original"):
        path.write_bytes(b"x")
    a_while = (timezone.now() - timedelta(days=2)).timestamp()
    for path in (old, folder):
        os.utime(path, (a_while, a_while))
    sweep_pictures(now=timezone.now())
    assert lying() == [new]


def test_a_member_can_only_heap_up_so_much(in_acme, monkeypatch):
    monkeypatch.setattr(pictures, "MOST_IDLE_MB", 1)
    film = mp4(filler=600_000)
    receive_attachment(by=in_acme.alice, upload=SimpleUploadedFile("a.mp4", film), now=NOW)
    with pytest.raises(ValidationError) as refused:
        receive_attachment(by=in_acme.alice, upload=SimpleUploadedFile("b.mp4", film), now=NOW)
    assert refused.value.code == "too_many"
    assert "1 MB" in refused.value.messages[0]
    receive_attachment(by=in_acme.bob, upload=SimpleUploadedFile("b.mp4", film), now=NOW)
