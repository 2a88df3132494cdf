"""The right post comes first: endings, typos, beginnings, accents, mixed scripts, six languages."""

from __future__ import annotations

import pytest

from tests.content.search.library import LIBRARY, make_library
from tests.content.searching import found_by, look_for

CASES = [
    # (language, place of the post in the library, what is typed)
    ("en", 0, "employee story"),
    ("en", 0, "EMPLOYEES"),
    ("en", 0, "colleague"),
    ("en", 0, "emploiees"),
    ("en", 0, "shared colleagues"),
    ("en", 0, "tell stor"),
    ("en", 1, "solar pan"),
    ("en", 1, "factories"),
    ("en", 1, "pannels solar"),
    ("en", 2, "hire engineer wroclaw"),
    ("en", 2, "enginers"),
    ("en", 2, "Wrocław hiring"),
    ("en", 3, "cafe"),
    ("en", 3, "naive question"),
    ("en", 3, "brekfast"),
    ("en", 4, "kpi 2026"),
    ("en", 4, "co2"),
    ("de", 0, "Geschichte"),
    ("de", 0, "erzahlen"),
    ("de", 0, "kollegin"),
    ("de", 0, "Mitarbeterinnen"),
    ("de", 0, "MITARBEITERIN"),
    ("de", 1, "solarmodul"),
    ("de", 1, "werksd"),
    ("de", 2, "strassenbahn"),
    ("de", 2, "Strasenbahn"),
    ("de", 2, "grosse Strecke"),
    ("pl", 0, "pracownik"),
    ("pl", 0, "opowiesc"),
    ("pl", 0, "pracwoników"),
    ("pl", 0, "nasi pracownicy"),
    ("pl", 1, "fabryka"),
    ("pl", 1, "sloneczne panele"),
    ("pl", 1, "dachu fabryk"),
    ("pl", 2, "inżynier"),
    ("pl", 2, "stanowisko otwarte"),
    ("pl", 3, "bezpieczenstwo budowa"),
    ("pl", 3, "bezpieczeńswto"),
    ("ar", 0, "قصة موظف"),
    ("ar", 0, "موظفون"),
    ("ar", 0, "الزملاء"),
    ("ar", 1, "مصنع"),
    ("ar", 1, "سَقْفٌ"),
    ("ar", 1, "الواح شمسية"),
    ("ar", 2, "سلامة"),
    ("ar", 2, "والبناء"),
    ("ar", 2, "الخوذه"),
    ("ko", 0, "직원"),
    ("ko", 0, "이야기를"),
    ("ko", 0, "동료"),
    ("ko", 1, "공장"),
    ("ko", 1, "지붕"),
    ("ko", 1, "태양광패널"),
    ("ko", 2, "안전"),
    ("ko", 2, "안전모를"),
    ("ko", 3, "AI 채용"),
    ("ko", 3, "kubernetes 엔지니어"),
    ("ko", 3, "kubernets"),
    ("ne", 0, "कर्मचारी"),
    ("ne", 0, "कथाहरू"),
    ("ne", 0, "सहकर्मी"),
    ("ne", 1, "कारखाना"),
    ("ne", 1, "छाना"),
    ("ne", 1, "प्यानल"),
    ("ne", 2, "निर्माण"),
    ("ne", 2, "सुरक्षाको"),
    ("ne", 2, "हेलमेट"),
]


@pytest.fixture
def library(in_acme):
    make_library()
    return in_acme.bob


def test_what_is_meant_comes_first(library):
    wrong = {}
    for language, place, typed in CASES:
        titles = [post.title for post in found_by(typed, library)]
        if titles[:1] != [LIBRARY[language][place][0]]:
            wrong[typed] = titles
    assert not wrong


def test_each_language_has_enough_cases():
    for language in LIBRARY:
        assert len([case for case in CASES if case[0] == language]) >= 9


@pytest.mark.parametrize("typed", ["panels", "Geschichten", "fabryki", "موظفينا", "छाना"])
def test_what_is_written_so_is_not_replaced(library, typed):
    assert look_for(typed, library).meant == ""
    assert found_by(typed, library)
