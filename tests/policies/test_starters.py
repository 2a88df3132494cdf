from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from policies.contents import read_contents
from policies.models import Draft, SectionKind, SituationKind
from policies.services.drafting import publish_draft, start_draft
from policies.starters import Starter, contents_to_begin
from tenants.scope import tenant
from tests.factories import NOW


@pytest.mark.parametrize("starter", Starter.values)
def test_a_starter_can_be_published_as_it_is(in_acme, starter):
    draft = start_draft(member=in_acme.alice, kind="content", starter=starter, now=NOW)
    publish_draft(draft=draft, member=in_acme.alice, edition=1, started_from=0, now=NOW)
    said = read_contents(draft.contents)
    kinds = {one.kind for one in said.situations}
    assert kinds == set(SituationKind.values) - {"other"}
    style_alone = {SectionKind.LOGO, SectionKind.VISUALS, SectionKind.HASHTAGS}
    assert set(said.sections) == set(SectionKind.values) - style_alone
    assert said.pairs[0].dont == ""
    assert "Acme" in str(said)


def test_strict_hands_over_and_relaxed_answers():
    strict, relaxed = (
        contents_to_begin(one, organization="Acme") for one in (Starter.STRICT, Starter.RELAXED)
    )
    assert (strict.strictness, relaxed.strictness) == ("strict", "relaxed")
    assert "Do not answer for us" in strict.situations[0].do
    assert "Answer if you are trained" in relaxed.situations[0].do


def test_there_is_none_for_the_style_guide(in_acme):
    with pytest.raises(ValidationError) as refused:
        start_draft(member=in_acme.alice, kind="style", starter=Starter.STRICT, now=NOW)
    assert refused.value.code == "starter"


def test_it_is_chosen_where_there_is_nothing_yet(cast, sign_in):
    client = sign_in(cast.alice)
    assert "?starter=company" in client.get("/o/acme/guidelines/").content.decode()
    data = {"kind": "content", "language": "", "starter": "relaxed"}
    client.post("/o/acme/guidelines/drafts/", data)
    with tenant(cast.acme):
        assert Draft.objects.get().contents["strictness"] == "relaxed"


def test_a_translation_begun_with_ours_has_the_keys_of_the_original(in_acme):
    draft = start_draft(member=in_acme.alice, kind="content", starter=Starter.STRICT, now=NOW)
    publish_draft(draft=draft, member=in_acme.alice, edition=1, started_from=0, now=NOW)
    original = read_contents(draft.contents)
    polish = {"language": "pl", "starter": Starter.RELAXED}
    translated = start_draft(member=in_acme.alice, kind="content", now=NOW, **polish)
    said = read_contents(translated.contents)
    keys = {one.kind: one.key for one in original.situations}
    assert {one.kind: one.key for one in said.situations} == keys
