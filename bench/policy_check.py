"""How long checking a text takes: 3,000 characters against 500 rules.

    python -m bench.policy_check

Banned phrases, disclosures, names, and all of them together. Prints the processor time of one
check (so that a busy machine does not blur it), and its ratio to asking `phrase in text` for each
phrase in the same run. That loop knows nothing of words, look-alikes or overlaps; it is the
yardstick only.
"""

from __future__ import annotations

import random
import statistics
import time
import uuid
from collections.abc import Callable

from policies.rules.base import RuleSpec
from policies.rules.check import check_text, compile_rules

LENGTH, RULES, RUNS = 3_000, 500, 41
LIMIT_MS = 10.0
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def main() -> None:
    """Measure each kind of rule on plain and on hostile texts."""
    choose = random.Random(7)
    vocabulary = ["".join(choose.choices(LETTERS, k=choose.randint(2, 10))) for _ in range(2_000)]
    phrases = [" ".join(choose.choices(vocabulary, k=choose.randint(1, 5))) for _ in range(RULES)]
    hostile = ["a " * 30 + tail for tail in vocabulary[:RULES]]
    plain = _text(choose, vocabulary + phrases[:50])
    cyrillic = _text(choose, vocabulary + phrases).replace("a", "а")  # noqa: RUF001 (Cyrillic a)
    crowded = _text(choose, [phrase.upper() for phrase in phrases])
    runs: dict[str, tuple[list[RuleSpec], str]] = {
        "plain": (_banned(phrases), plain),
        "accented": (_banned(phrases), _text(choose, [word + "é" for word in vocabulary])),
        "disguised": (_banned(phrases), cyrillic),
        "unspaced": (_banned(["保証", "世界一", *phrases]), _unspaced(choose)),
        "hostile": (_banned(hostile), ("a " * LENGTH)[:LENGTH]),
        "disclosures": (_disclosures(phrases), plain),
        "disclosures, hostile": (_disclosures(hostile), ("a " * LENGTH)[:LENGTH]),
        "disclosures, repeated": (_disclosures(phrases), "#ad " * (LENGTH // 4)),
        "names": (_names(phrases), plain),
        "names, all wrong": (_names(phrases), crowded),
        "names, hostile": (_names(hostile), ("a " * LENGTH)[:LENGTH]),
        "all kinds": (
            _banned(phrases[:300]) + _disclosures(phrases[300:350]) + _names(phrases[350:]),
            plain,
        ),
    }
    for near in ("a.", "@a", "a-", "#", "a@a.", "http://", "."):
        text = ("acme " + near * LENGTH)[:LENGTH]
        runs[f"addresses, {near}"] = (_names(["acme", *phrases[1:]]), text)
    for name, (specs, text) in runs.items():
        _report(name, specs, text)


def _banned(phrases: list[str]) -> list[RuleSpec]:
    return [_spec("banned_phrase", phrase=phrase) for phrase in phrases]


def _disclosures(phrases: list[str]) -> list[RuleSpec]:
    return [
        _spec("required_disclosure", phrases=["#ad", phrase], networks=[], within=125)
        for phrase in phrases
    ]


def _names(phrases: list[str]) -> list[RuleSpec]:
    return [
        _spec(
            "brand_spelling", term=phrase.title(), wrong=[phrase.replace(" ", ""), f"the {phrase}"]
        )
        for phrase in phrases
    ]


def _spec(kind: str, **parameters: object) -> RuleSpec:
    return RuleSpec(str(uuid.uuid4()), kind, "hint", parameters, "why")


def _text(choose: random.Random, words: list[str]) -> str:
    return " ".join(choose.choices(words, k=LENGTH))[:LENGTH]


def _unspaced(choose: random.Random) -> str:
    sentences = ["私たちは毎日お客様の声を聞いています。"] * 9 + ["私たちは世界一を保証します。"]
    return "".join(choose.choices(sentences, k=LENGTH))[:LENGTH]


def _report(name: str, specs: list[RuleSpec], text: str) -> None:
    rules = compile_rules(specs)
    ours = median_ms(lambda: check_text(text, rules))
    lowered = [_words(spec).casefold() for spec in specs]
    naive = median_ms(lambda: _naive(text, lowered))
    verdict = "ok" if ours < LIMIT_MS else "TOO SLOW"
    count = len(check_text(text, rules))
    print(
        f"{name:22} {ours:6.2f} ms  naive {naive:6.2f} ms  ratio {ours / naive:6.2f}  "
        f"findings {count:4}  {verdict}"
    )


def _words(spec: RuleSpec) -> str:
    parameters = spec.parameters
    return str(parameters.get("phrase") or parameters.get("term") or parameters["phrases"][-1])


def _naive(text: str, phrases: list[str]) -> list[bool]:
    folded = text.casefold()
    return [phrase in folded for phrase in phrases]


def median_ms(act: Callable[[], object]) -> float:
    """Return the processor time of an act."""
    act()
    times = []
    for _ in range(RUNS):
        before = time.thread_time()
        act()
        times.append(time.thread_time() - before)
    return statistics.median(times) * 1000


if __name__ == "__main__":
    main()
