"""Rules of all kinds and texts to check them on, made from a seed, for `bench.policy_check`."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Sequence

from policies.rules import KINDS
from policies.rules.base import RuleSpec

LENGTH = 3_000
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ENDINGS = ("", "", "", "s", "ed", "ing", "er")
_LANGUAGES = ("en", "de", "pl", "ar", "ko", "ne")


def vocabulary(choose: random.Random) -> list[str]:
    """Return made-up words, some with endings."""
    stems = ["".join(choose.choices(_LETTERS, k=choose.randint(2, 9))) for _ in range(1_500)]
    return stems + [choose.choice(stems) + choose.choice(_ENDINGS) for _ in range(500)]


def phrases(choose: random.Random, words: Sequence[str], count: int) -> list[str]:
    """Return phrases of one to five words."""
    return [" ".join(choose.choices(words, k=choose.randint(1, 5))) for _ in range(count)]


def rules(kind: str, said: Sequence[str]) -> list[RuleSpec]:
    """Return one rule of a kind for each phrase."""
    make = _MAKERS[kind]
    return [_spec(kind, **make(place, phrase)) for place, phrase in enumerate(said)]


def mixed(said: Sequence[str]) -> list[RuleSpec]:
    """Return one rule for each phrase, of all kinds in turn."""
    kinds = list(KINDS)
    made = [rules(kind, said[place :: len(kinds)]) for place, kind in enumerate(kinds)]
    return [spec for specs in made for spec in specs]


def post(choose: random.Random, words: Sequence[str]) -> str:
    """Return a text as employees write them: sentences, links, hashtags, numbers, emoji."""
    extras = [
        "https://acme.com/news",
        "#TeamAcme",
        "\U0001f680",
        "30%",
        "Größe",
        "żółty",
        "Sarah's",
    ]
    parts: list[str] = []
    while sum(map(len, parts)) + len(parts) < LENGTH:
        sentence = " ".join(choose.choices(words, k=choose.randint(6, 18)))
        parts.append(sentence.capitalize() + choose.choice([".", "!", " " + choose.choice(extras)]))
    return " ".join(parts)[:LENGTH]


def hostile(words: Sequence[str]) -> dict[str, str]:
    """Return texts that are made to be slow, by what they do."""
    unit = {
        "letters parted": "a.",
        "digits for letters": "s3cr3t ",
        "zero-width": "a\u200b",
        "accents": "e\u0301 ",
        "look-alikes": "\u0430 b",
        "one word": "a ",
        "one long word": "a",
        "hashtags": "#ad ",
        "hosts": "a.",
        "addresses": "a@a.",
        "schemes": "http://",
        "digits": "1 ",
        "numbers": "12:",
        "cards": "4111 1111 1111 1112 ",
        "capitals": "AAAAA ",
        "marks": "! ",
        "emoji": "\U0001f469\u200d",
        "masks": "f**k ",
        "forms": f"{words[0]}s ",
    }
    return {name: (one * LENGTH)[:LENGTH] for name, one in unit.items()}


def _spec(kind: str, **parameters: object) -> RuleSpec:
    return RuleSpec(str(uuid.uuid4()), kind, "hint", parameters, "why", suggestion="something")


def _formed(place: int) -> dict[str, object]:
    return {"forms": True, "language": _LANGUAGES[place % len(_LANGUAGES)]}


_MAKERS: dict[str, Callable[[int, str], dict[str, object]]] = {
    "banned_phrase": lambda at, said: {"phrase": said, **(_formed(at) if at % 2 else {})},
    "required_disclosure": lambda _at, said: {"phrases": ["#ad", said], "within": 125},
    "brand_spelling": lambda _at, said: {
        "term": said.title(),
        "wrong": [said.replace(" ", ""), f"the {said}"],
    },
    "banned_topic": lambda at, said: {"topic": "T", "words": said.split(), **_formed(at)},
    "hashtags": lambda _at, said: {
        "required": ["TeamAcme"],
        "forbidden": [word.replace("'", "") for word in said.split()],
    },
    "link_domains": lambda at, said: (
        {"allowed": ["acme.com", f"{said.split()[0]}.com"]}
        if at % 2
        else {"forbidden": [f"{word}.com" for word in said.split()]}
    ),
    "code_name": lambda at, said: {"words": [said], "embargo": "2099-01-01", **_formed(at)},
    "profanity": lambda at, said: {
        "lists": [_LANGUAGES[at % 6]],
        "level": "mild",
        "also": said.split(),
    },
    "claim": lambda at, said: {"lists": [_LANGUAGES[at % 6]], "also": [said]},
    "competitor": lambda at, said: {"names": [said], **_formed(at)},
    "personal_data": lambda at, _said: {
        "find": ["email", "phone", "iban", "card", "ip", "pesel"],
        "except": [f"press{at}@acme.com"],
    },
    "shouting": lambda at, _said: {"capitals": 10 + at % 90, "marks": 2 + at % 20},
    "count": lambda at, _said: {"of": ("emoji", "hashtags")[at % 2], "most": at % 50},
    "pattern": lambda at, said: {"pattern": rf"\b{said.split()[0]}-?\d{{2,{2 + at % 8}}}\b"},
}
