"""One hostile day, in words: what hides in a text is no markup, no formula, no header, no hang.

The doors themselves stand in `test_hostile_day`.
"""

from __future__ import annotations

import contextlib
import csv
import io
import time
import uuid
from itertools import groupby
from operator import itemgetter
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from advocacy.logs import mask
from content.cards.reading import read_page
from policies.rules.base import RuleSpec
from policies.rules.check import check_text, compile_rules
from sharing.networks import weighted
from sharing.networks.base import Draft
from sharing.networks.bluesky import richtext
from tenants.audit import record
from tenants.hostnames import clean_domain
from tenants.letters import send_letters
from tenants.lists import read_pasted
from tenants.models import Act, Member, Organization, User
from tenants.naming import clean_email, sort_key, suggest_slug, tidy_name
from tenants.scope import platform, tenant
from tenants.services.importing import import_invitations
from tenants.services.inviting import invite_member
from tests.addresses import OWN, POST_ONLY
from tests.conftest import Cast
from tests.house import House, make_house


@pytest.fixture
def acme(db) -> House:
    return make_house("acme")


# -- What hides in a text -----------------------------------------------------------------------

FORMULA = '=HYPERLINK("https://evil.example","x")'


def _cells(text: str) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(text.lstrip("\ufeff"))) for cell in row]


def test_no_cell_of_an_export_is_a_formula(cast: Cast, sign_in):
    with tenant(cast.acme):
        Member.objects.filter(pk=cast.bob.pk).update(name=FORMULA, sort_key="x")
        record(Act.MEMBER_JOINED, by=cast.bob, now=timezone.now())
        job = import_invitations(
            lines=read_pasted(f"{FORMULA} <eve@acme.example>\n+1@x\n@SUM(A1)"),
            by=cast.alice,
            now=timezone.now(),
        )
    client = sign_in(cast.alice)
    for path in (
        reverse("tenants:import_lines", args=["acme", job.public_id]),
        reverse("tenants:audit_export", args=["acme"]),
    ):
        answer = client.get(path)
        body = b"".join(getattr(answer, "streaming_content", [answer.content])).decode()
        assert answer.status_code == 200, path
        assert not [cell for cell in _cells(body) if cell[:1] in "=+-@\t\r" and cell], path


