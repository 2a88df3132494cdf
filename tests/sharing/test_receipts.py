"""Receipts: what was really sent is kept, one's own are one's own, the erased leave nothing."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import subprocess
from dataclasses import fields

import pytest
from django.utils import timezone

from sharing.models import Attempt, Share, State
from sharing.receipts import Receipt, proved, receipts_csv, receipts_json, receipts_of
from sharing.services.forgetting import forget_erased
from sharing.services.publishing import publish_batch
from tenants.models import Member
from tenants.scope import tenant
from tests.factories import NOW, make_connection, make_policy, make_post, make_share


def test_what_was_sent_is_kept_before_it_is_sent_with_its_hash(stage) -> None:
    share = stage.share("Our roof, a year later.")
    publish_batch(now=timezone.now())
    with tenant(stage.cast.acme):
        attempt = Attempt.objects.get()
        (receipt,) = receipts_of(list(proved(stage.cast.bob)))
    (status,) = stage.playground.ledger("bob")["statuses"]
    assert attempt.sent == status["text"] == stage.fresh(share).text
    assert receipt.sha256 == hashlib.sha256(status["text"].encode()).hexdigest()
    assert (receipt.how, receipt.state) == ("network", "published")
    assert receipt.account == stage.connection.handle
    assert receipt.url == stage.fresh(share).remote_url
    assert receipt.sent_at == attempt.started_at <= receipt.published_at


def live(member, **changes):
    values = {"state": State.PUBLISHED, "words": "Hello", "text": "Hello", **changes}
    share = make_share(member, make_post("=1+1"), make_connection(member), **values)
    digest = hashlib.sha256(b"Hello").hexdigest()
    for number, outcome in enumerate(["refused", "accepted"]):
        sent = {"sent": "Hello", "digest": digest} if outcome == "accepted" else {"sent": "Other"}
        Attempt.objects.create(share=share, number=number, started_at=NOW, outcome=outcome, **sent)
    return share


def test_the_accepted_attempt_counts_and_the_guidelines_are_named(in_acme):
    version = make_policy(number=7)
    live(in_acme.bob, policy_version=version, disclosure="#ad")
    (receipt,) = receipts_of(list(proved(in_acme.bob)))
    assert (receipt.text, receipt.policy_version, receipt.disclosure) == ("Hello", 7, "#ad")
    assert receipt.sha256 == hashlib.sha256(b"Hello").hexdigest()


def test_what_only_the_member_saw_says_so_and_has_no_hash_of_what_we_did_not_send(in_acme):
    live(in_acme.bob, is_confirmed_by_member=True)
    make_share(in_acme.bob, make_post(), network="x", state=State.SELF_REPORTED, reported_at=NOW)
    told = {one.how: one for one in receipts_of(list(proved(in_acme.bob)))}
    assert set(told) == {"member", "by_hand"}
    assert (told["by_hand"].sha256, told["by_hand"].sent_at) == ("", None)
    assert told["by_hand"].published_at == NOW


@pytest.mark.parametrize("state", [State.SCHEDULED, State.FAILED, State.UNCONFIRMED, State.HELD])
def test_what_is_not_out_has_no_receipt(in_acme, client, state):
    share = make_share(in_acme.bob, make_post(), make_connection(in_acme.bob), state=state)
    assert not proved(in_acme.bob).exists()
    client.force_login(in_acme.bob.user)
    assert client.get(f"/o/acme/shares/{share.public_id}/receipt/").status_code == 404


def test_the_files_hold_ones_own_alone_and_no_formula(cast):
    with tenant(cast.acme):
        share, _others = live(cast.bob), live(cast.alice)
    rows = list(csv.DictReader(io.StringIO("".join(receipts_csv(cast.bob)).lstrip("\ufeff"))))
    (told,) = json.loads("".join(receipts_json(cast.bob)))["receipts"]
    assert [row["share"] for row in rows] == [told["share"]] == [str(share.public_id)]
    assert (rows[0]["post"], told["post"]) == ("'=1+1", "=1+1")
    assert rows[0]["sha256"] == told["sha256"] == hashlib.sha256(b"Hello").hexdigest()
    assert json.loads("".join(receipts_json(cast.mallory))) == {"receipts": []}


def test_files_of_several_pieces_are_whole(cast, monkeypatch):
    monkeypatch.setattr("sharing.receipts.PIECE", 2)
    with tenant(cast.acme):
        made = {str(live(cast.bob).public_id) for _ in range(5)}
    told = json.loads("".join(receipts_json(cast.bob)))["receipts"]
    assert len(told) == 5
    assert {one["share"] for one in told} == made


@pytest.mark.parametrize("count", [1, 6])
def test_receipts_cost_the_same_at_any_number(in_acme, django_assert_num_queries, count):
    for _ in range(count):
        live(in_acme.bob)
    with django_assert_num_queries(3):
        assert len(receipts_of(list(proved(in_acme.bob)))) == count


def test_pages_show_ones_own(cast, sign_in):
    with tenant(cast.acme):
        share, other = live(cast.bob), live(cast.alice)
    client = sign_in(cast.bob)
    shown = client.get("/o/acme/shares/receipts/").content.decode()
    assert str(share.public_id) in shown
    assert str(other.public_id) not in shown
    page = client.get(f"/o/acme/shares/{share.public_id}/receipt/").content.decode()
    assert hashlib.sha256(b"Hello").hexdigest() in page
    assert client.get(f"/o/acme/shares/{other.public_id}/receipt/").status_code == 404
    assert f"/shares/{share.public_id}/receipt/" in client.get("/o/acme/shares/").content.decode()
    for kind, status in {"csv": 200, "json": 200, "xml": 404}.items():
        answer = client.get(f"/o/acme/shares/receipts/{kind}/")
        assert answer.status_code == status
        if status == 200:
            assert str(share.public_id) in b"".join(answer.streaming_content).decode()


def test_of_the_erased_nothing_of_it_stays(cast):
    with tenant(cast.acme):
        share = live(cast.bob)
        Share.objects.filter(pk=share.pk).update(words_key="a" * 64)
        Member.objects.filter(pk=cast.bob.pk).update(left_at=NOW, erased_at=NOW)
    assert forget_erased(now=timezone.now()) == 1
    with tenant(cast.acme):
        assert set(Attempt.objects.values_list("sent", "digest")) == {("", "")}
        assert Share.objects.get().words_key == ""


def test_the_docs_say_how_to_check_one(cast, settings):
    page = (settings.ROOT / "docs" / "receipts.md").read_text(encoding="utf-8")
    [source] = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    [shell] = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    names: dict = {}
    exec(source, names)
    text = "Zoë’s roof\n\nhttp://localhost/s/x"
    digest = hashlib.sha256(text.encode()).hexdigest()
    with tenant(cast.acme):
        share = live(cast.bob)
        Attempt.objects.filter(share=share, outcome="accepted").update(sent=text, digest=digest)
    (told,) = json.loads("".join(receipts_json(cast.bob)))["receipts"]
    assert names["is_genuine"](told["text"], told["sha256"])
    assert not names["is_genuine"](told["text"] + " ", told["sha256"])
    command = shell.replace("< words.txt", "")
    found = subprocess.run(command.split(), input=text.encode(), capture_output=True, check=True)
    assert found.stdout.decode().split()[0] == told["sha256"]
    assert {field.name for field in fields(Receipt)} == set(told)
    for field in told:
        assert f"`{field}`" in page
