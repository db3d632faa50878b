"""Finds many phrases in a list of words at once, in time that grows in step with the list.

Bit-parallel: one bit for each place in each phrase, shifted by one for each word (the extended
Shift-And of Navarro and Raffinot, "Flexible Pattern Matching in Strings", 2002, chapter 4). The
states are remembered, so ordinary text costs one look-up a word. No text can cost more than one
round of integer arithmetic a word: there is no backtracking.
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from bot.safety.crisis.words import BREAK, OTHER

_MOST_STATES = 5_000  # remembered at once; beyond that, all are forgotten


@dataclass(frozen=True, slots=True)
class Place:
    """One place in a phrase: the words (or stems, `tablet*`) that may stand there.

    `words` is None for "any word except `never`"; an optional place may be left empty.
    """

    words: frozenset[str] | None
    optional: bool = False
    never: frozenset[str] = frozenset()


@dataclass(slots=True)
class _State:
    bits: int
    marks: tuple[int, ...]
    after: dict[str, "_State"]


class PhraseFinder:
    """Finds phrases, each with a mark (any integer) that is returned where the phrase ends."""

    def __init__(
        self, phrases: Sequence[tuple[Sequence[Place], int]], vocabulary: Set[str]
    ) -> None:
        self._first = self._optional = self._before_block = self._block_end = 0
        self._marks: dict[int, int] = {}
        places: list[Place] = []
        for phrase, mark in phrases:
            start = len(places)
            self._first |= 1 << start
            for i, place in enumerate(phrase):
                bit = 1 << (start + i)
                if place.optional:
                    self._optional |= bit
                    if not phrase[i - 1].optional:
                        self._before_block |= bit >> 1
                    if not phrase[i + 1].optional:
                        self._block_end |= bit
            places.extend(phrase)
            self._marks[len(places) - 1] = mark
        self._ends = sum(1 << end for end in self._marks)
        self._fits = _fitting_places(places, vocabulary)
        self._start = _State(0, (), {})
        self._states = {0: self._start}

    def find(self, words: Iterable[str]) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Yield `(index of the last word, marks)` for every position where phrases end."""
        state = self._start
        for at, word in enumerate(words):
            after = state.after.get(word)
            state = after if after is not None else self._step(state, word)
            if state.marks:
                yield at, state.marks

    def _step(self, state: _State, word: str) -> _State:
        bits = (state.bits << 1 | self._first) & self._fits.get(word, self._fits[OTHER])
        full = bits | self._block_end  # fill each run of optional places that was entered
        bits |= self._optional & (~(full - self._before_block) ^ full)
        known = self._states.get(bits)
        if known is None:
            if len(self._states) >= _MOST_STATES:
                self._states = {0: self._start}
                self._start.after.clear()
            known = self._states[bits] = _State(bits, self._marks_in(bits), {})
        state.after[word] = known
        return known

    def _marks_in(self, bits: int) -> tuple[int, ...]:
        ended, marks = bits & self._ends, set()
        while ended:
            lowest = ended & -ended
            marks.add(self._marks[lowest.bit_length() - 1])
            ended ^= lowest
        return tuple(sorted(marks))


def _fitting_places(places: Sequence[Place], vocabulary: Set[str]) -> dict[str, int]:
    """For each word, one bit for every place where it may stand."""
    anywhere = 0
    named: dict[str, int] = {}
    never: dict[str, int] = {}
    for i, place in enumerate(places):
        if place.words is None:
            anywhere |= 1 << i
            for name in place.never:
                never[name] = never.get(name, 0) | 1 << i
        for name in place.words or ():
            named[name] = named.get(name, 0) | 1 << i
    fits = {}
    for word in {*vocabulary, OTHER}:
        bits = anywhere & ~never.get(word, 0) | named.get(word, 0)
        for size in range(1, len(word) + 1):
            bits |= named.get(word[:size] + "*", 0)
        fits[word] = bits
    fits[BREAK] = 0
    return fits
