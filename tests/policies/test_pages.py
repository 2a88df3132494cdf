from __future__ import annotations

import pytest

from policies.models import Acknowledgement, PolicyVersion
from tenants.roles import Role
from tenants.scope import tenant
from tests.factories import acknowledge, make_member, make_policy

GUIDELINES = "/o/acme/guidelines/"
ACCEPT = "/o/acme/guidelines/accept/"
EDIT = "/o/acme/guidelines/edit/"


def posted(pairs, rules=(), started_from=0, disclosures=(), names=(), **more):
    data = {"intro": "Be kind.", "started_from": started_from, **more}
    parts = {"pairs": pairs, "rules": rules, "disclosures": disclosures, "names": names}
    for part, rows in parts.items():
        data |= {f"{part}-TOTAL_FORMS": len(rows), f"{part}-INITIAL_FORMS": 0}
        for i, row in enumerate(rows):
            data |= {f"{part}-{i}-{name}": value for name, value in row.items()}
    return data


def current(organization):
    with tenant(organization):
        return PolicyVersion.objects.current()


def test_without_a_policy_only_who_may_write_it_is_asked_to(cast, sign_in):
    assert EDIT not in sign_in(cast.bob).get(GUIDELINES).content.decode()
    assert EDIT in sign_in(cast.alice).get(GUIDELINES).content.decode()


def test_guidelines_show_both_lists_and_the_words(cast, sign_in):
    with tenant(cast.acme):
        version = make_policy({"parameters": {"phrase": "world <b>best</b>"}, "suggestion": "good"})
        acknowledge(cast.bob, version)
    page = sign_in(cast.bob).get(GUIDELINES).content.decode()
    assert page.index("Say what you saw.") < page.index("Guess.") < page.index("Guesses travel.")
    assert "world &lt;b&gt;best&lt;/b&gt;" in page
    assert "You accepted it on" in page


@pytest.mark.parametrize("roles", [[], [Role.CONTRIBUTOR], [Role.MANAGER], [Role.CHAMPION]])
def test_the_editor_is_closed_to_other_roles(cast, sign_in, roles):
    with tenant(cast.acme):
        member = make_member("Carl", *roles)
    assert sign_in(member).get(EDIT).status_code == 403
    assert sign_in(member).post(EDIT, posted([{"do": "Mine."}])).status_code == 403
    assert current(cast.acme) is None


def test_a_curator_publishes_and_a_blank_row_is_no_row(cast, sign_in):
    with tenant(cast.acme):
        curator = make_member("Cora", Role.CURATOR)
    pairs = [{}, {"do": "Wait.", "dont": "Leak.", "reason": "Markets."}]
    rules = [
        {"severity": "block"},
        {"phrase": "leak", "reason": "No.", "severity": "block", "clause": "1"},
    ]
    answer = sign_in(curator).post(EDIT, posted(pairs, rules), follow=True)
    assert "Version 1 is in force" in answer.content.decode()
    with tenant(cast.acme):
        (rule,) = PolicyVersion.objects.get().rules.all()
        assert (rule.parameters, rule.pair.do) == ({"phrase": "leak"}, "Wait.")


def test_the_editor_opens_with_the_version_in_force(cast, sign_in):
    with tenant(cast.acme):
        acknowledge(cast.alice, make_policy({"parameters": {"phrase": "secret"}}, number=3))
    page = sign_in(cast.alice).get(EDIT).content.decode()
    assert 'value="secret"' in page
    assert 'name="started_from" value="3"' in page


def test_a_dont_needs_its_do_and_a_reason(cast, sign_in):
    answer = sign_in(cast.alice).post(EDIT, posted([{"dont": "Leak."}]))
    assert answer.status_code == 422
    assert set(answer.context["editor"].pairs[0].errors) == {"do", "reason"}


def test_what_was_written_survives_a_colleague_who_was_faster(cast, sign_in):
    with tenant(cast.acme):
        make_policy(number=4)
    client = sign_in(cast.alice)
    answer = client.post(EDIT, posted([{"do": "My words."}], started_from=3))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Version 4 was published while you were writing" in page
    assert 'value="My words."' in page
    assert 'name="started_from" value="4"' in page
    assert client.post(EDIT, posted([{"do": "My words."}], started_from=4)).status_code == 302


def test_rows_come_and_go_without_publishing(cast, sign_in):
    client = sign_in(cast.alice)
    pairs, rules = [{"do": "One."}, {"do": "Two."}], [{"phrase": "x", "clause": "1"}]
    more = client.post(EDIT, posted(pairs, rules, row="add pairs")).context["editor"]
    assert [form.initial.get("do") for form in more.pairs] == ["One.", "Two.", None]
    less = client.post(EDIT, posted(pairs, rules, row="remove pairs 0")).context["editor"]
    assert [form.initial["do"] for form in less.pairs] == ["Two."]
    assert less.rules[0].initial["clause"] == "0"
    gone = client.post(EDIT, posted(pairs, rules, row="remove pairs 1")).context["editor"]
    assert gone.rules[0].initial["clause"] == ""
    assert current(cast.acme) is None


