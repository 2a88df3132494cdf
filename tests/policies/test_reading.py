from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.contents import Contents, FactDraft, PairDraft, QuestionDraft, RuleDraft
from policies.models import Acknowledgement, Question, Section, Situation, Spokesperson
from policies.readability import measure, risks
from policies.services.drafting import publish_draft, save_draft, start_draft
from policies.starters import contents_to_begin
from policies.texts import Block, Run, blocks
from tenants.scope import tenant
from tests.factories import NOW, acknowledge, make_policy

GUIDELINES = "/o/acme/guidelines/"
WHEN = f"{GUIDELINES}when/"


@pytest.fixture
def version(cast):
    with tenant(cast.acme):
        made = make_policy()
        acknowledge(cast.bob, made)
        first = {"version": made, "position": 1}
        Situation.objects.create(
            **first,
            kind="journalist",
            title="A journalist <b>asks</b>",
            do="Hand over.",
            dont="Answer.",
            reason="It is printed.",
            reply="Our press team comes back to you.",
            handover_label="Press",
            handover_url="https://acme.example/press",
            tell=cast.alice,
        )
        Situation.objects.create(
            version=made, position=2, kind="refund", title="Money back", do="Call the press desk."
        )
        Question.objects.create(**first, question="May I post?", answer="Yes, gladly.")
        Spokesperson.objects.create(**first, who="Press team", about="All", needs_training=True)
        Section.objects.create(version=made, kind="tone", text="Warm.\n\n- Short\n- **Clear**")
        return made


def situation(cast):
    with tenant(cast.acme):
        return Situation.objects.get(kind="journalist")


def test_the_page_says_all_of_it(cast, sign_in, version):
    page = sign_in(cast.bob).get(GUIDELINES).content.decode()
    for said in ("Guesses travel.", "Hand over.", "May I post?", "Press team", "After a training."):
        assert said in page
    assert "<li><strong>Clear</strong></li>" in page
    assert "A journalist &lt;b&gt;asks&lt;/b&gt;" in page
    assert 'href="#about-tone"' in page


def test_a_situation_has_its_own_page(cast, sign_in, version):
    key = situation(cast).key
    page = sign_in(cast.bob).get(f"{WHEN}{key}/").content.decode()
    for said in ("Our press team comes back", "https://acme.example/press", "alice@", "printed"):
        assert said in page
    assert sign_in(cast.bob).get(f"{WHEN}{cast.bob.public_id}/").status_code == 404


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["A journalist <b>asks</b>", "Money back"]),
        ("PRESS", ["Money back"]),
        ("journ", ["A journalist <b>asks</b>"]),
        ("money refund", []),
        ("money want", ["Money back"]),
        ("gladly", []),
    ],
)
def test_what_happened_is_found_by_words(cast, sign_in, version, words, found):
    answer = sign_in(cast.bob).get(WHEN, {"q": words})
    assert [one.title for one in answer.context["answers"].situations] == found
    if words == "gladly":
        assert "May I post?" in answer.content.decode()
    if words == "money refund":
        assert "Nothing fits these words" in answer.content.decode()


def test_it_is_two_taps_from_every_page(cast, sign_in, version):
    assert f'href="{WHEN}"' in sign_in(cast.bob).get("/o/acme/preferences/").content.decode()


def test_the_page_costs_the_same_however_much_it_says(cast, sign_in, version):
    client = sign_in(cast.bob)
    with CaptureQueriesContext(connection) as few:
        client.get(GUIDELINES)
    with tenant(cast.acme):
        for n in range(2, 9):
            Question.objects.create(version=version, position=n, question=f"{n}?", answer="Yes.")
            Spokesperson.objects.create(
                version=version, position=n, who=f"{n}", about="x", member=cast.alice
            )
    with CaptureQueriesContext(connection) as many:
        client.get(GUIDELINES)
    assert len(many) == len(few)


def test_a_translation_is_read_in_its_language_and_else_the_original(cast, sign_in, version):
    with tenant(cast.acme):
        draft = start_draft(member=cast.alice, kind="content", language="pl", now=NOW)
        changes = {"intro": "Bądź miły.", "situations": ()}
        save_draft(draft=draft, member=cast.alice, changes=changes, edition=1, now=NOW)
        publish_draft(draft=draft, member=cast.alice, edition=2, started_from=0, now=NOW)
    client, key = sign_in(cast.bob), situation(cast).key
    assert "Bądź miły." not in client.get(GUIDELINES).content.decode()
    assert "Bądź miły." in client.get(f"{GUIDELINES}?language=pl").content.decode()
    with tenant(cast.acme):
        type(cast.bob).objects.filter(pk=cast.bob.pk).update(languages=["de", "pl"])
    assert "Bądź miły." in client.get(GUIDELINES).content.decode()
    assert "Bądź miły." not in client.get(f"{GUIDELINES}?language=").content.decode()
    assert client.get(f"{WHEN}{key}/").status_code == 200


