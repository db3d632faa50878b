"""Turns a message, however it is typed, into the plain words that the crisis rules are written in.

Every step looks at one character or one word at a time, so the time grows in step with the text.
"""

import re
from collections.abc import Iterable, Mapping

from bot.safety.crisis.letters import plain_letters

BREAK = "."  # the end of a sentence, in a list of words
OTHER = ""  # a word that no rule mentions
NUMBER = "<number>"
FEVER = "<fever>"  # a number that reads as a raised body temperature
YEAR = "<year>"  # a number that reads as a year of somebody's life
MANY = "<many>"  # more tablets than anybody takes at once to get well

_MAX_WORD = 48  # letters; a longer run is no word, and is left alone
_LONE_WORDS = 2  # a "sentence" this short is dotted writing ("I. want. to."), not a sentence
_JOINED_FROM = 6  # letters; "over dose" is one word, "a live" may be two
_CELSIUS, _FAHRENHEIT = (37.5, 43.0), (99.5, 109.0)
_MANY = (8.0, 1000.0)
_YEAR = (1930.0, 2030.0)

_LEET = [str.maketrans("013457@$!|", "o" + one + "eastas" + one * 2) for one in "il"]

_TOKEN = re.compile(
    r"(?P<rest>[^\w@$*.?!;~\n]+|_+)"
    r"|(?P<number>\d+(?:[.,]\d+)?)(?![\w@$*'])"
    r"|(?P<word>[a-z0-9~@$*][a-z0-9~@$*'!|]*)"
    r"|(?P<stop>[.?!;]+(?=\s|$)|\n\s*\n)"
)
_CONTRACTED = re.compile(r"([a-z]+)'(m|ve|ll|d|re|s|t)")
_ENDINGS = {"m": "am", "ve": "have", "ll": "will", "d": "would", "re": "are", "s": "is", "t": "not"}
_DRAWN_OUT = re.compile(r"(.)\1\1")
_REPEATED = re.compile(r"(.)\1+")