DISCLOSURE = {
    "phrases": "#ad\nI work at Acme",
    "within": "40",
    "on-bluesky": "on",
    "severity": "block",
    "reason": "The law asks for it.",
    "clause": "0",
}
NAME = {
    "term": "Acme Cloud",
    "wrong": "AcmeCloud\nAcme-Cloud",
    "severity": "hint",
    "reason": "It is registered so.",
}


def test_a_curator_asks_for_disclosures_and_names(cast, sign_in):
    client = sign_in(cast.alice)
    data = posted([{"do": "Say it."}], disclosures=[DISCLOSURE, {}], names=[NAME])
    page = client.post(EDIT, data, follow=True).content.decode()
    assert "Say “#ad” or “I work at Acme”. On Bluesky." in page
    assert "Within the first 40 characters." in page
    assert "Not “AcmeCloud”, “Acme-Cloud”." in page
    with tenant(cast.acme):
        disclosure, name = PolicyVersion.objects.get().rules.order_by("position")
    phrases = ["#ad", "I work at Acme"]
    assert disclosure.parameters == {"phrases": phrases, "networks": ["bluesky"], "within": 40}
    assert name.parameters == {"term": "Acme Cloud", "wrong": ["AcmeCloud", "Acme-Cloud"]}
    opened = client.get(EDIT).context["editor"]
    assert DISCLOSURE.items() <= opened.disclosures[0].initial.items()
    assert NAME.items() <= opened.names[0].initial.items()
    again = client.post(EDIT, data | {"started_from": 1})
    assert "Nothing has changed" in again.content.decode()


def test_a_disclosure_everywhere_says_so(cast, sign_in):
    row = DISCLOSURE | {"on-bluesky": ""}
    page = sign_in(cast.alice).post(EDIT, posted([{"do": "Hi."}], disclosures=[row]), follow=True)
    assert "On every network." in page.content.decode()


@pytest.mark.parametrize(
    ("part", "row", "place"),
    [
        ("disclosures", DISCLOSURE | {"within": "3"}, "within"),
        ("disclosures", DISCLOSURE | {"within": "x"}, "within"),
        ("disclosures", DISCLOSURE | {"phrases": "x" * 101}, "phrases"),
        ("disclosures", DISCLOSURE | {"phrases": ""}, "phrases"),
        ("names", NAME | {"wrong": "Acme Cloud"}, "wrong"),
        ("names", NAME | {"term": "\u200b"}, "term"),
        ("names", NAME | {"reason": ""}, "reason"),
        ("rules", {"phrase": "\u200b", "reason": "No.", "severity": "hint"}, "phrase"),
    ],
)
def test_what_could_not_work_is_told_where_it_stands(cast, sign_in, part, row, place):
    answer = sign_in(cast.alice).post(EDIT, posted([{"do": "Hi."}], **{part: [row]}))
    assert answer.status_code == 422
    assert set(getattr(answer.context["editor"], part)[0].errors) == {place}
    assert current(cast.acme) is None


def test_rows_of_every_kind_come_and_go_and_keep_what_is_in_them(cast, sign_in):
    client = sign_in(cast.alice)
    pairs = [{"do": "One."}, {"do": "Two."}]
    rows = {"disclosures": [DISCLOSURE | {"clause": "1"}], "names": [NAME]}
    editor = client.post(EDIT, posted(pairs, row="add disclosures", **rows)).context["editor"]
    assert len(editor.disclosures.forms) == 2
    editor = client.post(EDIT, posted(pairs, row="remove pairs 0", **rows)).context["editor"]
    assert editor.disclosures[0].initial["clause"] == "0"
    assert editor.disclosures[0].initial["on-bluesky"] == "on"
    editor = client.post(EDIT, posted(pairs, row="remove names 0", **rows)).context["editor"]
    assert editor.names.forms == []
    assert len(editor.pairs.forms) == 2


