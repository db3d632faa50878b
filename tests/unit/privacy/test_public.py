"""What is public is left: words, people and numbers of the pack, and the training sentences."""

from __future__ import annotations

import re

from bot.content.pack import Pack
from bot.evaluation.sets import load_sets
from bot.paths import CRISIS_EXAMPLES
from bot.privacy import PUBLIC, Masked, mask
from bot.understanding.examples import training_examples
from tests.unit.privacy.samples import rows

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
    public = pack.public
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
