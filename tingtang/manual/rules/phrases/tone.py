"""How something sounds where no list has it: weights of single characters and pairs, learned from labelled utterances.

A sum of weights, no more (logistic regression): what speaks for a finding can be named. docs/language.md says how
good it is.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tingtang.manual.book.phrases import SITUATIONS

UNKIND = 1.0  # from this sum on it is a finding; higher finds less and is right more often
TALK = 40  # characters; longer talk is heard sentence by sentence
PROSE = 60  # a sentence longer than this is written, not said: it is not judged
NAMED = 3  # so many pieces are named as what spoke for it
SEEN = 2  # a piece seen less often says nothing
ROUNDS, RATE, SHRINK, SMOOTH = 30, 0.3, 0.01, 0.3
BEGIN, END = "^", "$"
_UNSPOKEN = re.compile("[a-z0-9]+")  # numbers and foreign words have no tone


@dataclass(frozen=True, slots=True)
class Tone:
    """`weights`: what a piece says for an unkind tone; `about`: for each piece how likely it is in each situation."""

    bias: float
    weights: Mapping[str, float]
    about: Mapping[str, tuple[float, ...]]

    def of(self, said: str) -> float:
        """How unkind a comparable text sounds; 0 is undecided."""
        weights = self.weights
        return self.bias + sum(weights.get(piece, 0.0) for piece in _pieces(said))

    def situation(self, said: str) -> str:
        """The situation that the pieces of a comparable text tell most of."""
        sums = [sum(column) for column in zip(*(self.about[p] for p in _pieces(said) if p in self.about), strict=True)]
        return SITUATIONS[sums.index(max(sums))] if sums else "handling"

    def named(self, said: str) -> str:
        """The pieces that spoke most for it."""
        known = sorted((p for p in _pieces(said) if len(p.strip(BEGIN + END)) > 1), key=self._against)
        return "、".join(piece.strip(BEGIN + END) for piece in known[:NAMED])

    def _against(self, piece: str) -> tuple[float, str]:
        return -self.weights.get(piece, 0.0), piece


def read_tone(file: Path) -> Tone:
    """The weights as `write_tone` left them."""
    rows = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()]
    (_, bias, *_), *pieces = rows
    return Tone(
        float(bias),
        {piece: float(weight) for piece, weight, *_ in pieces},
        {piece: tuple(map(float, about)) for piece, _, *about in pieces},
    )


def write_tone(tone: Tone, file: Path) -> None:
    """A line for each piece: itself, its weight, its likelihood in each situation; the first line is the bias."""
    rows = [("", (tone.bias, *(0.0 for _ in SITUATIONS)))]
    rows += [(piece, (weight, *tone.about[piece])) for piece, weight in sorted(tone.weights.items())]
    text = "".join("\t".join((piece, *(f"{n:.2f}" for n in numbers))) + "\n" for piece, numbers in rows)
    file.write_text(text, encoding="utf-8")


def learn(examples: Sequence[tuple[str, str, bool]]) -> Tone:
    """The weights from (comparable text, situation or "", whether unkind). The same examples give the same weights."""
    known = [(_pieces(said), situation, unkind) for said, situation, unkind in examples]
    often = Counter(piece for pieces, _, _ in known for piece in pieces)
    known = [([p for p in pieces if often[p] >= SEEN], situation, unkind) for pieces, situation, unkind in known]
    bias, weights = _fitted([(pieces, unkind) for pieces, _, unkind in known])
    return Tone(bias, weights, _likelihoods(weights, [(p, situation) for p, situation, _ in known if situation]))


def _fitted(known: Sequence[tuple[list[str], bool]]) -> tuple[float, dict[str, float]]:
    """Logistic regression by descent with a step of its own for each weight (AdaGrad)."""
    weights = {piece: 0.0 for pieces, _ in known for piece in pieces}
    walked, bias, bias_walked = dict.fromkeys(weights, 1e-8), 0.0, 1e-8
    order, dice = list(known), random.Random(1)  # noqa: S311 - not for secrets
    for _ in range(ROUNDS):
        dice.shuffle(order)
        for pieces, unkind in order:
            off = _likely(bias + sum(weights[p] for p in pieces)) - unkind
            bias_walked += off * off
            bias -= RATE * off / math.sqrt(bias_walked)
            for piece in pieces:
                slope = off + SHRINK * weights[piece]
                walked[piece] += slope * slope
                weights[piece] -= RATE * slope / math.sqrt(walked[piece])
    return bias, weights


def _likely(total: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def _likelihoods(weights: Iterable[str], told: Sequence[tuple[list[str], str]]) -> dict[str, tuple[float, ...]]:
    """Of each piece the logarithm of how often it is in utterances of each situation."""
    has = {situation: Counter[str]() for situation in SITUATIONS}
    total = Counter(situation for _, situation in told)
    for pieces, situation in told:
        has[situation].update(pieces)
    return {
        piece: tuple(math.log((has[s][piece] + SMOOTH) / (total[s] + 2 * SMOOTH)) for s in SITUATIONS)
        for piece in weights
    }


def _pieces(said: str) -> list[str]:
    """Each character and each pair of a comparable text, once; sentences have their ends."""
    said = _UNSPOKEN.sub("", said)
    marked = BEGIN + said.strip("\n").replace("\n", END + BEGIN) + END
    return list(dict.fromkeys([*marked, *(marked[i : i + 2] for i in range(len(marked) - 1))]))
