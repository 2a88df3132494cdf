"""How long checking a text takes: 3,000 characters against 500 rules.

    python -m bench.policy_check

Prints the processor time of one check (so that a busy machine does not blur it), and its ratio to
asking `phrase in text` for each phrase in the same run. That loop knows nothing of words,
look-alikes or overlaps; it is the yardstick only.
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
    """Measure a plain, an accented, an unspaced and a hostile text."""
    choose = random.Random(7)
    vocabulary = ["".join(choose.choices(LETTERS, k=choose.randint(2, 10))) for _ in range(2_000)]
    phrases = [" ".join(choose.choices(vocabulary, k=choose.randint(1, 5))) for _ in range(RULES)]
    hostile = ["a " * 30 + tail for tail in vocabulary[:RULES]]
    texts = {
        "plain": (phrases, _text(choose, vocabulary + phrases[:50])),
        "accented": (phrases, _text(choose, [word + "é" for word in vocabulary])),
        "disguised": (phrases, _text(choose, vocabulary + phrases).replace("a", "а")),  # noqa: RUF001 (Cyrillic a)
        "unspaced": (["保証", "世界一", *phrases], _unspaced(choose)),
        "hostile": (hostile, ("a " * LENGTH)[:LENGTH]),
    }
    for name, (wording, text) in texts.items():
        _report(name, wording, text)


def _text(choose: random.Random, words: list[str]) -> str:
    return " ".join(choose.choices(words, k=LENGTH))[:LENGTH]


def _unspaced(choose: random.Random) -> str:
    sentences = ["私たちは毎日お客様の声を聞いています。"] * 9 + ["私たちは世界一を保証します。"]
    return "".join(choose.choices(sentences, k=LENGTH))[:LENGTH]


def _report(name: str, phrases: list[str], text: str) -> None:
    specs = [
        RuleSpec(str(uuid.uuid4()), "banned_phrase", "hint", {"phrase": p}, "why") for p in phrases
    ]
    rules = compile_rules(specs)
    ours = _median_ms(lambda: check_text(text, rules))
    lowered = [phrase.casefold() for phrase in phrases]
    naive = _median_ms(lambda: _naive(text, lowered))
    verdict = "ok" if ours < LIMIT_MS else "TOO SLOW"
    count = len(check_text(text, rules))
    print(
        f"{name:10} {ours:6.2f} ms  naive {naive:6.2f} ms  ratio {ours / naive:5.2f}  "
        f"findings {count:4}  {verdict}"
    )


def _naive(text: str, phrases: list[str]) -> list[bool]:
    folded = text.casefold()
    return [phrase in folded for phrase in phrases]


def _median_ms(act: Callable[[], object]) -> float:
    act()
    times = []
    for _ in range(RUNS):
        before = time.thread_time()
        act()
        times.append(time.thread_time() - before)
    return statistics.median(times) * 1000


if __name__ == "__main__":
    main()