def test_rows_swap_in_place_with_htmx(cast, sign_in):
    data = posted([{"do": "One."}], row="add rules")
    answer = sign_in(cast.alice).post(EDIT, data, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert "<html" not in page
    assert 'name="rules-0-phrase"' in page
    assert "autofocus" in page


def test_what_was_written_survives_a_session_that_ended(cast, client, sign_in):
    client.post(EDIT, posted([{"do": "Not lost."}]) | {"writer": cast.alice.public_id})
    assert 'value="Not lost."' in sign_in(cast.alice).get(EDIT).content.decode()


def test_the_first_visit_asks_once_and_then_goes_on(cast, sign_in):
    with tenant(cast.acme):
        make_policy()
    client = sign_in(cast.bob)
    page = client.get(ACCEPT, {"next": "/o/acme/guidelines/"})
    assert "Guesses travel." in page.content.decode()
    answer = client.post(ACCEPT, {"version": 1, "next": "/o/acme/guidelines/"})
    assert answer.headers["Location"] == "/o/acme/guidelines/"
    assert client.get(ACCEPT, {"next": "/o/acme/guidelines/"}).status_code == 302


def test_who_accepted_an_older_version_sees_only_what_changed(cast, sign_in):
    with tenant(cast.acme):
        acknowledge(cast.bob, make_policy({"parameters": {"phrase": "old secret"}}))
        make_policy({"parameters": {"phrase": "new secret"}}, number=2)
    page = sign_in(cast.bob).get(ACCEPT).content.decode()
    assert "new secret" in page
    assert "<s>old secret</s>" in page
    assert "Guesses travel." not in page


@pytest.mark.parametrize("way", ["https://evil.example/", "//evil.example", "javascript:x", ""])
def test_the_way_on_stays_with_us(cast, sign_in, way):
    with tenant(cast.acme):
        make_policy()
    answer = sign_in(cast.bob).post(ACCEPT, {"version": 1, "next": way})
    assert answer.headers["Location"] == "/o/acme/"


def test_a_version_that_is_no_longer_in_force_is_not_accepted(cast, sign_in):
    with tenant(cast.acme):
        make_policy()
        make_policy(number=2)
    answer = sign_in(cast.bob).post(ACCEPT, {"version": 1})
    assert answer.status_code == 422
    assert "changed meanwhile" in answer.content.decode()
    with tenant(cast.acme):
        assert not Acknowledgement.objects.exists()


@pytest.mark.parametrize("number", ["", "7", "x", "9" * 30])
def test_a_version_that_never_was_is_not_found(cast, sign_in, number):
    assert sign_in(cast.bob).post(ACCEPT, {"version": number}).status_code == 404


@pytest.mark.parametrize("address", [GUIDELINES, ACCEPT, EDIT])
def test_another_organization_finds_nothing_there(cast, sign_in, address):
    assert sign_in(cast.mallory).get(address).status_code == 404
    assert sign_in(cast.mallory).post(address).status_code == 404


KEPT = [
    {"kind": "competitor", "parameters": {"names": ["Pumpco"]}, "reason": "Let them be."},
    {"parameters": {"phrase": "cheap", "networks": ["x"]}, "reason": "Only there."},
    {"kind": "brand_spelling", "parameters": {"term": "Acme", "wrong": []}, "suggestion": "Acme"},
]


def test_what_the_editor_can_not_show_is_told_and_kept(cast, sign_in):
    with tenant(cast.acme):
        version = make_policy({"parameters": {"phrase": "leak"}, "reason": "No."}, *KEPT)
        acknowledge(cast.alice, version)
    page = sign_in(cast.alice).get(EDIT).content.decode()
    assert "Names of competitors" in page
    assert "Let them be." in page
    rules = [{"phrase": "leaks", "reason": "No.", "severity": "hint"}]
    pairs = [{"do": "Say what you saw.", "dont": "Guess.", "reason": "Guesses travel."}]
    answer = sign_in(cast.alice).post(EDIT, posted(pairs, rules, started_from=1))
    assert answer.status_code == 302
    with tenant(cast.acme):
        stored = {rule.kind: rule for rule in current(cast.acme).rules.all()}
        phrases = [r.parameters for r in current(cast.acme).rules.filter(kind="banned_phrase")]
    assert stored["competitor"].parameters == {"names": ["Pumpco"]}
    assert stored["brand_spelling"].suggestion == "Acme"
    assert phrases == [{"phrase": "leaks"}, {"phrase": "cheap", "networks": ["x"]}]


def test_guidelines_tell_what_else_is_looked_for_by_its_reason(cast, sign_in):
    with tenant(cast.acme):
        acknowledge(cast.bob, make_policy(*KEPT))
    page = sign_in(cast.bob).get(GUIDELINES).content.decode()
    assert "Names of competitors" in page
    assert "Let them be." in page
    assert "Pumpco" not in page


def test_a_line_may_be_mended_and_keeps_the_rules_the_page_can_not_show(cast, sign_in):
    with tenant(cast.acme):
        version = make_policy(KEPT[0])
        acknowledge(cast.alice, version)
        pair = version.pairs.get()
        version.rules.update(pair=pair)
    row = {"do": f"{pair.do}!", "dont": pair.dont, "reason": pair.reason, "was": 0}
    answer = sign_in(cast.alice).post(EDIT, posted([{"do": "First."}, row], started_from=1))
    assert answer.status_code == 302
    with tenant(cast.acme):
        rule = current(cast.acme).rules.select_related("pair").get()
    assert rule.pair.do == f"{pair.do}!"
