"""Personal data: on the texts in the lists beside this file, and on text meant to break it."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.load import Pack
from bot.evaluation.sets import load_sets
from bot.paths import CRISIS_EXAMPLES, ROOT
from bot.privacy import (
    HIDDEN,
    KINDS,
    PUBLIC,
    Masked,
    mask,
    normalised,
    say_hidden,
    without_tokens,
)
from bot.understanding.examples import training_examples
from tests.support.rows import all_of

HERE = Path(__file__).parent
TOKEN = re.compile(rf"\[(?:{'|'.join(KINDS)}) \d+\]")


def rows(name: str, folder: Path = HERE) -> list[list[str]]:
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    return [[_read(cell) for cell in line.split("\t")] for line in lines[1:]]


def _read(cell: str) -> str:
    signs = {r"\n": "\n", r"\u200b": "\u200b", r"\u00a0": "\u00a0"}
    for written, sign in signs.items():
        cell = cell.replace(written, sign)
    return cell


FOUND = rows("found.tsv")
LEFT = rows("left.tsv")
TEXTS = [row[0] for row in FOUND + LEFT]


def put_back(masked: Masked) -> str:
    """The text with the values in the place of their tokens."""
    values = {piece.token: piece.value for piece in masked.pieces}
    return TOKEN.sub(lambda token: values[token.group()], masked.text)


def remains(masked: Masked) -> list[str]:
    """The values that can still be read in a masked text."""
    rest = TOKEN.sub("\0", masked.text)
    return [
        piece.value
        for piece in masked.pieces
        if len(piece.value) >= 4
        and re.search(
            rf"(?<![^\W_]){re.escape(piece.value)}(?![^\W_])"
            if piece.kind == "name"
            else re.escape(piece.value),
            rest,
        )
    ]


def test_personal_data_become_tokens() -> None:
    def check(text: str, kinds: str, masked: str, reason: str) -> None:
        found = mask(text)
        assert found.text == masked, reason
        assert ", ".join(sorted({piece.kind for piece in found.pieces})) == kinds
        assert put_back(found) == without_tokens(text)
        assert remains(found) == []

    all_of(FOUND, check)


def test_everything_else_is_left() -> None:
    def check(text: str, reason: str) -> None:
        assert mask(text) == Masked(text, ()), reason

    all_of(LEFT, check)


def test_the_lists_are_long_and_hold_nothing_twice() -> None:
    assert len(FOUND) >= 120
    assert len(LEFT) >= 120
    assert len(set(TEXTS)) == len(TEXTS)
    kinds = {kind for row in FOUND for kind in row[1].split(", ")}
    assert kinds == set(KINDS)


# Every one of these was read over: each holds a name, and nothing is lost by hiding it.
REVIEWED = {
    "I'm Pauline, how do you do": ["Pauline"],
    "my friend Sam wants to end things, he has pills": ["Sam"],
}


def test_what_the_assistant_is_trained_and_measured_on_is_left(pack: Pack) -> None:
    texts = [text for text, _ in training_examples()] + load_sets().texts
    for name in ("must_fire.tsv", "must_not_fire.tsv"):
        texts += [row[0] for row in rows(name, CRISIS_EXAMPLES)]
    assert len(texts) > 5000
    found = {
        text: [piece.value for piece in mask(text, public=pack.public).pieces] for text in texts
    }
    assert {text: values for text, values in found.items() if values} == REVIEWED


def test_no_word_of_the_glossary_is_personal_data(pack: Pack) -> None:
    for card in pack.terms.values():
        for form in (card.title, *card.aliases):
            for said in ("{}", "what is {}?", "I'm a {} member", "ring me about {}"):
                text = said.format(form)
                assert mask(text).pieces == (), text


def test_no_card_holds_personal_data_but_the_contacts_address(pack: Pack) -> None:
    public = PUBLIC | {pack.facts["contact"]["email"]}
    for card in pack.cards.values():
        for text in (card.meaning, card.example, card.simpler, *card.further_parts):
            assert mask(text, public=public).pieces == (), card.id


def test_the_people_whom_the_pack_names_are_public(pack: Pack) -> None:
    contact = pack.facts["contact"]
    first, last = contact["name"].split()
    for text in (
        f"is Ms {last} the right person",
        f"Dear Dr {first} {last}, I have a question",
        f"I wrote to {first} {last}, {contact['email']}",
        f"ask for {first} on 0808 808 00 00",
    ):
        assert mask(text, public=pack.public) == Masked(text, ()), text
    masked = mask(f"my name is {first} {last}", public=pack.public)
    assert masked.text == "my name is [name 1]"
    assert mask(f"Dr {last} and Dr Madeup", public=pack.public).text == f"Dr {last} and [name 1]"
    assert pack.public > PUBLIC


def test_numbers_of_crisis_cards_and_support_lines_are_left(pack: Pack) -> None:
    numbers = [
        str(value)
        for block in ("crisis", "support")
        for value in _values(pack.facts[block])
        if re.fullmatch(r"[\d ]+", str(value))
    ]
    assert {"999", "111", "116 123", "85258", "0808 808 00 00"} <= set(numbers)
    for number in numbers:
        for text in (
            number,
            f"ring {number} now",
            f"my number is {number}",
            number.replace(" ", ""),
        ):
            assert mask(text).pieces == (), text


def _values(block: object) -> list[object]:
    return (
        [value for one in block.values() for value in _values(one)]
        if isinstance(block, dict)
        else [block]
    )


def test_what_an_organisation_calls_public_is_left() -> None:
    public = {*PUBLIC, "02079460123", "ppi@example.org"}
    text = "I wrote to PPI@example.org and rang +44 20 7946 0123"
    assert len(mask(text).pieces) == 2
    assert mask(text, public=public) == Masked(text, ())


def test_numbers_go_on_from_those_taken() -> None:
    masked = mask("jo@example.org or fred@example.org", {"email": 2, "phone": 7})
    assert masked.text == "[email 3] or [email 4]"
    assert [piece.token for piece in masked.pieces] == ["[email 3]", "[email 4]"]


def test_the_same_value_has_one_token_and_one_piece() -> None:
    masked = mask("jo@example.org, I repeat: jo@example.org")
    assert masked.text == "[email 1], I repeat: [email 1]"
    assert len(masked.pieces) == 1


def test_a_value_is_hidden_wherever_else_it_stands() -> None:
    masked = mask("My name is Freda Bloggs. Yours, Freda. My file is freda-Bloggs-1.doc")
    assert masked.text == "My name is [name 1]. Yours, [name 2]. My file is freda-[name 3]-1.doc"
    masked = mask("my hospital number is X10425, so write X10425/2")
    assert (
        masked.text == "my hospital number is [hospital-number 1], so write [hospital-number 1]/2"
    )


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("[email 1]", "(email 1)"),
        ("see [EMAIL 1] and [ nhs-number  12 ]", "see (EMAIL 1) and ( nhs-number  12 )"),
        ("［email 1］", "(email 1)"),
        ("[em\u200bail 1]", "(em\u200bail 1)"),
        ("[language] [email] [1] [email x]", "[language] [email] [1] [email x]"),
    ],
)
def test_what_a_person_typed_is_never_taken_for_a_token(typed: str, left: str) -> None:
    assert mask(typed) == Masked(left, ())


def test_only_valid_contact_details_are_called_checked() -> None:
    text = "Jo@Example.ORG, jo@example, 020 7946 0123, 07700 900123, +44 (0)20 7946 0124"
    checked = {piece.value: piece.checked for piece in mask(text).pieces}
    assert checked == {
        "Jo@Example.ORG": "Jo@example.org",
        "jo@example": None,
        "020 7946 0123": "+442079460123",
        "07700 900123": None,
        "+44 (0)20 7946 0124": "+442079460124",
    }


@pytest.mark.parametrize(
    ("kind", "forms", "normal"),
    [
        (
            "email",
            ["Jo@Example.org", " jo@EXAMPLE.ORG", "jo at example dot org", "jo (at) example.org"],
            "jo@example.org",
        ),
        ("email", ["J_B@example.org", "j underscore b at example dot org"], "j_b@example.org"),
        ("email", ["jo@example", "JO@EXAMPLE"], "jo@example"),
        (
            "phone",
            ["020 7946 0123", "+44 (0)20 7946 0123", "0044 2079460123", "(020) 7946-0123"],
            "+442079460123",
        ),
        ("phone", ["07700 900123", "+44 7700 900 123"], "+447700900123"),
        (
            "phone",
            [
                "020 7946 0123",
                "oh two oh seven nine four six oh one two three",
                "0 20 seventy nine forty six 0 one twenty three",
                "020 7946 then 0123",
                "020 7946 0123 ext 12",
            ],
            "+442079460123",
        ),
        ("identity-number", ["MORGA 753116 SM9IJ", "morga753116sm9ij"], "MORGA753116SM9IJ"),
        ("social-name", ["@wanda_f", "Wanda_F"], "WANDAF"),
        ("nhs-number", ["999 000 0018", "999-000-0018", "9990000018"], "9990000018"),
        ("postcode", ["sw1a 1aa", "SW1A1AA", "SW1A-1AA"], "SW1A1AA"),
        (
            "date-of-birth",
            [
                "3/4/1961",
                "03.04.61",
                "3rd of April 1961",
                "April 3, 1961",
                "1961-04-03",
                "03041961",
            ],
            "1961-04-03",
        ),
        ("date-of-birth", ["3 April", "3 APRIL"], "3 april"),
        ("date-of-birth", ["31/2/61", "31/2/61 "], "31/2/61"),
        ("national-insurance", ["qq 12 34 56 c", "QQ123456C"], "QQ123456C"),
        ("card-number", ["4111 1111 1111 1111", "4111-1111-1111-1111"], "4111111111111111"),
        ("name", ["Jo Bloggs", "JO  BLOGGS", "jo bloggs."], "jo bloggs"),
        ("hospital-number", ["ab-1234/9", "AB12349"], "AB12349"),
        (
            "address",
            ["12 Made Up Street, Leeds", "12 made up street leeds"],
            "12 made up street leeds",
        ),
    ],
)
def test_a_value_is_found_again_however_it_was_typed(
    kind: str, forms: list[str], normal: str
) -> None:
    assert {normalised(kind, form) for form in forms} == {normal}


def test_the_checked_form_and_the_typed_one_are_the_same_person() -> None:
    for text, *_ in FOUND:
        for piece in mask(text).pieces:
            if piece.checked and " ext" not in piece.value and " x" not in piece.value:
                assert normalised(piece.kind, piece.checked) == normalised(piece.kind, piece.value)


def test_what_was_hidden_is_said_in_plain_words() -> None:
    assert say_hidden(["email"]) == "an email address"
    assert say_hidden(["email", "phone"]) == "an email address and a phone number"
    assert say_hidden(["name", "phone", "name", "nhs-number"]) == (
        "names, a phone number and an NHS number"
    )
    assert say_hidden([]) == ""
    for kind in KINDS:
        assert "-" not in say_hidden([kind])


def test_the_notice_has_a_place_for_what_was_hidden(pack: Pack) -> None:
    assert pack.cards["personal-data"].meaning.count(HIDDEN) == 1


UNITS = [
    "We talked about the lab tour and the tea, and about who reads the leaflets. ",
    "a", "a ", "1", "0 ", "1 ", "@", "a@", " at ", "[", "(", "- ", "1-1-", "é", "\u200b", "\n",
    "jo@example.org ", "x@y.z dot ", " dot a", "020 7946 0123 ", "020 ", "born ", "1/1/19 ",
    "my name is ", "my name is my ", "is my name ", "i'm ", "Jo Bloggs ", "thanks\n",
    "my name is Jo Bloggs and ", "12 Made Up ", "live at Rose ", "address is 12 ", "mrn 1",
    "sw1a 1aa ", "999 000 0018 ", "my nhs number ", "4111 1111 1111 1111 ", "http://", "[email 1]",
    "Dr ", "Dr Bloggs ", "mrs a ", "my mum ", "my mum, Jo ", "name ", "Patient: ", "Re: Mr ",
    "ask for ", "ask for Jo on 020 7946 0123 ", ", Jo Bloggs, ", "I, Jo Bloggs", "\nJo Bloggs",
    "oh ", "double ", "seven then ", "passport ", "driving licence 1", "card ", "my x @", "from SW7 ",
    "study number they gave ", "acc no 1", "address 12 The ",
]  # fmt: skip


@pytest.mark.slow
def test_the_time_grows_in_step_with_the_text() -> None:
    """Four times the text may cost ten times as much: growth with the square would cost sixteen."""

    def check(unit: str) -> None:
        short = (unit * 10_000)[:10_000]
        most = 10 * min(seconds(short), seconds(short)) + 0.05
        # The better of two, so that a busy machine does not count.
        assert seconds(short * 4) < most or seconds(short * 4) < most

    all_of(UNITS, check)


def seconds(text: str) -> float:
    """Seconds of processor time that a text takes."""
    start = time.process_time()
    mask(text)
    return time.process_time() - start


def test_many_different_pieces_cost_no_more_than_their_number() -> None:
    text = " ".join(f"jo{n}@example.org 020 7946 {n:04}" for n in range(3000))
    start = time.process_time()
    masked = mask(text)
    assert time.process_time() - start < 10
    assert len(masked.pieces) == 6000


fragments = st.sampled_from(
    [text for text in TEXTS if len(text) < 60]
    + [
        "my name is ",
        "born ",
        "Jo",
        "Bloggs",
        "0",
        "07",
        "12 ",
        " at ",
        "@",
        ".",
        "[email 1]",
        "dob",
    ]
) | st.text(max_size=6)
glued = st.lists(
    st.tuples(fragments, st.sampled_from(["", " ", ", ", "\n", ". ", "-"])), max_size=6
)


@given(st.text())
def test_no_text_raises(text: str) -> None:
    assert put_back(mask(text)) == without_tokens(text)


@given(glued)
def test_nothing_found_can_still_be_read_and_nothing_else_is_lost(
    parts: list[tuple[str, str]],
) -> None:
    text = "".join(part + between for part, between in parts)
    masked = mask(text)
    assert put_back(masked) == without_tokens(text)
    assert remains(masked) == []


@given(glued)
def test_a_masked_text_holds_nothing_more_to_find(parts: list[tuple[str, str]]) -> None:
    masked = mask("".join(part + between for part, between in parts))
    again = mask(masked.text)
    assert again == Masked(without_tokens(masked.text), ())
    assert mask(again.text) == again


@given(st.sampled_from(KINDS), st.text(max_size=40))
def test_every_value_has_a_normal_form(kind: str, value: str) -> None:
    assert normalised(kind, value) == normalised(kind, f" {value} ")


def test_lone_surrogates_and_odd_signs_are_no_personal_data() -> None:
    for text in ("", " ", "\ud800", "\x00", "🙂", "你好", "/restart", "\ufffc", "a@\ud800.org"):
        mask(text)
    assert mask("\ud800 jo@example.org \ufffc").text == "\ud800 [email 1] \ufffc"


def test_it_knows_nothing_of_the_bot() -> None:
    imported = {
        (file.name, name)
        for file in (ROOT / "bot" / "privacy").rglob("*.py")
        for name in re.findall(
            r"^\s*(?:from|import) (bot[\w.]*)", file.read_text("utf-8"), re.MULTILINE
        )
    }
    assert len(imported) > 20  # else this shows little
    assert {one for one in imported if not f"{one[1]}.".startswith("bot.privacy.")} == set()


def test_it_needs_no_model_and_no_large_library() -> None:
    code = (
        "import sys, bot.privacy as p; p.mask('I am jo@example.org, 020 7946 0123');"
        "bad = {'rasa', 'tensorflow', 'spacy', 'numpy', 'sklearn'} & sys.modules.keys();"
        "sys.exit(str(bad) if bad else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