class WordNormaliser:
    """Turns text into words of one vocabulary.

    `vocabulary`: every word and stem (`tablet*`) that a rule mentions, in plain spelling.
    `spellings`: what people write -> one or more plain words ("cannae" -> "cannot").
    `misspelt`: words of the vocabulary that are recognised with one letter wrong.
    `real_words`: English words that must not be taken for a misspelling of those.
    `run_together`: parts of words; only text with one of them, such as "killmyself", is split.
    """

    def __init__(
        self,
        vocabulary: Iterable[str],
        spellings: Mapping[str, str],
        misspelt: Iterable[str],
        real_words: Iterable[str],
        run_together: Iterable[str],
    ) -> None:
        names = set(vocabulary)
        self._words = {name for name in names if not name.endswith("*")}
        self._stems = {name[:-1] for name in names if name.endswith("*")}
        self._stem_lengths = sorted({len(stem) for stem in self._stems}, reverse=True)
        self._exact: dict[str, tuple[str, ...]] = {word: (word,) for word in self._words}
        self._exact |= {wrong: tuple(plain.split()) for wrong, plain in spellings.items()}
        self._longest: dict[str, int] = {}  # first two letters -> letters of the longest such word
        for word in self._exact:
            self._longest[word[:2]] = max(len(word), self._longest.get(word[:2], 0))
        self._squeezed = {_squeeze(word): word for word in sorted(self._exact, reverse=True)}
        self._near: dict[str, str] = {}
        for word in sorted(misspelt):
            for shorter in _shortened(word):
                self._near.setdefault(shorter, word)
        self._of_length: dict[int, str] = {}
        for word in sorted(self._words):
            self._of_length[len(word)] = self._of_length.get(len(word), "\n") + word + "\n"
        self._real = set(real_words)
        self._worth_splitting = re.compile("|".join(map(re.escape, run_together)) or r"(?!)")

    def normalise(self, text: str) -> tuple[list[str], list[int]]:
        """The words of `text` in plain spelling, and for each the number of its sentence.

        `BREAK` stands between sentences, except beside one of one or two words, where a phrase may
        continue. `OTHER` stands for every word that is not in the vocabulary.
        """
        words: list[str] = []
        seen: dict[str, tuple[str, ...]] = {}
        letters: list[str] = []
        last = ""
        for match in _TOKEN.finditer(plain_letters(text)):
            token, kind = match[0], match.lastgroup
            if kind == "rest":
                continue
            if kind == "word" and len(token) == 1 and token.isalpha():
                letters.append(token)
                continue
            if letters:
                words.extend(self._spelt_out("".join(letters)))
                letters, last = [], ""
            if kind == "stop":
                if ".." not in token:  # three dots are a pause in a sentence
                    words.append(BREAK)
                continue
            if last + token in self._words and last and len(last + token) >= _JOINED_FROM:
                words[-1] = last + token  # "over dose", "sui cide", "my self"
                last = ""
                continue
            plain = seen.get(token)
            if plain is None:
                plain = seen[token] = self._plain(token, kind == "number")
            words.extend(plain)
            last = token if len(plain) == 1 else ""
            if token[-1] == "!":
                words.append(BREAK)
        words.extend(self._spelt_out("".join(letters)))
        return _without_lone_breaks(words)

    def _spelt_out(self, letters: str) -> list[str]:
        """Single letters in a row: "s u i c i d e" is one word; "i a" is two."""
        words: list[str] = []
        at = 0
        while at < len(letters):
            size = self._longest.get(letters[at : at + 2], 1) if len(letters) > 2 else 1
            while size > 1 and letters[at : at + size] not in self._exact:
                size -= 1
            words.extend(self._exact.get(letters[at : at + size], (OTHER,)))
            at += size
        return words

    def _plain(self, token: str, is_number: bool) -> tuple[str, ...]:
        """The plain words for a token, however it is spelt."""
        if is_number:
            return self._exact.get(token) or (_number(token),)
        token = token.strip("'!|*~")
        if not token or len(token) > _MAX_WORD:
            return (OTHER,)
        if token.isalpha():
            return self.known(token) or self._misspelt(token) or self._split(token) or (OTHER,)
        return self.known(token) or self._contraction(token) or self._disguised(token)

    def known(self, token: str) -> tuple[str, ...]:
        """The plain words for a token that is spelt as in the rules; none for any other."""
        exact = self._exact.get(token)
        if exact:
            return exact
        for length in self._stem_lengths:
            if token[:length] in self._stems:
                return (token[:length] + "*",)
        return ()

    def _contraction(self, token: str) -> tuple[str, ...]:
        """From "i've" to "i have"; none for a token without such an ending."""
        match = _CONTRACTED.fullmatch(token)
        if match is None:
            return ()
        stem, ending = match.groups()
        if ending == "t" and stem.endswith("n"):
            stem = stem[:-1]
        return (*(self.known(stem) or (OTHER,)), _ENDINGS[ending])

    def _misspelt(self, token: str) -> tuple[str, ...]:
        """A drawn-out word ("dieeee"), or one of `misspelt` with one letter wrong."""
        if token in self._real:
            return ()
        if _DRAWN_OUT.search(token) and _squeeze(token) in self._squeezed:
            return self._exact[self._squeezed[_squeeze(token)]]
        for shorter in _shortened(token):
            word = self._near.get(shorter)
            if word and word[0] == token[0] and _one_slip(word, token):
                return self.known(word)
        return ()

    def _disguised(self, token: str) -> tuple[str, ...]:
        """Letters written as digits or signs ("su1cide"), and a number with a unit ("38c")."""
        for table in _LEET:
            plain = token.translate(table).replace("'", "")
            found = self.known(plain) or (plain.isalpha() and self._misspelt(plain))
            if found:
                return found
        if token[0].isdigit():
            return (_number(re.split(r"[^0-9]", token, maxsplit=1)[0]),)
        if not re.search(r"[*!|]", token):
            return (OTHER,)
        shape = re.sub(r"[^a-z]", "[a-z]", token)
        found_shape = re.search(f"\n({shape})\n", self._of_length.get(len(token), ""))
        return (found_shape[1] if found_shape else OTHER,)

    def _split(self, token: str) -> tuple[str, ...]:
        """From "killmyself" to "kill myself", only where every letter belongs to a known word."""
        if len(token) < 7 or token in self._real or not self._worth_splitting.search(token):
            return ()
        best: dict[int, tuple[str, ...]] = {0: ()}  # letters used -> fewest words that use them
        for at in range(len(token)):
            if at not in best:
                continue
            for size in range(1, self._longest.get(token[at : at + 2], 1) + 1):
                known = self._exact.get(token[at : at + size])
                if known is None or (size == 1 and token[at] != "i"):
                    continue
                words, end = best[at] + known, at + size
                if end not in best or len(words) < len(best[end]):
                    best[end] = words
        return best.get(len(token), ())


def _squeeze(word: str) -> str:
    return _REPEATED.sub(r"\1", word)


def _shortened(word: str) -> list[str]:
    """The word itself and the word without each of its letters."""
    return [word, *(word[:i] + word[i + 1 :] for i in range(len(word)))]


def _one_slip(word: str, token: str) -> bool:
    """Whether one letter is missing, extra or wrong, or two neighbours are swapped."""
    if abs(len(word) - len(token)) > 1:
        return False
    start = 0
    while start < min(len(word), len(token)) and word[start] == token[start]:
        start += 1
    rest, other = word[start:], token[start:]
    swapped = rest[1:2] + rest[:1] + rest[2:]
    return other in (swapped, rest[1:]) or other[1:] in (rest, rest[1:])


def _number(digits: str) -> str:
    value = float(digits.replace(",", ".")[:12])
    if any(low <= value < top for low, top in (_CELSIUS, _FAHRENHEIT)):
        return FEVER
    if _YEAR[0] <= value < _YEAR[1]:
        return YEAR
    return MANY if _MANY[0] <= value <= _MANY[1] else NUMBER


def _without_lone_breaks(words: list[str]) -> tuple[list[str], list[int]]:
    """The words and sentence numbers, without the breaks around "sentences" of one or two words."""
    kept: list[str] = []
    numbers: list[int] = []
    start = before = number = 0
    for end in [*(at for at, word in enumerate(words) if word == BREAK), len(words)]:
        size = end - start
        if size:
            if before > _LONE_WORDS and size > _LONE_WORDS:
                kept.append(BREAK)
                numbers.append(number)
            number += 1
            kept += words[start:end]
            numbers += [number] * size
            before = size
        start = end + 1
    return kept, numbers
