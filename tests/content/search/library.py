"""A small library in six languages, and what has to be found in it."""

from __future__ import annotations

from content.search.indexing import index_post
from tests.factories import make_post

LIBRARY = {
    "en": [
        ("Our employees tell their stories", "Why colleagues share what they work on."),
        ("A new roof for the factory", "Solar panels pay for themselves."),
        ("Hiring engineers in Wrocław", "Twelve open positions."),
        ("The café on the ground floor", "Naïve questions are welcome at breakfast."),
        ("KPI 2026: what we measure", "Q3 results of the CO2 programme."),
    ],
    "de": [
        ("Mitarbeiterinnen erzählen Geschichten", "Warum Kolleginnen teilen, woran sie arbeiten."),
        ("Das neue Werksdach", "Solarmodule für die Fabrik."),
        ("Straßenbahn statt Stau", "Wie wir größere Strecken zurücklegen."),
    ],
    "pl": [
        ("Opowieści naszych pracowników", "Dlaczego koledzy dzielą się tym, nad czym pracują."),
        ("Nowy dach fabryki", "Panele słoneczne zwracają się same."),
        ("Szukamy inżynierów we Wrocławiu", "Dwanaście otwartych stanowisk."),
        ("Bezpieczeństwo na budowie", "Kaski ratują życie."),
    ],
    "ar": [
        ("قصص موظفينا", "لماذا يشارك الزملاء ما يعملون عليه."),
        ("سقف جديد للمصنع", "الألواح الشمسية تسدد ثمنها."),
        ("السلامة في موقع البناء", "الخوذة تنقذ الحياة."),
    ],
    "ko": [
        ("우리 직원들의 이야기", "동료들이 하는 일을 공유하는 이유."),
        ("공장의 새 지붕", "태양광 패널은 스스로 비용을 회수합니다."),
        ("현장 안전 수칙", "안전모가 생명을 구합니다."),
        ("AI 시대의 채용", "Kubernetes 엔지니어를 찾습니다."),
    ],
    "ne": [
        ("हाम्रा कर्मचारीहरूको कथा", "सहकर्मीहरूले आफ्नो काम किन साझा गर्छन्।"),
        ("कारखानाको नयाँ छाना", "सौर्य प्यानलहरूले आफ्नो खर्च उठाउँछन्।"),
        ("निर्माण स्थलमा सुरक्षा", "हेलमेटले ज्यान बचाउँछ।"),
    ],
}
"""Titles and reasons by language."""


def make_library() -> None:
    """Make the posts, findable. In scope."""
    for language, posts in LIBRARY.items():
        for title, why in posts:
            index_post(make_post(title, why=why, language=language, caption=""))
