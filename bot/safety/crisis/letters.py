"""Makes the letters of a text plain: lower case, no accents, nothing invisible, no look-alikes."""

import unicodedata

# Letters of other alphabets that look like Latin ones, used to slip past filters.
_LOOKALIKES = dict(zip("асеорхуіѕјкмтнԁαεικνορτυχ", "aceopxyisjkmthdaeiknoptux", strict=True))
_PLAIN_SIGNS = {"’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "…": ".. "}
_MOST_REMEMBERED = 20_000  # a text of every character in Unicode must not fill the memory


def plain_letters(text: str) -> str:
    """The text in lower-case ASCII, with at most six characters for each one of the original.

    A letter of another alphabet becomes "~", a sign or picture a space; control characters and
    other invisible ones are removed.
    """
    return "".join(map(_FOLDED.__getitem__, text))


class _Folding(dict[str, str]):
    """The plain form of each character: compatibility form, lower case, no accent."""

    def __missing__(self, char: str) -> str:
        folded = self._fold(char)
        if len(self) < _MOST_REMEMBERED:
            self[char] = folded
        return folded

    @staticmethod
    def _fold(char: str) -> str:
        if char in _PLAIN_SIGNS:
            return _PLAIN_SIGNS[char]
        if char.isspace():
            return "\n" if char in "\n\u2029" else " "
        out: list[str] = []
        for part in unicodedata.normalize("NFKD", char).casefold()[:6]:
            part = _LOOKALIKES.get(part, part)
            kind = unicodedata.category(part)[0]
            if part.isascii():
                out.append(part if part.isprintable() else "")
            elif kind == "L":
                return "~"  # a letter of another alphabet: part of some word, of none of ours
            elif kind not in "MC":
                out.append(" ")
        return "".join(out)


_FOLDED = _Folding()
