"""What is found by what words: endings, accents, typos, scripts without spaces; and whose."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.models import Post
from content.search.finding import find
from content.search.indexing import index_missing, index_post
from content.search.models import SearchEntry
from content.services import PostDraft, archive_post, edit_post, restore_post
from tenants.scope import tenant
from tests.factories import NOW, make_post, make_topic

LIBRARY = {
    "en": [
        ("Our employees tell their stories", "Why colleagues share what they work on."),
        ("A new roof for the factory", "Solar panels pay for themselves."),
        ("Hiring engineers in Wrocław", "Twelve open positions."),
    ],
    "de": [
        ("Mitarbeiterinnen erzählen Geschichten", "Warum Kolleginnen teilen, woran sie arbeiten."),
        ("Das neue Werksdach", "Solarmodule für die Fabrik."),
    ],
    "pl": [
        ("Opowieści naszych pracowników", "Dlaczego koledzy dzielą się tym, nad czym pracują."),
        ("Nowy dach fabryki", "Panele słoneczne zwracają się same."),
        ("Szukamy inżynierów we Wrocławiu", "Dwanaście otwartych stanowisk."),
    ],
    "ar": [
        ("قصص موظفينا", "لماذا يشارك الزملاء ما يعملون عليه."),
        ("سقف جديد للمصنع", "الألواح الشمسية تسدد ثمنها."),
    ],
    "ko": [
        ("우리 직원들의 이야기", "동료들이 하는 일을 공유하는 이유."),
        ("공장의 새 지붕", "태양광 패널은 스스로 비용을 회수합니다."),
    ],
    "ne": [
        ("हाम्रा कर्मचारीहरूको कथा", "सहकर्मीहरूले आफ्नो काम किन साझा गर्छन्।"),
        ("कारखानाको नयाँ छाना", "सौर्य प्यानलहरूले आफ्नो खर्च उठाउँछन्।"),
    ],
}
CASES = [
    # language, what is typed, the title that must come first
    ("en", "employee story", "Our employees tell their stories"),
    ("en", "EMPLOYEES", "Our employees tell their stories"),
    ("en", "colleague", "Our employees tell their stories"),
    ("en", "solar pan", "A new roof for the factory"),
    ("en", "factories", "A new roof for the factory"),
    ("en", "hire engineer wroclaw", "Hiring engineers in Wrocław"),
    ("en", "emploiees", "Our employees tell their stories"),
    ("en", "enginers", "Hiring engineers in Wrocław"),
    ("de", "Geschichte", "Mitarbeiterinnen erzählen Geschichten"),
    ("de", "erzahlen", "Mitarbeiterinnen erzählen Geschichten"),
    ("de", "kollegin", "Mitarbeiterinnen erzählen Geschichten"),
    ("de", "solarmodul", "Das neue Werksdach"),
    ("de", "Mitarbeterinnen", "Mitarbeiterinnen erzählen Geschichten"),
    ("pl", "pracownik", "Opowieści naszych pracowników"),
    ("pl", "opowiesc", "Opowieści naszych pracowników"),
    ("pl", "inżynier", "Szukamy inżynierów we Wrocławiu"),
    ("pl", "fabryka", "Nowy dach fabryki"),
    ("pl", "sloneczne panele", "Nowy dach fabryki"),
    ("pl", "pracwoników", "Opowieści naszych pracowników"),
    ("ar", "قصة موظف", "قصص موظفينا"),
    ("ar", "مصنع", "سقف جديد للمصنع"),
    ("ar", "موظفون", "قصص موظفينا"),
    ("ko", "직원", "우리 직원들의 이야기"),
    ("ko", "이야기를", "우리 직원들의 이야기"),
    ("ko", "공장", "공장의 새 지붕"),
    ("ko", "지붕", "공장의 새 지붕"),
    ("ne", "कर्मचारी", "हाम्रा कर्मचारीहरूको कथा"),
    ("ne", "कथाहरू", "हाम्रा कर्मचारीहरूको कथा"),
    ("ne", "कारखाना", "कारखानाको नयाँ छाना"),
    ("ne", "छाना", "कारखानाको नयाँ छाना"),
]


@pytest.fixture
def library(in_acme) -> None:
    for language, posts in LIBRARY.items():
        for title, why in posts:
            index_post(make_post(title, why=why, language=language, caption=""))


def titles(text: str) -> list[str]:
    found = find(text).post_ids
    by_id = dict(Post.objects.values_list("pk", "title"))
    return [by_id[pk] for pk in found]


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(("language", "typed", "wanted"), CASES)
def test_what_is_meant_comes_first(in_acme, language, typed, wanted):
    del language
    assert titles(typed)[:1] == [wanted]


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("typed", ["zebra", "!!!", "   ", "' | ''", "qq:* & !yy", "\\", "<->"])
def test_what_nobody_wrote_finds_nothing_and_breaks_nothing(in_acme, typed):
    assert titles(typed) == []


@pytest.mark.usefixtures("library")
def test_a_mistyped_word_says_what_was_looked_for(in_acme):
    assert find("emploiees").meant == "employees"
    assert find("employees").meant == ""


@pytest.mark.usefixtures("library")
def test_some_of_the_words_are_better_than_nothing(in_acme):
    assert titles("factory zebra giraffe") == ["A new roof for the factory"]


def test_a_word_in_the_title_counts_more_than_one_far_below(in_acme):
    index_post(make_post("About roofs", approved_at=NOW, caption=""))
    index_post(make_post("About walls", body="And one roof.", approved_at=NOW, caption=""))
    assert titles("roof") == ["About roofs", "About walls"]


def test_topics_and_suggested_words_are_found_too(in_acme):
    energy = make_topic("Energy saving")
    index_post(make_post("A roof", energy, caption="Look what we built in Kraków"))
    assert titles("saving energy") == ["A roof"]
    assert titles("krakow") == ["A roof"]
    assert [topic.name for topic in find("energy").topics] == ["Energy saving"]


def test_changes_and_the_archive_are_followed(in_acme):
    post = make_post("A roof")
    index_post(post)
    draft = PostDraft("A cellar", link=post.link, why=post.why)
    post = edit_post(post=post, by=in_acme.alice, draft=draft, version=post.version, now=NOW)
    assert (titles("roof"), titles("cellar")) == ([], ["A cellar"])
    post = archive_post(post=post, by=in_acme.alice, now=NOW)
    assert titles("cellar") == []
    restore_post(post=post, by=in_acme.alice, now=NOW)
    assert titles("cellar") == []


def test_another_organizations_posts_and_words_are_not_there(cast):
    with tenant(cast.globex):
        index_post(make_post("Zeppelin secrets"))
    with tenant(cast.acme):
        index_post(make_post("A roof"))
        for typed in ("zeppelin", "zepelin", "secrets"):
            found = find(typed)
            assert (found.post_ids, found.meant) == ([], "")


def test_posts_from_before_are_made_findable(cast):
    with tenant(cast.acme):
        make_post("A roof")
    with tenant(cast.globex):
        make_post("A cellar")
    assert index_missing() == 2
    assert index_missing() == 0
    with tenant(cast.acme):
        assert titles("roof") == ["A roof"]


def test_a_search_takes_as_many_queries_however_much_there_is(in_acme):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            find("roof of the factory")
        return len(seen)

    index_post(make_post("The roof of the factory"))
    few = queries()
    for n in range(30):
        index_post(make_post(f"The roof of the factory {n}"))
    assert queries() == few
    assert SearchEntry.objects.count() == 31
