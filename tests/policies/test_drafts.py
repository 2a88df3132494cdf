from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from policies.contents import (
    Contents,
    PairDraft,
    RuleDraft,
    SituationDraft,
    contents_of,
    read_contents,
)
from policies.models import Acknowledgement, Draft, DraftState, Pair, Policy, PolicyVersion
from policies.selectors import check_words
from policies.services import publish_policy
from policies.services.drafting import (
    Stale,
    publish_draft,
    put_aside,
    save_draft,
    start_draft,
    take_up,
)
from policies.services.reviewing import ask_for_reviews, decide_review, send_to_review
from tenants.models import Act, Event, Notice, Notification
from tenants.roles import Role
from tenants.scope import tenant
from tests.factories import NOW, make_member, make_organization, make_policy

PAIR = PairDraft("Wait.", "Leak.", "Markets move.")
RULE = RuleDraft({"phrase": "falcon"}, "Not public.", clause=0)
SAID = Contents("Be kind.", pairs=(PAIR,), rules=(RULE,))
BARE = Contents("Be kind.", pairs=(PAIR,))


def begin(member, contents=SAID, **more):
    return start_draft(member=member, kind="content", contents=contents, now=NOW, **more)


def save(draft, member, edition=1, **changes):
    return save_draft(draft=draft, member=member, changes=changes, edition=edition, now=NOW)


def publish(draft, member, edition=1, started_from=0):
    return publish_draft(
        draft=draft, member=member, edition=edition, started_from=started_from, now=NOW
    )


def code_of(refused):
    return refused.value.code


def test_a_draft_begins_as_what_is_in_force_and_changes_nothing(in_acme):
    version = make_policy({"parameters": {"phrase": "secret"}})
    draft = start_draft(member=in_acme.alice, kind="content", now=NOW)
    assert read_contents(draft.contents) == contents_of(version)
    save(draft, in_acme.alice, rules=())
    assert check_words("secret").blocking
    assert PolicyVersion.objects.current() == version


def test_one_draft_of_a_document_is_open_at_a_time(in_acme):
    draft = begin(in_acme.alice)
    with pytest.raises(ValidationError) as refused:
        begin(in_acme.bob)
    assert code_of(refused) == "open"
    begin(in_acme.bob, BARE, language="pl")
    put_aside(draft=draft, member=in_acme.alice, now=NOW)
    begin(in_acme.bob)
    with pytest.raises(ValidationError) as refused:
        take_up(draft=draft, member=in_acme.alice, now=NOW)
    assert code_of(refused) == "open"


def test_the_database_too_keeps_it_to_one(in_acme):
    policy = begin(in_acme.alice).policy
    with pytest.raises(IntegrityError), transaction.atomic():
        Draft.objects.create(policy=policy, created_at=NOW, changed_at=NOW)


def test_two_who_change_different_parts_lose_nothing(in_acme):
    draft = begin(in_acme.alice)
    save(draft, in_acme.alice, intro="Be very kind.")
    save(draft, in_acme.bob, pairs=(PairDraft("Smile."),), rules=())
    said = read_contents(Draft.objects.get().contents)
    assert (said.intro, said.pairs) == ("Be very kind.", (PairDraft("Smile."),))


def test_two_who_change_the_same_part_are_told(in_acme):
    draft = begin(in_acme.alice)
    save(draft, in_acme.alice, intro="Mine.")
    with pytest.raises(Stale) as refused:
        save(draft, in_acme.bob, intro="Or mine.")
    assert (refused.value.parts, refused.value.code) == (["intro"], "stale")
    assert "Somebody changed the same part" in refused.value.messages[0]
    save(draft, in_acme.bob, intro="Mine.")  # the same words are no quarrel
    assert Draft.objects.get().edition == 2


def test_what_is_put_aside_can_be_taken_up_and_published_from_what_is_in_force(in_acme):
    draft = put_aside(draft=begin(in_acme.alice), member=in_acme.alice, now=NOW)
    make_policy()
    with pytest.raises(ValidationError) as refused:
        save(draft, in_acme.alice, intro="No.")
    assert code_of(refused) == "closed"
    draft = take_up(draft=draft, member=in_acme.alice, now=NOW)
    assert (draft.state, draft.started_from) == (DraftState.DRAFT, 1)
    assert publish(draft, in_acme.alice, started_from=1).number == 2


def test_publishing_makes_the_next_version_and_closes_the_draft(in_acme):
    version = publish(begin(in_acme.alice), in_acme.alice)
    assert (version.number, contents_of(version)) == (1, SAID)
    assert Draft.objects.get().state == DraftState.PUBLISHED
    assert Acknowledgement.objects.get().member == in_acme.alice
    assert check_words("falcon").findings
    with pytest.raises(ValidationError) as refused:
        publish(Draft.objects.get(), in_acme.alice, started_from=1)
    assert code_of(refused) == "closed"