def test_no_header_of_a_mail_comes_from_a_text(cast: Cast, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    evil = "Acme\r\nBcc: eve@evil.example\r\n\r\n<b>Hello"
    with platform():
        Organization.objects.filter(pk=cast.acme.pk).update(name=evil)
    with tenant(cast.acme):
        Member.objects.filter(pk=cast.alice.pk).update(name=evil[:120])
        alice = Member.objects.select_related("organization", "user").get(pk=cast.alice.pk)
        with pytest.raises(ValidationError):
            invite_member(
                email="eve@acme.example\nBcc: x@evil.example",
                roles=[],
                team=None,
                by=alice,
                now=timezone.now(),
            )
        invite_member(email="carla@acme.example", roles=[], team=None, by=alice, now=timezone.now())
    send_letters(now=timezone.now())
    for message in mail.outbox:
        assert message.recipients() == ["carla@acme.example"]
        head = message.message().as_string().split("\n\n", 1)[0]
        assert "\nBcc:" not in head
        assert "\n" not in message.subject


HARM = "\"'><img src=x onerror=alert(1)><script>alert(2)</script>{{71*73}}"
TEXTS = {
    *("alt", "body", "description", "disclosure", "display_name", "do", "dont", "file_name"),
    *("handle", "intro", "name", "organization_name", "problem", "reason", "response_text"),
    *(
        "bluesky",
        "etag",
        "last_modified",
        "mastodon",
        "more",
        "idea",
        "pause_reason",
        "question",
        "licence",
        "quote",
        "greeting",
        "hidden_reason",
        "holder",
        "source",
        "sent",
        "topics",
        "x",
    ),
    *("about", "answer", "handover_label", "note", "reply", "what", "who"),
    *("day", "do_alt", "dont_alt", "explanation", "hashtag", "pseudonym", "value"),
    *("suggestion", "text", "title", "why", "words", "utm_campaign", "utm_medium", "utm_source"),
}
"""Columns that hold what somebody typed or a stranger's server said."""
STRUCTURE = {
    *("handover_url", "pseudonym_key", "strictness"),
    *("app", "company_post", "result", "urn", "word", "words_key"),
    "currency",
    "once",
    *("accent", "account_id", "act", "client_id", "code", "digest", "email", "file", "host", "key"),
    *(
        "key_id",
        "kind",
        "language",
        "last_key",
        "link",
        "link_host",
        "logo",
        "metric",
        "mime_type",
        "network",
    ),
    *("password", "path", "prefix", "remote_id", "remote_url", "request_id", "roles", "route"),
    *(
        "link_host",
        "secret_key_id",
        "slug",
        "sort_key",
        "step",
        "subject",
        "subject_kind",
        "team",
        "template",
    ),
    *("time_zone", "token", "url", "version", "wall_time", "zone"),
}
"""Columns whose form is checked when they are written."""
OURS = ("tenants", "policies", "content", "sharing", "analytics")


def _text_columns() -> list[tuple[type[models.Model], Any]]:
    return [
        (model, field)
        for model in apps.get_models()
        if model._meta.app_label in OURS
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    ]


def test_every_column_of_text_is_known():
    assert {field.name for _, field in _text_columns()} <= TEXTS | STRUCTURE


def _plant() -> None:
    """Put harm into every text of every row, as no form would let it in."""
    for model, fields in groupby(_text_columns(), key=itemgetter(0)):
        harmed = [field for _, field in fields if field.name in TEXTS]
        if harmed and model._meta.model_name != "rendition":
            said = (
                f"\"{field.column}\" = %s || CASE WHEN %s THEN id::text ELSE '' END"
                for field in harmed
            )
            values = [value for field in harmed for value in _harm(model, field)]
            with platform(), connection.cursor() as cursor:
                cursor.execute(f'UPDATE "{model._meta.db_table}" SET {", ".join(said)}', values)


def _harm(model: type[models.Model], field: Any) -> tuple[str, bool]:
    length = field.max_length or 500
    return HARM[: max(0, length - 20)], _is_unique(model, field)


def _is_unique(model: type[models.Model], field: Any) -> bool:
    constraints = model._meta.constraints
    return any(
        field.name in constraint.fields
        for constraint in constraints
        if isinstance(constraint, models.UniqueConstraint)
    )


def test_no_text_becomes_markup_on_any_page(acme: House, client: Client):
    _plant()
    client.force_login(User.objects.get(pk=acme.member.user_id))
    seen = 0
    for name in OWN:
        if name in POST_ONLY:
            continue
        answer = client.get(acme.url(name), follow=True)
        assert answer.status_code < 500, name
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            b"".join(getattr(answer, "streaming_content", ()))
            continue
        page = answer.content.decode()
        assert "<img src=x" not in page, name
        assert "<script>alert" not in page, name
        assert "5183</" not in page.replace("{{71*73}}", ""), name
        seen += HARM[10:20] in page or "&lt;img" in page
    assert seen > 10, "nothing was planted"


# -- What never ends ------------------------------------------------------------------------------

ENDLESS = [
    "a" * 20_000,
    "a@" * 10_000,
    "http://" * 5_000,
    "." * 20_000 + "!",
    "((((" * 5_000,
    "<" * 20_000,
    "<!--" * 5_000,
    "#" * 20_000,
    "@a." * 7_000,
    " " * 20_000 + "x",
    "\u200d" * 20_000,
    "e\u0301" * 10_000,
    "token=" * 4_000,
    "/join/" * 4_000,
    "👩‍👩‍👧‍👦" * 2_000,
]
RULES = compile_rules(
    RuleSpec(
        public_id=str(uuid.uuid4()),
        kind=kind,
        parameters=parameters,
        severity="block",
        reason="",
        suggestion="",
    )
    for kind, parameters in [("banned_phrase", {"phrase": "aaaa aaaa"})]
)


def _draft(text: str) -> Draft:
    return Draft(text=text, link="https://acme.example/")


READERS = {
    "policy": lambda text: check_text(text, RULES),
    "weighted count": weighted.count,
    "weighted links": weighted.links,
    "rich text": lambda text: richtext.marks(_draft(text)),
    "log line": mask,
    "page": lambda text: read_page(text.encode(), "text/html", "https://acme.example/"),
    "list": read_pasted,
    "domain": clean_domain,
    "address": clean_email,
    "slug": suggest_slug,
    "name": tidy_name,
    "order": sort_key,
}


@pytest.mark.parametrize("reader", READERS)
def test_no_text_takes_for_ever(reader: str):
    for text in ENDLESS:
        start = time.process_time()
        with contextlib.suppress(ValidationError):
            READERS[reader](text)
        assert time.process_time() - start < 2, (reader, text[:20])
