"""What words go on with in their forms, and what is glued to them: our own lists, by language.

From the languages' general grammar, written for this product.
"""

from __future__ import annotations


def _each(words: str, *more: str) -> frozenset[str]:
    return frozenset([*words.split(), *more])


SERIES: dict[str, tuple[frozenset[str], ...]] = {
    "en": (
        _each("s es ed ing", ""),
        _each("s d", ""),
        _each("e es ed ing"),
        _each("y ies ied ying"),
    ),
    "de": (
        _each("e n s ens em en er ern es se ses sen", ""),
        _each("e n en st t te ten test tet et est", ""),
    ),
    "pl": (
        _each("a ą e ę i o u y om ow owi ami ach em ie iem owie mi ni cie", ""),
        _each("ia ią ię ie ii io i iom iach iami iu iow", ""),
        _each("y a e ą ego emu ym ej ych ymi i im"),
        _each("i ia ie ią iego iemu im iej ich imi a e"),
        _each("ch m mi ego emu ej", ""),
        _each("nie nia niu niem ń niom niami niach"),
        _each("ć ł ła ło li ły łem łam m sz my cie ją"),
    ),
}
"""Endings that one word can have, without marks; other languages' have up to three letters."""
MARKS = {"de": str.maketrans("äöü", "aou"), "pl": str.maketrans("ó", "o")}
"""Marks that a word can lose in its forms."""
UMLAUT_ENDINGS = _each("e en er ern n", "")
"""What a German noun ends with where its plural has an umlaut."""

POSTPOSITIONS = _each("हरू हरु लाई बाट सँग संग देखि सम्म भित्र को का की ले मा नै पनि")
"""What Nepali glues to a noun, one after another."""

ARABIC_LETTERS = str.maketrans("أإآىة", "اااي\u0647")
"""Letters that Arabic is often written without, to those it is written with."""
FEMININE = "\u0647"
_CONJUNCTIONS = ("", "و", "ف")
ARTICLE = "ال"
_PREPOSITIONS = _each("ال لل بال كال ل ب ك", "")
ARABIC_BEFORE = frozenset(first + then for first in _CONJUNCTIONS for then in _PREPOSITIONS)
ARABIC_AFTER = _each(
    "ه ها هم هن هما ك كم كن ي نا ان ين ون ا "  # noqa: RUF001 (Arabic letters, not Latin ones)
    "ت تنا تهم تها ته تك تكم تي ات اتنا اتهم اتها اتكم اتي",
    "",
)
"""The article, conjunctions and prepositions; pronouns, plurals and cases."""

AFTER_CONSONANT = _each("은 이 을 과 으로 이나 이라 이라고 이랑 아")
AFTER_VOWEL = _each("는 가 를 와 야 나 라 라고 랑")
AFTER_ANY = _each("의 에 도 만 에서 에게 께서 한테 부터 까지 마다 처럼 보다 조차 밖에")
TOWARDS = "로"
"""Particles of Korean; `TOWARDS` is for vowels and the consonant rieul."""
