"""What each kind refuses, and what it says beside the reason of its rule."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from policies.rules import KINDS
from policies.rules.base import RuleSpec
from policies.rules.check import check_text, compile_rules, validate_rule
from policies.rules.conditions import Occasion
from policies.rules.lists import word_lists
from policies.rules.private_values import SORTS
from tests.policies.rules.making import findings, matched, spec

SOUND: dict[str, dict[str, Any]] = {
    "banned_phrase": {"phrase": "secret", "forms": True, "language": "en"},
    "required_disclosure": {"phrases": ["#ad"], "within": 125},
    "brand_spelling": {"term": "Acme", "wrong": ["Akme"]},
    "banned_topic": {"topic": "Politics", "words": ["election"]},
    "hashtags": {"required": ["#TeamAcme"], "forbidden": ["fail"]},
    "link_domains": {"forbidden": ["globex.com"]},
    "code_name": {"words": ["Falcon"], "embargo": "2027-03-01"},
    "profanity": {"lists": ["en"], "level": "mild", "also": ["heck"], "except": ["damn"]},
    "claim": {"lists": ["en"], "about": ["proof"], "also": ["award winning"]},
    "competitor": {"names": ["Globex"]},
    "personal_data": {"find": ["email"], "except": ["press@acme.com"]},
    "shouting": {"capitals": 50, "marks": 3},
    "count": {"of": "emoji", "least": 0, "most": 5},
    "pattern": {"pattern": r"AC-\d+"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_takes_sound_parameters_and_no_others(kind):
    KINDS[kind].validate(SOUND[kind])
    with pytest.raises(ValidationError) as refused:
        KINDS[kind].validate({**SOUND[kind], "more": 1})
    assert refused.value.code == "parameters"


REFUSED = [
    ("banned_phrase", {"phrase": 7}, "parameters"),
    ("banned_phrase", {"phrase": "x" * 101}, "long_phrase"),
    ("banned_phrase", {"phrase": "\u200b"}, "empty_phrase"),
    ("banned_phrase", {"forms": "yes"}, "parameters"),
    ("banned_phrase", {"language": "ja"}, "language"),
    ("banned_phrase", {"forms": False}, "language"),
    ("banned_topic", {"words": "election"}, "parameters"),
    ("banned_topic", {"words": []}, "empty_phrase"),
    ("banned_topic", {"words": ["x"] * 201}, "many_words"),
    ("banned_topic", {"topic": " "}, "topic"),
    ("banned_topic", {"topic": "x" * 61}, "topic"),
    ("banned_topic", {"topic": 7}, "topic"),
    ("hashtags", {"required": "#a"}, "parameters"),
    ("hashtags", {"required": [7]}, "parameters"),
    ("hashtags", {"required": [], "forbidden": []}, "hashtag"),
    ("hashtags", {"required": ["two words"]}, "hashtag"),
    ("hashtags", {"required": ["#fail"]}, "hashtag"),
    ("hashtags", {"required": ["a"] * 51}, "hashtag"),
    ("link_domains", {"allowed": ["acme.com"]}, "parameters"),
    ("link_domains", {"forbidden": "globex.com"}, "parameters"),
    ("link_domains", {"forbidden": []}, "domain"),
    ("link_domains", {"forbidden": ["https://globex.com"]}, "domain"),
    ("link_domains", {"forbidden": ["globex"]}, "domain"),
    ("link_domains", {"forbidden": ["globex.com "]}, "domain"),
    ("code_name", {"embargo": "soon"}, "moment"),
    ("profanity", {"lists": "en"}, "parameters"),
    ("profanity", {"lists": []}, "lists"),
    ("profanity", {"lists": ["fi"]}, "lists"),
    ("profanity", {"level": "medium"}, "level"),
    ("profanity", {"level": ["mild"]}, "level"),
    ("profanity", {"also": [7]}, "parameters"),
    ("claim", {"lists": ["fi"]}, "lists"),
    ("claim", {"about": []}, "about"),
    ("claim", {"about": ["sources"]}, "about"),
    ("claim", {"also": [""]}, "empty_phrase"),
    ("competitor", {"names": [""]}, "empty_phrase"),
    ("personal_data", {"find": "email"}, "parameters"),
    ("personal_data", {"find": []}, "sort"),
    ("personal_data", {"find": ["shoe size"]}, "sort"),
    ("personal_data", {"except": ["a"] * 51}, "exceptions"),
    ("personal_data", {"except": [" "]}, "exceptions"),
    ("shouting", {"capitals": 9}, "capitals"),
    ("shouting", {"capitals": True}, "capitals"),
    ("shouting", {"marks": 1}, "marks"),
    ("count", {"of": "words"}, "of"),
    ("count", {"least": 6}, "range"),
    ("count", {"most": 101}, "range"),
    ("count", {"most": "5"}, "range"),
    ("pattern", {"pattern": 7}, "parameters"),
    ("pattern", {"pattern": "a" * 201}, "long_pattern"),
    ("pattern", {"pattern": "(a"}, "pattern"),
    ("pattern", {"pattern": r"(a)\1"}, "pattern"),
    ("pattern", {"pattern": "(?=a)"}, "pattern"),
    ("pattern", {"pattern": "((a{1,100}){1,100}){1,100}"}, "pattern"),
    ("pattern", {"pattern": "\ud800"}, "pattern"),
    ("pattern", {"pattern": "a*"}, "empty_pattern"),
    ("pattern", {"pattern": ""}, "empty_pattern"),
]


@pytest.mark.parametrize(("kind", "changes", "code"), REFUSED)
def test_refuses_what_makes_no_rule(kind, changes, code):
    with pytest.raises(ValidationError) as refused:
        KINDS[kind].validate({**SOUND[kind], **changes})
    assert refused.value.code == code
    assert refused.value.messages[0]


@pytest.mark.parametrize(
    ("kind", "parameters"), [("shouting", {}), ("count", {"of": "emoji"}), ("code_name", {})]
)
def test_refuses_a_rule_that_asks_for_nothing(kind, parameters):
    with pytest.raises(ValidationError) as refused:
        KINDS[kind].validate(parameters)
    assert refused.value.code == "parameters"


SAYS = [
    ("banned_topic", {}, "The election", "Why. Topic: Politics."),
    ("code_name", {}, "Falcon", "Why. Not before March 1, 2027."),
    ("claim", {}, "Clinically proven", "Why. Add a link or name the source."),
    ("personal_data", {}, "a@b.com", "Why. This looks like an e-mail address."),
    ("shouting", {}, "THE GREATEST NEWS OF ALL!", "Why. 100 % of its letters are capitals."),
    ("count", {"most": 0}, "\U0001f600", "Why. There is 1 emoji."),
    ("count", {"of": "hashtags", "most": 1}, "#a #b", "Why. There are 2 hashtags."),
    ("competitor", {}, "Globex", "Why."),
]


@pytest.mark.parametrize(("kind", "changes", "text", "reason"), SAYS)
def test_a_finding_says_its_kind_and_what_was_seen(kind, changes, text, reason):
    (found,) = findings(text, spec(kind, **{**SOUND[kind], **changes}))
    assert (found.kind, found.reason) == (kind, reason)


def test_a_code_name_without_a_date_is_never_public():
    (found,) = findings("Falcon", spec("code_name", words=["Falcon"]))
    assert found.reason == "Why. This name is for us alone."


def test_a_code_name_is_found_until_its_day():
    rules = compile_rules([spec("code_name", **SOUND["code_name"])])
    before, after = (datetime(2027, 2, 28, 23, tzinfo=UTC), datetime(2027, 3, 1, tzinfo=UTC))
    assert check_text("Falcon", rules, Occasion(now=before))
    assert check_text("Falcon", rules)
    assert not check_text("Falcon", rules, Occasion(now=after))


def test_what_needs_approval_is_heavier_than_a_hint_and_lighter_than_a_block():
    severities = ["hint", "approval", "block"]
    rules = [
        spec("banned_phrase", phrase="secret", severity=each, public_id=each) for each in severities
    ]
    (blocks,) = findings("secret", *rules)
    (asks,) = findings("secret", *rules[:2])
    assert (blocks.severity, blocks.blocks, blocks.needs_approval) == ("block", True, False)
    assert (asks.severity, asks.blocks, asks.needs_approval) == ("approval", False, True)


def test_hashtags_that_are_missing_are_put_in_at_the_end():
    rule = spec("hashtags", required=["#TeamAcme", "news"])
    found = findings("Our pump #teamacme", rule)
    assert [(f.start, f.is_missing, f.suggestion) for f in found] == [(18, True, " #news")]
    assert findings("Our pump #teamacme #\uff2eews", rule) == []
    assert [f.suggestion for f in findings("", rule)] == ["#TeamAcme", "#news"]
    assert len(findings("#team\u0430cme https://acme.com/#news", rule)) == 2


IN_ADDRESSES = ["https://x.com/?#ad", "https://x.com/a.#ad", "x.com/a-#ad", "acme.com?a=1#ad"]


@pytest.mark.parametrize("text", IN_ADDRESSES)
def test_the_end_of_an_address_is_no_hashtag(text):
    assert len(findings(text, spec("hashtags", required=["ad"]))) == 1
    assert findings(text, spec("count", of="hashtags", most=0)) == []
    assert len(findings(text, spec("required_disclosure", phrases=["#ad"], within=125))) == 1
    assert findings(f"{text} #ad", spec("hashtags", required=["ad"])) == []


def test_a_hashtag_is_read_whole_in_every_script():
    text = "Look #\u0928\u092e\u0938\u094d\u0924\u0947"
    assert findings(text, spec("hashtags", required=[text[6:]])) == []
    assert len(findings(text, spec("hashtags", required=[text[6:9]]))) == 1
    (found,) = findings(text, spec("count", of="hashtags", most=0))
    assert found.matched == text[5:]


def test_a_hashtag_ends_at_a_sign_unless_it_hides_a_forbidden_one():
    assert findings("#TeamAcme!Great", spec("hashtags", required=["TeamAcme"])) == []
    for text in ("#fail@work", "#f@il", "#f@!l!"):
        (found,) = findings(text, spec("hashtags", forbidden=["fail"]))
        assert text.startswith(found.matched)
        assert len(found.matched) == len("#fail")


def test_too_few_are_told_without_a_suggestion():
    (found,) = findings("Hi", spec("count", of="hashtags", least=1))
    assert (found.is_missing, found.suggestion) == (True, "")


def test_an_address_that_only_looks_like_ours_is_told_apart():
    (found,) = findings("https://\u0430cme.com", spec("link_domains", allowed=["acme.com"]))
    assert found.reason == "Why. This address only looks like acme.com."


def test_profanity_takes_words_in_and_leaves_words_out():
    rule = spec("profanity", **SOUND["profanity"])
    assert matched("Damn, what the heck, idiot", rule) == ["heck", "idiot"]


@pytest.mark.parametrize("name", ["profanity", "claims"])
def test_lists_have_six_languages_and_no_word_twice(name):
    lists = word_lists(name)
    assert lists.keys() == {"en", "de", "pl", "ar", "ko", "ne"}
    for words in lists.values():
        said = [word for one in words.values() for word in one]
        assert said
        assert len(said) == len(set(said))


PRIVATE = [
    ("email", "jan.kowalski@example.com", "jan.kowalski@example"),
    ("phone", "+48 601 234 567", "601 234 567"),
    ("phone", "030 / 12 34 56 78", "01.02.2027"),
    ("iban", "PL61 1090 1014 0000 0712 1981 2874", "PL61 1090 1014 0000 0712 1981 2875"),
    ("card", "5555 5555 5555 4444", "5555 5555 5555 4445"),
    ("ip", "2001:db8::1", "12:30:45"),
    ("ip", "203.0.113.7", "300.0.113.7"),
    ("pesel", "44051401359", "44051401358"),
    ("steuer_id", "86095742719", "86095742718"),
    ("rrn", "900101-1234568", "900101-1234567"),
    ("dni", "12345678Z", "12345678A"),
    ("cpf", "111.444.777-35", "111.444.777-36"),
    ("tckn", "10000000146", "10000000147"),
]


@pytest.mark.parametrize(("sort", "is_one", "is_none"), PRIVATE)
def test_private_values_are_told_by_their_checksum_and_never_repeated(sort, is_one, is_none):
    rule = spec("personal_data", find=[sort])
    (found,) = findings(f"It is {is_one}, yes", rule)
    assert found.matched == f"{is_one[:2].lower()}…"
    assert is_one not in f"{found.matched}{found.reason}{found.suggestion}"
    assert findings(f"It is {is_none}, yes", rule) == []
    assert (
        matched(f"It is {is_one}", spec("personal_data", find=[sort], **{"except": [is_one]})) == []
    )


def test_every_sort_of_private_value_is_tested():
    assert {sort for sort, _one, _none in PRIVATE} == SORTS.keys()


def test_addresses_of_a_domain_can_be_public():
    rule = spec("personal_data", find=["email"], **{"except": ["acme.com"]})
    assert matched("jane@acme.com joe@globex.com", rule) == ["jo…"]


BYPASSES = [
    ("banned_phrase", "s\u0435cr\u0435ts"),
    ("banned_topic", "e.l.e.c.t.i.o.n"),
    ("brand_spelling", "\u0410kme"),
    ("hashtags", "#TeamAcme #f4\u200bil"),
    ("link_domains", "https://jane@gl\u043eb\u200bex\u3002com"),
    ("code_name", "F4lc0n"),
    ("profanity", "h.e.c.k"),
    ("claim", "cl1nically pr\u043even"),
    ("competitor", "G l o b e x"),
    ("personal_data", "jane\uff20\u200bglobex\uff0ecom"),
    ("shouting", "w\u200bow !\u200b!\u2060!"),
    ("count", "\U0001f600" * 6),
    ("pattern", "\u0410\u200bC-\uff11\uff12"),
]


@pytest.mark.parametrize(("kind", "text"), BYPASSES)
def test_no_trick_hides_what_a_rule_is_about(kind, text):
    assert findings(text, spec(kind, **SOUND[kind]))


def test_a_disclosure_in_disguise_is_none():
    assert findings(
        "#\u0430d Our pump", spec("required_disclosure", **SOUND["required_disclosure"])
    )


def refusal_of(rule):
    with pytest.raises(ValidationError) as refused:
        validate_rule(rule)
    return refused.value.code


def test_a_rule_that_finds_its_own_suggestion_is_refused():
    parameters = {"phrase": "cheap deal", "forms": True, "language": "en"}
    validate_rule(spec("banned_phrase", **parameters))
    validate_rule(spec("banned_phrase", suggestion="fair price", **parameters))
    for suggestion in ("our cheap deals", "CHEAP-DEAL", "ch3ap deal #cheapdeal"):
        assert (
            refusal_of(spec("banned_phrase", suggestion=suggestion, **parameters)) == "suggestion"
        )
    assert refusal_of(spec("shouting", suggestion="calm", capitals=50)) == "suggestion"
    assert refusal_of(RuleSpec("1", "haiku", "hint", {}, "Why.")) == "kind"
    assert refusal_of(RuleSpec("1", "pattern", "hint", {}, "Why.")) == "parameters"


def test_a_suggestion_that_would_be_found_again_where_it_stands_is_left_out():
    rule = spec("banned_phrase", phrase="very very good", suggestion="very good")
    assert [f.suggestion for f in findings("It is very very good", rule)] == ["very good"]
    assert [f.suggestion for f in findings("It is very very very good", rule)] == [""]


def test_words_that_are_left_out_hide_none_behind_them():
    rule = spec("profanity", **SOUND["profanity"])
    assert matched("damn " * 60 + "idiot", rule) == ["idiot"]


def test_a_rule_is_told_so_often_and_no_more():
    rule = spec("banned_phrase", phrase="secret", suggestion="news")
    found = findings("secret. " * 80, rule)
    assert len(found) == 50
    assert [f.suggestion for f in found] == ["news"] * 12 + [""] * 38