@pytest.mark.parametrize(("numbers", "code"), [((2, 0), "edition"), ((1, 3), "stale")])
def test_what_nobody_read_is_not_published(in_acme, numbers, code):
    edition, started_from = numbers
    with pytest.raises(ValidationError) as refused:
        publish(begin(in_acme.alice), in_acme.alice, edition, started_from)
    assert code_of(refused) == code
    assert not PolicyVersion.objects.exists()


def test_with_a_review_nothing_goes_out_without_a_yes(in_acme):
    lawyer = make_member("Lena", Role.CURATOR)
    ask_for_reviews(member=in_acme.alice, kind="content", asks=True, now=NOW)
    draft = begin(in_acme.alice)
    for attempt in (
        lambda: publish(draft, in_acme.alice),
        lambda: publish_policy(
            member=in_acme.alice, intro="", pairs=[PAIR], rules=[], started_from=0, now=NOW
        ),
    ):
        with pytest.raises(ValidationError) as refused:
            attempt()
        assert code_of(refused) == "review"
    send_to_review(draft=draft, member=in_acme.alice, reviewer=lawyer, now=NOW)
    decide_review(draft=draft, member=lawyer, is_yes=True, note="", edition=1, now=NOW)
    version = publish(draft, in_acme.alice)
    assert version.reviewed_by == lawyer


def test_a_yes_is_to_what_was_read(in_acme):
    lawyer = make_member("Lena", Role.CURATOR)
    ask_for_reviews(member=in_acme.alice, kind="content", asks=True, now=NOW)
    draft = begin(in_acme.alice)
    send_to_review(draft=draft, member=in_acme.alice, reviewer=lawyer, now=NOW)
    save(draft, in_acme.alice, intro="Other.")
    with pytest.raises(ValidationError) as refused:
        decide_review(draft=draft, member=lawyer, is_yes=True, note="", edition=1, now=NOW)
    assert code_of(refused) == "edition"
    decide_review(draft=draft, member=lawyer, is_yes=True, note="", edition=2, now=NOW)
    save(draft, in_acme.alice, 2, intro="Yet another.")
    with pytest.raises(ValidationError) as refused:
        publish(draft, in_acme.alice, 3)
    assert code_of(refused) == "review"


def test_who_sent_it_is_told_and_so_is_who_is_asked(in_acme):
    lawyer = make_member("Lena", Role.CURATOR)
    draft = begin(in_acme.alice)
    send_to_review(draft=draft, member=in_acme.alice, reviewer=lawyer, now=NOW)
    decide_review(draft=draft, member=lawyer, is_yes=False, note="Shorter.", edition=1, now=NOW)
    assert Draft.objects.get().state == DraftState.DRAFT
    assert Draft.objects.get().note == "Shorter."
    told = dict(Notification.objects.values_list("kind", "member"))
    assert told == {Notice.POLICY_REVIEW: lawyer.pk, Notice.POLICY_REVIEWED: in_acme.alice.pk}
    acts = [Act.DRAFT_STARTED, Act.DRAFT_SENT, Act.DRAFT_RETURNED]
    assert list(Event.objects.order_by("pk").values_list("act", flat=True)) == acts


def test_only_who_may_edit_reviews_and_not_ones_own(in_acme):
    draft = begin(in_acme.alice)
    for nobody in (in_acme.alice, in_acme.bob, make_member("Gone", Role.CURATOR, left_at=NOW)):
        with pytest.raises(ValidationError) as refused:
            send_to_review(draft=draft, member=in_acme.alice, reviewer=nobody, now=NOW)
        assert code_of(refused) == "reviewer"
    with pytest.raises(ValidationError) as refused:
        decide_review(draft=draft, member=in_acme.alice, is_yes=True, note="", edition=1, now=NOW)
    assert code_of(refused) == "reviewer"


def test_a_no_needs_its_words(in_acme):
    lawyer = make_member("Lena", Role.CURATOR)
    draft = begin(in_acme.alice)
    send_to_review(draft=draft, member=in_acme.alice, reviewer=lawyer, now=NOW)
    with pytest.raises(ValidationError) as refused:
        decide_review(draft=draft, member=lawyer, is_yes=False, note=" ", edition=1, now=NOW)
    assert code_of(refused) == "note"


@pytest.mark.parametrize(
    ("pair", "code"),
    [
        (PairDraft("", "Leak.", "Why."), "do"),
        (PairDraft("Wait.", "Leak.", ""), "reason"),
        (PairDraft("Wait.", owner="nobody"), "owner"),
        (PairDraft("Wait.", review_on="soon"), "review_on"),
    ],
)
def test_a_draft_too_is_fair(in_acme, pair, code):
    with pytest.raises(ValidationError) as refused:
        begin(in_acme.alice, Contents(pairs=(pair,)))
    assert code_of(refused) == code


