"""The crisis gate, on the phrases of the lists in data/crisis and on text meant to break it."""

import string
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.paths import CRISIS_EXAMPLES, ROOT
from bot.safety.crisis import CRISIS_CARDS
from bot.safety.crisis.rules import find_crisis, warm_up
from bot.safety.crisis.rules_file import RulesError, crisis_rules, read_rules
from tests.support.rows import all_of


def rows(name: str) -> list[list[str]]:
    lines = (CRISIS_EXAMPLES / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines[1:]]


MUST_FIRE = [(phrase, card) for phrase, card, _ in rows("must_fire.tsv")]
MUST_NOT_FIRE = [phrase for phrase, _ in rows("must_not_fire.tsv")]
PLAIN = "We talked about the lab tour and the tea, and about who reads the leaflets. "


def card_for(text: str) -> str | None:
    match = find_crisis(text)
    return match.card if match else None


def test_a_crisis_brings_its_card() -> None:
    def check(phrase: str, card: str) -> None:
        assert card_for(phrase) == card

    all_of(MUST_FIRE, check)


def test_figures_of_speech_and_research_talk_bring_no_card() -> None:
    def check(phrase: str) -> None:
        assert find_crisis(phrase) is None

    all_of(MUST_NOT_FIRE, check)


def test_the_lists_are_long_and_hold_nothing_twice() -> None:
    for phrases in ([phrase for phrase, _ in MUST_FIRE], MUST_NOT_FIRE):
        assert len(phrases) == len(set(phrases)) >= 300
    assert {card for _, card in MUST_FIRE} == set(CRISIS_CARDS)


def test_harmless_talk_around_it_never_hides_a_personal_statement() -> None:
    def check(phrase: str) -> None:
        assert card_for(f"{phrase}. I want to die") == "crisis-self-harm"
        assert card_for(f"I want to die. {phrase}") == "crisis-self-harm"
        assert card_for(f"{phrase} and I want to kill myself") == "crisis-self-harm"

    all_of(MUST_NOT_FIRE, check)


def test_research_talk_in_another_sentence_hides_nothing() -> None:
    def check(phrase: str, card: str) -> None:
        assert card_for(f"I have read your leaflet about the research study. {phrase}") == card

    all_of(MUST_FIRE, check)


def test_the_whole_text_is_searched() -> None:
    def check(phrase: str, card: str) -> None:
        assert card_for(PLAIN * 70 + phrase) == card
        assert card_for(phrase + ". " + PLAIN * 70) == card

    all_of(MUST_FIRE[::12], check)


def test_case_and_signs_make_no_difference() -> None:
    def check(phrase: str, card: str) -> None:
        assert card_for(phrase.upper()) == card
        assert card_for(f"\n\t  {phrase} !!! ") == card
        assert card_for("\u200b".join(phrase)) == card
        assert card_for("\x00".join(phrase)) == card
        assert card_for(phrase.replace("'", "’")) == card

    all_of(MUST_FIRE[::6], check)


@pytest.mark.parametrize(
    "between", ["-", "_", "/", ", ", " - ", "...", ".", " . ", "\n", "…", "\u00a0", "💊"]
)
def test_signs_between_the_words_make_no_difference(between: str) -> None:
    assert card_for(between.join(["I", "want", "to", "kill", "myself"])) == "crisis-self-harm"
    assert card_for(between.join(["he", "is", "not", "breathing"])) == "crisis-danger"


def test_the_most_urgent_card_comes_first() -> None:
    text = "he hits me, I want to die"
    assert card_for(text) == "crisis-self-harm"
    assert card_for(text + " and I've taken an overdose") == "crisis-danger"
    assert card_for("my husband hits me and I'm on chemo with a fever") == "crisis-ill-on-treatment"


def test_i_am_fine_does_not_undo_it() -> None:
    assert card_for("I want to die. I'm fine now, forget it, I'm OK") == "crisis-self-harm"


