"""How long checking a text takes: 3,000 characters against 500 rules of all kinds.

    python -m bench.policy_check

Prints the processor time of one check (so that a busy machine does not blur it): its median and its
95th percentile; its ratio to scanning the same text once per rule with a plain `re`, in the same
run; 50 rules beside 500; 500 rules of each kind alone; and texts made to be slow, against the rules
of all kinds. The first check of a process is printed apart: it learns stems and letters. At the end
one rule of each kind is tried on 1,000 captions, as a trial of it does.
"""

from __future__ import annotations

import gc
import random
import re
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from bench.policy_rules import hostile, mixed, phrases, post, rules, vocabulary
from policies.rules import KINDS
from policies.rules.base import RuleSpec
from policies.rules.check import check_text, compile_rules
from policies.rules.stemming import forget_stems

RULES, RUNS = 500, 101
CAPTIONS, CAPTION_LENGTH = 1_000, 300
LIMIT_MS = 10.0


@dataclass(frozen=True)
class Times:
    """Processor time of one act over many runs, in milliseconds."""

    median: float
    p95: float


def main() -> None:
    """Measure all kinds together, each alone, and hostile texts."""
    choose = random.Random(7)
    words = vocabulary(choose)
    said = phrases(choose, words, RULES)
    text = post(choose, [*words, *said[:50]])
    all_kinds = mixed(said)
    forget_stems()
    compiled = compile_rules(all_kinds)
    before = time.thread_time()
    check_text(text, compiled)
    print(f"{'first check':26} {(time.thread_time() - before) * 1000:6.2f} ms")
    few = mixed(said[:50])
    _report("all kinds, 50 rules", few, text)
    _report("all kinds, 500 rules", all_kinds, text)
    for kind in KINDS:
        _report(f"500 of {kind}", rules(kind, said), text)
    for name, slow in hostile(words).items():
        _report(f"all kinds, {name}", all_kinds, slow)
    same = ["a " * 30 + word for word in said]
    for kind in ("banned_phrase", "required_disclosure", "brand_spelling", "competitor"):
        shortened = [phrase[:100] for phrase in same]
        _report(f"{kind}, alike", rules(kind, shortened), ("a " * len(text))[: len(text)])
    captions = [post(choose, words)[:CAPTION_LENGTH] for _ in range(CAPTIONS)]
    for kind in KINDS:
        _report_trial(f"1 of {kind}", rules(kind, said[:1]), captions)
    _report_trial("all kinds, 150 rules", mixed(said[:150]), captions)


def _report(name: str, specs: list[RuleSpec], text: str) -> None:
    compiled = compile_rules(specs)
    ours = measure(lambda: check_text(text, compiled))
    patterns = [re.compile(re.escape(_words(spec)), re.IGNORECASE) for spec in specs]
    plain = measure(lambda: [pattern.findall(text) for pattern in patterns])
    verdict = "ok" if ours.p95 < LIMIT_MS else "TOO SLOW"
    print(
        f"{name:32} median {ours.median:6.2f} ms  p95 {ours.p95:6.2f} ms  "
        f"re {plain.median:6.2f} ms  ratio {ours.median / plain.median:5.2f}  "
        f"findings {len(check_text(text, compiled)):4}  {verdict}"
    )


def _report_trial(name: str, specs: list[RuleSpec], captions: list[str]) -> None:
    compiled = compile_rules(specs)
    before = time.thread_time()
    for caption in captions:
        check_text(caption, compiled)
    print(f"{name:32} {(time.thread_time() - before) * 1000:6.0f} ms for {len(captions)} captions")


def _words(spec: RuleSpec) -> str:
    """Return one text that a rule looks for, or as long as one."""
    first = next(iter(spec.parameters.values()))
    return str(first[-1] if isinstance(first, list) else first)


def measure(act: Callable[[], object]) -> Times:
    """Return the processor time of an act."""
    act()
    gc.collect()
    times = []
    for _ in range(RUNS):
        before = time.thread_time()
        act()
        times.append((time.thread_time() - before) * 1000)
    return Times(statistics.median(times), statistics.quantiles(times, n=20)[-1])


if __name__ == "__main__":
    main()
