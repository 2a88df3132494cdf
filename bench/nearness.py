"""How alike texts are, and what comparing costs: 200 texts of 500 characters.

    python -m bench.nearness

Prints, for pairs that are and are not nearly the same, the measure in use and the one that was not
chosen; then the processor time of comparing one text with 200, and of only cleaning them.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from rapidfuzz import fuzz

from bench.policy_check import measure
from sharing.nearness import MOST, NEARLY, bare, similarities

LENGTH = 500
ROOF = (
    "Twelve months, one roof, no grid power for the pump line. Every meter reading is public, the "
    "bad weeks too. Worth five minutes. #AcmeInTheOpen"
)
SOLAR = "A year of solar numbers from our Porto plant, the cloudy weeks included."
SIMULATOR = "The simulator I use every week is now open source. Tell me what breaks."
FAIRS = "Three fairs, one question: can we have the simulator? Yes. It is open now."
JAPANESE = "私たちの屋根は一年間ポンプラインに電力を供給しました。すべての数値が公開されています。"
PAIRS = (
    ("same, louder", ROOF, f"{ROOF.upper()} \U0001f389"),
    ("a word changed", ROOF, ROOF.replace("five", "ten")),
    ("a word changed, short", SIMULATOR, SIMULATOR.replace("week", "day")),
    ("own sentence first", ROOF, f"I was up there in January and believed nothing. {ROOF}"),
    ("own sentence last", ROOF, f"{ROOF} I walked over that roof in January, in the rain."),
    ("own sentence, short", SIMULATOR, f"I waited a year for this, and so did we all. {SIMULATOR}"),
    ("two captions of a post", ROOF, SOLAR),
    ("two captions of another", SIMULATOR, FAIRS),
    ("a sign changed, Japanese", JAPANESE, JAPANESE.replace("一年間", "二年間")),
    ("own sentence, Japanese", JAPANESE, f"昨日、私もその屋根に上って写真を撮りました。{JAPANESE}"),
)


def main() -> None:
    """Measure likeness, then time."""
    print(f"nearly the same: {NEARLY:.0f} and more")
    for name, one, other in PAIRS:
        own, theirs = bare(one), bare(other)
        ratio, tokens = fuzz.ratio(own, theirs), fuzz.token_set_ratio(own, theirs)
        print(f"{name:26} ratio {ratio:5.1f}  token set {tokens:5.1f}")
    choose = random.Random(7)
    letters = "abcdefghijklmnopqrstuvwxyz     "
    texts = ["".join(choose.choices(letters, k=LENGTH)) for _ in range(MOST)]
    near = texts[0][:40] + texts[0][42:]
    runs: dict[str, Callable[[], object]] = {
        "all unlike": lambda: similarities(ROOF * 4, texts),
        "all alike": lambda: similarities(near, [texts[0]] * MOST),
        "cleaning alone": lambda: [bare(text) for text in texts],
    }
    for name, act in runs.items():
        print(f"{MOST} x {LENGTH}, {name:14} {measure(act).median:6.2f} ms")


if __name__ == "__main__":
    main()