@pytest.mark.parametrize(
    ("phrase", "card"),
    [
        ("he's been hitting me since 2019", "crisis-abuse"),
        ("as a man I'm ashamed to say she hits me", "crisis-abuse"),
        ("my neighbour in her forties is beating her son", "crisis-abuse"),
        ("in 2026 my husband hit me and I'm scared", "crisis-abuse"),
        ("I've been self harming since 2021", "crisis-self-harm"),
        ("as a teenager I cut myself most nights", "crisis-self-harm"),
        ("as a student I want to end it all", "crisis-self-harm"),
        ("I'm in my thirties and I've got crushing chest pain", "crisis-danger"),
        ("five years clear and I've a fever on the new trial drug", "crisis-ill-on-treatment"),
    ],
)
def test_a_year_or_an_age_does_not_make_it_past(phrase: str, card: str) -> None:
    assert card_for(phrase) == card


def test_what_is_plain_is_what_is_said_outright_and_not_of_the_past() -> None:
    def is_plain(text: str) -> bool:
        match = find_crisis(text)
        assert match is not None
        return match.plain

    assert is_plain("they're attacking us right now")
    assert is_plain("As a girl I fainted and collapsed. I want to kill myself.")
    assert not is_plain("I used to self harm")
    assert not is_plain("I took an overdose in 1994")


def test_the_reason_is_a_rule_and_never_the_persons_words() -> None:
    names = {rule.name for rule in crisis_rules().rules}
    for phrase, card in MUST_FIRE:
        match = find_crisis(phrase)
        assert match is not None
        assert match.card == card
        assert match.reason in names


@pytest.mark.parametrize(
    "unit",
    [
        PLAIN,
        "i want to i want to ",
        "suicide study ",
        "a ",
        "d1e0 k*ll! ",
        ". ",
        "wantodielikethatmyselfof ",
        "ﷺ",
        "z",
        "\n ",
    ],
)
def test_the_time_grows_in_step_with_the_text(unit: str) -> None:
    """Four times the text may cost ten times as much: growth with the square would cost sixteen."""
    warm_up()
    short = (unit * 25_000)[:25_000]
    assert best_time(short * 4) < 10 * best_time(short) + 0.02


def best_time(text: str) -> float:
    """Seconds of processor time; the best of three, so that a busy machine does not count."""
    times = []
    for _ in range(3):
        start = time.process_time()
        find_crisis(text)
        times.append(time.process_time() - start)
    return min(times)


@given(st.text())
def test_no_text_raises(text: str) -> None:
    find_crisis(text)


@given(
    st.text(
        alphabet=string.ascii_letters + string.digits + " .,'*!@$|-_~\n\x00\u200b’…", max_size=400
    )
)
def test_no_text_of_letters_and_signs_raises(text: str) -> None:
    find_crisis(text)


@given(st.text(max_size=200), st.text(max_size=200))
def test_nothing_around_a_plain_statement_hides_it(before: str, after: str) -> None:
    assert find_crisis(f"{before}\n\nI am going to kill myself tonight\n\n{after}") is not None


def test_lone_surrogates_and_empty_text_are_no_crisis() -> None:
    for text in ("", " ", "\ud800", "\x00", "🙂", "你好", "/restart"):
        assert find_crisis(text) is None


def test_it_needs_no_model_and_no_large_library() -> None:
    code = (
        "import sys, bot.safety.crisis.rules as c; c.find_crisis('hello');"
        "bad = {'rasa', 'tensorflow', 'spacy', 'numpy', 'sklearn'} & sys.modules.keys();"
        "sys.exit(str(bad) if bad else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


RULES = """
short_sentence: 5
treatment_distance: 40
run_together: kill
real_words: hill
lists: {self: myself}
spellings: {of: off}
harmless: ["%s"]
research_talk: [study]
trial_talk: [trial]
not_now: [years ago]
perhaps_past: [used to]
now: [today]
on_treatment: [chemo]
cards: {crisis-self-harm: {kill: {says: "%s"}}}
"""


@pytest.mark.parametrize(
    ("harmless", "says", "complaint"),
    [
        ("killing time", "kill (me", "not closed"),
        ("killing time", "kill me)", "not opened"),
        ("killing time", "kill {nobody}", "no list"),
        ("killing time", "~3 me?", "could match nothing"),
        ("i want to die", "kill me", "would hide what a person says"),
    ],
)
def test_a_mistake_in_the_rules_is_named(harmless: str, says: str, complaint: str) -> None:
    with pytest.raises(RulesError, match=complaint):
        read_rules(RULES % (harmless, says))
