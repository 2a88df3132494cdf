"""What excuses a claim: sources that look like one, and no word that everybody uses."""

from __future__ import annotations

import pytest

from policies.rules.lists import word_lists
from policies.rules.sourcing import ROLES, roles
from tests.policies.rules.making import findings, spec

OPEN = [
    ("en", "Open source: our pumps are the market leader"),
    ("en", "We are the market leader and a source of joy"),
    ("en", "The report is done. We are the market leader."),
    ("en", "According to plan we are the market leader"),
    ("en", "Our report shows we are the market leader"),
    ("en", "Studies show 30% less"),
    ("en", "We grew by 30%. According to Gartner it was a good year."),
    ("en", "Annual report: market leader in pumps"),
    ("en", "OUR REPORT SHOWS WE ARE THE MARKET LEADER"),
    ("en", "Sources tell me we are the market leader"),
    ("en", "I use 30% less. I read the Gartner report."),
    ("de", "Die Party war laut. Wir sind Marktführer."),
    ("de", "laut und deutlich: wir sind Marktführer"),
    ("de", "Wasser ist die Quelle, wir sind Marktführer"),
    ("de", "Unsere neue Studie zeigt: klimaneutral"),
    ("pl", "Nowe badanie, a my jesteśmy liderem rynku"),
    ("pl", "Nasz raport jest gotowy i jesteśmy liderem rynku"),
    ("pl", "Moim zdaniem jesteśmy liderem rynku"),
    ("pl", "Jednym zdaniem: jesteśmy liderem rynku"),
    ("pl", "Piliśmy wodę ze źródła i jesteśmy liderem rynku"),
    ("ko", "자료를 보냈습니다. 우리는 업계 1위"),
    ("ko", "보고서를 썼다 우리는 업계 1위"),
    ("ko", "연구 결과에 따르면 2배"),
    ("ar", "هذا المصدر جميل. نحن رائد السوق"),
    ("ne", "स्रोत राम्रो छ नम्बर एक कम्पनी"),
]
SOURCED = [
    ("en", "Source: Gartner 2026\nWe are the market leader"),
    ("en", "We are the market leader. (Source: Gartner)"),
    ("en", "According to Gartner, we are the market leader."),
    ("en", "According to our annual report we grew by 30%"),
    ("en", "We are, in a study by Fraunhofer, the market leader"),
    ("en", "The Gartner report says we are the market leader"),
    ("en", "We use 30% less, no. 1 according to Forrester"),
    ("en", "30% less in a Gartner survey"),
    ("en", "Ranked by IDC as no. 1 market leader"),
    ("de", "Laut einer Studie der TU sind wir Marktführer"),
    ("de", "Die Gartner-Studie nennt uns Marktführer"),
    ("de", "Quelle: TÜV. Wir sind Marktführer"),
    ("de", "Marktführer, so die Umfrage der GfK"),
    ("pl", "Według raportu Gartnera jesteśmy liderem rynku"),
    ("pl", "Jesteśmy liderem rynku: raport Deloitte"),
    ("pl", "Źródło: GUS. Jesteśmy liderem rynku."),
    ("pl", "Zdaniem Gartnera jesteśmy liderem rynku"),
    ("pl", "W badaniu IPSOS jesteśmy liderem rynku"),
    ("ar", "وفقا لتقرير غارتنر نحن رائد السوق"),
    ("ko", "가트너에 따르면 우리는 업계 1위"),
    ("ko", "우리는 업계 1위 (출처: 가트너)"),
    ("ne", "गार्टनर अनुसार नम्बर एक कम्पनी"),
    ("ne", "स्रोत: गार्टनर। नम्बर एक कम्पनी"),
]


@pytest.mark.parametrize(("language", "text"), OPEN)
def test_everyday_words_excuse_no_claim(language, text):
    assert findings(text, spec("claim", lists=[language]))


@pytest.mark.parametrize(("language", "text"), SOURCED)
def test_a_source_speaks_for_its_sentence_and_a_label_for_the_text(language, text):
    assert findings(text, spec("claim", lists=[language])) == []


def test_a_link_speaks_for_the_text():
    assert findings("Market leader. See acme.com/study", spec("claim", lists=["en"])) == []


def test_words_that_name_a_source_do_so_in_one_way():
    lists = word_lists("claims").values()
    named = [words for said in lists for role in ROLES for words in said.get(role, [])]
    assert len(named) == len(set(named)) == len(roles())
