"""A don't without its do, a ban without its reason: not by form, not by API, not by SQL."""

from __future__ import annotations

import json

import pytest
from django.db import IntegrityError, connection, transaction

from policies.models import Draft, PolicyVersion, Situation
from policies.services.drafting import start_draft
from tenants.scope import tenant
from tests.api.callers import caller_of
from tests.factories import NOW, acknowledge, make_example, make_policy
from tests.policies.test_draft_pages import address
from tests.policies.test_pages import EDIT, posted

BLANK = ("", "  ", "\n\t")


@pytest.fixture
def version(in_acme):
    made = make_policy({"parameters": {"phrase": "secret"}})
    acknowledge(in_acme.alice, made)
    make_example(made, in_acme.alice)
    said = {"title": "A troll", "do": "Wait.", "dont": "Bite.", "reason": "It bites back."}
    Situation.objects.create(version=made, position=1, kind="other", **said)
    return made


def refused(sql, *values):
    """Run SQL as the application does: as the role of one organization, with no code of ours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone()[1] is False
    with (
        connection.cursor() as cursor,
        pytest.raises(IntegrityError) as error,
        transaction.atomic(),
    ):
        cursor.execute(sql, values)
    return str(error.value)


@pytest.mark.parametrize("blank", BLANK)
@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("policies_pair", "do"),
        ("policies_pair", "reason"),
        ("policies_rule", "reason"),
        ("policies_situation", "do"),
        ("policies_situation", "reason"),
        ("policies_example", "do"),
        ("policies_example", "do_alt"),
    ],
)
def test_by_sql_nothing_is_left_unsaid_in_a_version(version, table, column, blank):
    said = refused(f'UPDATE {table} SET "{column}" = %s', blank)
    assert "violates check constraint" in said


def test_by_sql_no_picture_stands_without_its_words_nor_words_without_a_picture(version):
    for change in (
        "do_picture_id = NULL, do_alt = ''",
        "do_picture_id = NULL",
        "dont = 'Squeezed.'",
        "dont_alt = 'A squeezed logo.'",
        "dont_picture_id = do_picture_id, dont = 'Squeezed.'",
        "dont_picture_id = do_picture_id, dont_alt = 'A squeezed logo.'",
        "dont_picture_id = do_picture_id, \"do\" = ' ', dont = 'Squeezed.', dont_alt = 'A logo.'",
    ):
        assert "policies_example" in refused(f"UPDATE policies_example SET {change}"), change


@pytest.mark.parametrize(
    "contents",
    [
        {"pairs": [{"dont": "Guess.", "reason": "Guesses travel."}]},
        {"pairs": [{"do": None, "dont": "Guess.", "reason": "Guesses travel."}]},
        {"pairs": [{"do": " ", "dont": "Guess.", "reason": "Guesses travel."}]},
        {"pairs": [{"do": "Ask."}, {"do": "Ask.", "dont": "Guess.", "reason": " "}]},
        {"pairs": [{"do": "Ask.", "dont": "Guess."}]},
        {"situations": [{"title": "A troll", "do": ""}]},
        {"situations": [{"do": "Wait.", "dont": "Bite.", "reason": ""}]},
        {"rules": [{"kind": "banned_phrase", "parameters": {"phrase": "x"}, "reason": ""}]},
        {"rules": [{"kind": "banned_phrase", "parameters": {"phrase": "x"}}]},
        {"examples": [{"dont": "Squeezed.", "dont_picture": "x", "dont_alt": "A logo."}]},
        {"examples": [{"do": "", "dont": "Squeezed.", "dont_picture": "x"}]},
    ],
)
def test_by_sql_nothing_is_left_unsaid_in_a_draft(version, in_acme, contents):
    start_draft(member=in_acme.alice, kind="content", now=NOW)
    said = refused("UPDATE policies_draft SET contents = %s", json.dumps(contents))
    assert "policies_draft_dont_has_do_and_reason" in said


@pytest.mark.parametrize(
    ("pair", "field"),
    [
        ({"do": "", "dont": "Guess.", "reason": "Guesses travel."}, "do"),
        ({"do": "Ask.", "dont": "Guess.", "reason": " "}, "reason"),
    ],
)
def test_by_form_and_api_neither(cast, sign_in, pair, field):
    with tenant(cast.acme):
        acknowledge(cast.alice, make_policy())
        draft = start_draft(member=cast.alice, kind="content", now=NOW)
    client, alice = sign_in(cast.alice), caller_of(cast.alice)
    for path in (EDIT, address(draft, "edit/")):
        page = client.post(path, posted([pair], started_from=1, edition=1))
        assert page.status_code == 422
        assert page.context["editor"].pairs.errors[0].keys() == {field}
    for method, path, data in (
        ("POST", "policy/versions", {"started_from": 1, "pairs": [pair]}),
        ("PATCH", f"policy/drafts/{draft.public_id}", {"edition": 1, "pairs": [pair]}),
    ):
        answer = alice(method, path, data)
        assert answer.status_code == 422
        assert "pairs" in str(answer.json())
    with tenant(cast.acme):
        assert PolicyVersion.objects.count() == 1
        assert Draft.objects.get().edition == 1