@pytest.mark.parametrize("words", [("", "Leak.", "Why."), ("Wait.", "Leak.", "")])
def test_the_database_refuses_a_dont_without_its_do_or_reason(in_acme, words):
    version, draft = make_policy(), begin(in_acme.alice)
    with (
        pytest.raises(IntegrityError, match="policies_pair"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            'INSERT INTO policies_pair (organization_id, version_id, position, "do", dont, reason)'
            " VALUES (%s, %s, 9, %s, %s, %s)",
            [in_acme.acme.pk, version.pk, *words],
        )
    with (
        pytest.raises(IntegrityError, match="policies_draft_dont"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE policies_draft SET contents = jsonb_build_object('pairs', jsonb_build_array("
            "jsonb_build_object('do', %s::text, 'dont', %s::text, 'reason', %s::text)))"
            " WHERE id = %s",
            [*words, draft.pk],
        )


def test_a_translation_is_read_and_puts_no_rule_in_force(in_acme):
    make_policy({"parameters": {"phrase": "secret"}})
    draft = start_draft(member=in_acme.alice, kind="content", language="pl", now=NOW)
    save(draft, in_acme.alice, intro="Z serca.")
    version = publish(draft, in_acme.alice, 2)
    assert (version.number, version.policy.language) == (1, "pl")
    assert check_words("secret").blocking
    assert PolicyVersion.objects.current().number == 1
    assert not Acknowledgement.objects.exists()
    for language in ("xx", "en"):
        with pytest.raises(ValidationError) as refused:
            begin(in_acme.alice, language=language)
        assert code_of(refused) == "languages"


def test_who_looks_after_a_line_and_when_is_kept(in_acme):
    owner = str(in_acme.alice.public_id)
    kept = PairDraft("Wait.", owner=owner, review_on="2027-03-31")
    version = publish(begin(in_acme.alice, Contents(pairs=(kept,))), in_acme.alice)
    assert (Pair.objects.get().owner, Pair.objects.get().review_on) == (
        in_acme.alice,
        date(2027, 3, 31),
    )
    assert contents_of(version).pairs == (kept,)


def test_a_review_is_asked_of_translations_too(in_acme):
    begin(in_acme.alice, BARE, language="pl")
    ask_for_reviews(member=in_acme.alice, kind="content", asks=True, now=NOW)
    begin(in_acme.alice, BARE, language="de")
    assert set(Policy.objects.values_list("asks_review", flat=True)) == {True}


def test_of_two_who_begin_at_once_one_is_told(transactional_db):
    acme = make_organization("acme")
    with tenant(acme):
        writers = [make_member("Alice"), make_member("Bob")]
    start = Barrier(2)

    def attempt(member):
        try:
            with tenant(acme):
                start.wait()
                return begin(member).edition
        except ValidationError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(map(str, pool.map(attempt, writers))) == ["1", "open"]


def test_a_first_save_is_not_overwritten_by_another_first_save(in_acme):
    draft = begin(in_acme.bob)
    with pytest.raises(Stale) as refused:
        save(draft, in_acme.alice, edition=0, pairs=(PairDraft("Smile."),))
    assert refused.value.parts == ["pairs"]
    save(draft, in_acme.alice, edition=0, strictness="strict")  # nobody else wrote that


def test_a_first_save_from_an_older_version_is_told(in_acme):
    make_policy(number=1)
    with pytest.raises(ValidationError) as refused:
        begin(in_acme.bob, started_from=0)
    assert code_of(refused) == "stale"
    assert begin(in_acme.bob, started_from=1).started_from == 1


def test_a_reviewers_own_words_are_reviewed_by_somebody_else(in_acme):
    make_member("Rita", Role.CURATOR)
    draft = send_to_review(
        draft=begin(in_acme.bob), member=in_acme.bob, reviewer=in_acme.alice, now=NOW
    )
    draft = save(draft, in_acme.alice, intro="Mine.")
    assert draft.state == DraftState.DRAFT
    with pytest.raises(ValidationError) as refused:
        decide_review(draft=draft, member=in_acme.alice, is_yes=True, note="", edition=2, now=NOW)
    assert code_of(refused) == "reviewer"


def test_a_friendly_note_with_a_yes_is_gone_with_it(in_acme):
    draft = send_to_review(
        draft=begin(in_acme.bob), member=in_acme.bob, reviewer=in_acme.alice, now=NOW
    )
    draft = decide_review(
        draft=draft, member=in_acme.alice, is_yes=True, note="Nice work.", edition=1, now=NOW
    )
    draft = save(draft, in_acme.bob, intro="Kinder still.")
    assert (draft.state, draft.note) == (DraftState.DRAFT, "")


def test_what_is_never_checked_has_no_rules(in_acme):
    for kind, language in (("style", ""), ("content", "pl")):
        with pytest.raises(ValidationError) as refused:
            start_draft(member=in_acme.bob, kind=kind, language=language, contents=SAID, now=NOW)
        assert code_of(refused) == "rules"


def test_a_situation_is_there_once_however_its_key_is_spelled(in_acme):
    key = "8f14e45f-ceea-467f-a0e6-5f2b7f3a9c11"
    twice = tuple(
        SituationDraft("T", "Do.", key=one) for one in (key, key.upper().replace("-", ""))
    )
    with pytest.raises(ValidationError) as refused:
        begin(in_acme.alice, contents=Contents("", situations=twice))
    assert code_of(refused) == "key"