def test_which_language_was_read_is_kept(cast, sign_in, version):
    with tenant(cast.acme):
        draft = start_draft(member=cast.alice, kind="content", language="pl", now=NOW)
        publish_draft(draft=draft, member=cast.alice, edition=1, started_from=0, now=NOW)
        type(cast.alice).objects.filter(pk=cast.alice.pk).update(languages=["pl"])
        Section.objects.filter(version__policy__language="pl").update(text="Ciepło.")
    client = sign_in(cast.alice)
    page = client.get(f"{GUIDELINES}accept/").content.decode()
    assert "Ciepło." in page
    assert 'name="language" value="pl"' in page
    client.post(f"{GUIDELINES}accept/", {"version": 1, "language": "pl"})
    with tenant(cast.acme):
        accepted = Acknowledgement.objects.get(member=cast.alice)
        assert (accepted.language, accepted.way, accepted.version) == ("pl", "page", version)


def test_the_style_guide_is_a_page_of_its_own(cast, sign_in, version):
    with tenant(cast.acme):
        contents = Contents(pairs=(PairDraft("Use the logo as it is."),))
        draft = start_draft(member=cast.alice, kind="style", contents=contents, now=NOW)
        publish_draft(draft=draft, member=cast.alice, edition=1, started_from=0, now=NOW)
    client = sign_in(cast.bob)
    assert "Use the logo as it is." in client.get(f"{GUIDELINES}style/").content.decode()
    assert f"{GUIDELINES}style/" in client.get(GUIDELINES).content.decode()


def test_what_changed_besides_lines_is_shown_before_it_is_accepted(cast, sign_in, version):
    with tenant(cast.acme):
        acknowledge(cast.alice, version)
        draft = start_draft(member=cast.alice, kind="content", now=NOW)
        changes = {"questions": (QuestionDraft("May I swear?", "Better not."),)}
        save_draft(draft=draft, member=cast.alice, changes=changes, edition=1, now=NOW)
        publish_draft(draft=draft, member=cast.alice, edition=2, started_from=1, now=NOW)
    page = sign_in(cast.bob).get(f"{GUIDELINES}accept/").content.decode()
    assert "Also changed" in page
    assert "swear?" in page
    assert "Only the order" not in page


def test_a_text_becomes_paragraphs_and_points():
    assert blocks("# One\ntwo\n\n- a **b**\n* <i>") == [
        Block(is_list=False, lines=[[Run("One")], [Run("two")]]),
        Block(is_list=True, lines=[[Run("a "), Run("b", is_stressed=True)], [Run("<i>")]]),
    ]
    assert blocks(" \r\n\r\n ") == []


def test_the_meter_tells_easy_from_hard_and_long():
    easy = Contents(intro="We like you. Be kind to all. Ask us. Do not rush. Have fun here. " * 5)
    hard = Contents(
        intro="Notwithstanding aforementioned considerations regarding confidentiality, employees"
        " participating in communication activities shall continuously demonstrate responsibility"
        " concerning organizational representation, irrespective of circumstances whatsoever "
        "encountered throughout professional environments. " * 2
    )
    assert (measure(easy).ease, measure(hard).ease) == ("easy", "hard")
    assert measure(Contents(intro="word. " * 1100)).is_long
    assert not measure(easy).is_long
    assert measure(Contents(intro="우리는 서로에게 친절합니다. " * 20)).lix is None


@pytest.mark.parametrize(
    ("contents", "count"),
    [
        (Contents(pairs=(PairDraft("Ask us.", "Talk about your salary.", "Why."),)), 1),
        (Contents(pairs=(PairDraft("Ask us.", "Criticise our working conditions.", "W"),)), 2),
        (Contents(facts=(FactDraft("Your wages", "Why."),)), 1),
        (Contents(rules=(RuleDraft({"phrase": "strajk"}, "Nie."),)), 1),
        (Contents(pairs=(PairDraft("Talk about your salary.", "Leak plans.", "W"),)), 0),
        (Contents(pairs=(PairDraft("Do.", "Promise payments or unionise words.", "W"),)), 2),
        (contents_to_begin("company", organization="Acme"), 0),
    ],
)
def test_what_is_risky_to_forbid_is_hinted_at(contents, count):
    assert len(risks(contents)) == count


def test_the_editor_sees_both(cast, sign_in, version):
    with tenant(cast.acme):
        acknowledge(cast.alice, version)
        contents = Contents(pairs=(PairDraft("Ask.", "Talk about pay.", "Because."),))
        draft = start_draft(member=cast.alice, kind="content", contents=contents, now=NOW)
    page = sign_in(cast.alice).get(f"{GUIDELINES}drafts/{draft.public_id}/").content.decode()
    assert "Talking about pay is protected" in page
    assert "A good length" in page
