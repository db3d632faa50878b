"""Leaving a message for a person, through the whole assistant on every channel."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from bot.assistant import Assistant
from bot.content.load import Pack
from bot.conversation.context import Incoming, TurnResult
from bot.conversation.service import Conversations
from bot.handoff.codes import codes_in
from bot.records import tables as t
from tests.support.handoff_desk import ListDesk

LEAVE, GO_ON, SEND = "Leave a message", "Go on with my message", "Send"
MAIL, PHONE = "sam@example.org", "020 7946 0123"
MESSAGE = "I would like to hear about the patient panel."
CHANNELS = ("telegram", "web", "shell")


class Writer:
    """Somebody who wants a person, on one channel."""

    def __init__(self, assistant: Assistant, channel: str) -> None:
        self.desk = ListDesk(assistant.key)
        self.channel = channel
        self.records = assistant.records
        self.turns = Conversations(
            assistant.records,
            assistant.agent,
            assistant.packs,
            key=assistant.key,
            seconds=60,
            desk=self.desk,
        )
        self.conversation = assistant.records.start(channel, uuid.uuid4().hex)
        self.last: TurnResult
        self.offers: dict[str, str] = {}

    async def _takes(self, **what: Any) -> str:
        address = "4242" if self.channel == "telegram" else ""
        asked = Incoming(self.channel, conversation=self.conversation, address=address, **what)
        self.last = await self.turns.take(asked)
        self.offers |= self.buttons
        return self.heard

    async def says(self, *texts: str) -> str:
        for text in texts:
            await self._takes(text=text)
        return self.heard

    async def presses(self, *titles: str) -> str:
        for title in titles:
            assert title in self.buttons, f"no button “{title}” among {sorted(self.buttons)}"
            await self._takes(pressed=self.buttons[title])
        return self.heard

    async def presses_again(self, title: str) -> str:
        """An old button, wherever it stood last."""
        return await self._takes(pressed=self.offers[title])

    async def begins(self) -> str:
        await self.says("Can I talk to a person?")
        return await self.presses(LEAVE)

    async def writes(self, message: str = MESSAGE) -> str:
        """All of it, as far as the last question."""
        await self.begins()
        await self.presses("A patient", "By email")
        await self.says(MAIL)
        await self.presses("Yes, only my message")
        return await self.says(message)

    @property
    def heard(self) -> str:
        return "\n\n".join(message.text for message in self.last.replies)

    @property
    def buttons(self) -> dict[str, str]:
        return {b.title: b.press for m in self.last.replies for b in m.buttons}

    @property
    def kinds(self) -> list[str]:
        return [message.kind for message in self.last.replies]

    @property
    def cards(self) -> list[str]:
        return [str(m.card["id"]) for m in self.last.replies if m.card]

    def stored(self) -> str:
        """Everything that is in the database in plain words."""
        with self.records.reading() as db:
            tables = (t.message, t.turn, t.tracker_event, t.conversation)
            return "\n".join(str(tuple(row)) for one in tables for row in db.execute(one.select()))


Writing = Callable[[str], Writer]


@pytest.fixture
def writing(assistant: Assistant) -> Writing:
    return lambda channel: Writer(assistant, channel)


@pytest.fixture
def writer(writing: Writing) -> Writer:
    return writing("web")


# ---- from the first word to the reference ------------------------------------------------------------


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_message_is_left_by_buttons_and_words(writing: Writing, channel: str) -> None:
    writer = writing(channel)
    heard = await writer.writes()
    assert f"“{MESSAGE}”" in heard
    assert f"by email, {MAIL}" in heard
    assert writer.desk.opened == []  # nothing counts before it is sent
    heard = await writer.presses(SEND)
    (request, requester), *more = writer.desk.opened
    assert more == []
    assert request.reference in heard
    assert (request.role, request.contact_method, request.message) == ("patient", "email", MESSAGE)
    assert writer.desk.details == [{request.token: MAIL}]
    assert requester.channel == channel
    assert "9 am to 5 pm" in heard


async def test_the_contact_comes_first_and_then_the_form(writer: Writer, pack: Pack) -> None:
    heard = await writer.says("can I speak to someone real")
    contact = pack.facts["contact"]
    for fact in ("name", "role", "email"):
        assert contact[fact] in heard
    assert heard.index(contact["email"]) < heard.index("Or leave a message here")
    heard = await writer.presses(LEAVE)
    assert heard.startswith("Not for urgent or medical help. Read on working days.")


async def test_all_of_it_in_typed_words(writing: Writing) -> None:
    writer = writing("telegram")
    await writer.begins()
    await writer.says("I'm a carer", "please ring me", PHONE, "yes", MESSAGE, "yes send it")
    (request, _), *_ = writer.desk.opened
    assert (request.role, request.contact_method) == ("carer", "phone")
    assert list(writer.desk.details[0].values()) == [PHONE]


async def test_here_on_telegram_needs_no_address(writing: Writing) -> None:
    writer = writing("telegram")
    await writer.begins()
    await writer.presses("A researcher", "Here in this chat", "Yes, and our last messages")
    await writer.says(MESSAGE)
    heard = await writer.presses(SEND)
    (request, requester), *_ = writer.desk.opened
    assert (request.contact_method, request.token, request.return_code) == ("here", "", "")
    assert request.with_transcript
    assert requester.address == "4242"
    assert "in this chat" in heard
    assert "code" not in heard


async def test_here_on_the_web_gives_a_code_that_is_kept_nowhere(writer: Writer) -> None:
    await writer.begins()
    await writer.presses("A patient", "Here, with a code", "Yes, only my message")
    await writer.says(MESSAGE)
    heard = await writer.presses(SEND)
    (request, _), *_ = writer.desk.opened
    assert codes_in(heard) == [request.return_code]
    assert request.return_code not in writer.stored()
    # A page that is loaded again still shows it.
    shown = (await writer.turns.history(writer.conversation, 0))[-1].text
    assert request.return_code in shown


async def test_here_is_not_offered_in_the_terminal(writing: Writing) -> None:
    writer = writing("shell")
    await writer.begins()
    await writer.presses("A patient")
    assert [title for title in writer.buttons if "ere" in title] == []


async def test_details_are_in_the_database_only_as_tokens(writer: Writer) -> None:
    await writer.writes(f"My name is Samantha Otter. Ring my sister on {PHONE}.")
    assert PHONE in writer.heard or "+442079460123" in writer.heard
    await writer.presses(SEND)
    stored = writer.stored()
    for private in (MAIL, "Otter", PHONE, "442079460123"):
        assert private not in stored
    (request, _), *_ = writer.desk.opened
    assert MAIL not in request.message + request.token
    assert MAIL in writer.desk.details[0].values()
    assert "Samantha Otter" in writer.desk.details[0].values()


async def test_nobody_is_told_off_for_what_was_asked_for(writer: Writer, pack: Pack) -> None:
    await writer.writes()
    assert "personal-data" not in writer.cards
    assert "notice" not in writer.kinds


async def test_a_message_in_other_letters_is_taken(writer: Writer) -> None:
    heard = await writer.writes("Мне нужна помощь на русском языке, пожалуйста")
    assert "Мне нужна помощь" in heard
    await writer.presses(SEND)
    assert "Мне нужна" in writer.desk.opened[0][0].message


async def test_a_message_with_two_questions_is_one_message(writer: Writer) -> None:
    text = "What does the panel do? And will I be paid for it?"
    assert f"“{text}”" in await writer.writes(text)


# ---- corrections --------------------------------------------------------------------------------------


async def test_every_answer_is_corrected_before_it_is_sent(writer: Writer) -> None:
    await writer.writes("Frist try")
    await writer.presses("Change", "Who I am", "A member of the public")
    await writer.says("change my email")
    await writer.presses("By phone")
    await writer.says(PHONE)
    await writer.presses("Change", "My message")
    await writer.says("Second try")
    await writer.presses("Change", "What goes with it", "Yes, and our last messages", SEND)
    (request, _), *_ = writer.desk.opened
    assert (request.role, request.contact_method, request.message) == (
        "public",
        "phone",
        "Second try",
    )
    assert request.with_transcript


async def test_a_new_address_takes_the_place_of_the_old(writer: Writer) -> None:
    await writer.writes()
    heard = await writer.says("sorry, it is pat@example.org")
    assert "by email, pat@example.org" in heard
    await writer.presses(SEND)
    assert list(writer.desk.details[0].values()) == ["pat@example.org"]


async def test_an_old_button_changes_an_earlier_answer(writer: Writer) -> None:
    await writer.begins()
    await writer.presses("A patient", "By email")
    await writer.presses_again("A researcher")
    await writer.says(MAIL)
    await writer.presses("Yes, only my message")
    await writer.says(MESSAGE)
    await writer.presses(SEND)
    assert writer.desk.opened[0][0].role == "researcher"


async def test_what_is_written_after_the_message_is_added_to_it(writer: Writer) -> None:
    await writer.writes()
    await writer.says("And may my daughter come along?")
    await writer.presses(SEND)
    assert writer.desk.opened[0][0].message == f"{MESSAGE}\nAnd may my daughter come along?"


# ---- what cannot be read --------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["sam@", "sam at home", "nope@@example", "example.org", "later"])
async def test_no_email_address_is_asked_again_with_an_example(writer: Writer, typed: str) -> None:
    await writer.begins()
    await writer.presses("A patient", "By email")
    assert "sam@example.org" in await writer.says(typed)
    assert "Is that all right?" in await writer.says(MAIL)


@pytest.mark.parametrize("typed", ["12345", "07700", "99999 999999 999999", "my number"])
async def test_no_telephone_number_is_asked_again_with_an_example(
    writer: Writer, typed: str
) -> None:
    await writer.begins()
    await writer.presses("A patient", "By phone")
    assert "020 7946 0123" in await writer.says(typed)
    assert "Is that all right?" in await writer.says(PHONE)


BAD = [
    "sam@example.org\r\nBcc: everybody@example.org",
    "<b>Sam</b> <script>alert(1)</script>",
    "x" * 10_000,
    "{{ 7 * 7 }} {% include 'x' %}",
    "=HYPERLINK(1)",
    "\x00\x01\x02 hidden",
    "[email 1] [phone 1]",
    "/restart",
    "🙂",
]


@pytest.mark.parametrize("text", BAD)
async def test_bad_input_as_the_message_is_harmless(writer: Writer, text: str) -> None:
    await writer.writes(text)
    assert writer.kinds[-1] in ("form", "notice")
    if "Send" not in writer.buttons:  # refused for its length: the form waits
        assert "too long" in writer.heard
        await writer.says(MESSAGE)
    await writer.presses(SEND)
    (request, _), *_ = writer.desk.opened
    assert "\x00" not in request.message
    assert "everybody@example.org" not in request.message
    # What looks like a token of ours is not taken for one.
    assert request.token not in request.message or text.startswith("sam@")
    assert writer.desk.details[0][request.token] == MAIL


async def test_odd_answers_to_a_choice_are_asked_again(writer: Writer) -> None:
    await writer.begins()
    for text in ("flumble wump", "🙂", "?", "   ", "\x00"):
        heard = await writer.says(text)
        assert heard
    await writer.says("a patient")
    assert "How can" in writer.heard


# ---- a question, danger or a wish in the middle ---------------------------------------------------------


@pytest.mark.parametrize("after", [0, 1, 2, 3])
async def test_a_question_in_the_middle_is_answered_and_the_form_goes_on(
    writer: Writer, pack: Pack, after: int
) -> None:
    await writer.begins()
    steps = [
        lambda: writer.presses("A patient"),
        lambda: writer.presses("By email"),
        lambda: writer.says(MAIL),
    ]
    for step in steps[:after]:
        await step()
    question = writer.last.replies[-1].text.split("\n\n")[-1]
    heard = await writer.says("What is a biobank?")
    assert writer.cards[0] == "biobank"
    assert heard.endswith(question)


async def test_a_message_that_was_a_question_is_answered(writer: Writer, pack: Pack) -> None:
    await writer.writes("What is the difference between involvement and engagement?")
    await writer.presses("That was a question")
    assert writer.cards[0] == "compare-core"
    await writer.says(MESSAGE)
    await writer.presses(SEND)
    assert writer.desk.opened[0][0].message == MESSAGE


@pytest.mark.parametrize("step", ["role", "contact", "message", "check"])
async def test_danger_in_the_middle_brings_the_card_alone_and_is_no_answer(
    writer: Writer, step: str
) -> None:
    if step == "check":
        await writer.writes()
    else:
        await writer.begins()
        if step != "role":
            await writer.presses("A patient", "By email")
        if step == "message":
            await writer.says(MAIL)
            await writer.presses("Yes, only my message")
    await writer.says("I want to kill myself")
    assert writer.kinds == ["crisis"]
    assert GO_ON not in writer.buttons
    # The form is where it was, with the way to help beside each question.
    if step == "role":
        await writer.presses_again("A patient")
        await writer.presses("By email")
    if step in ("role", "contact"):
        await writer.says(MAIL)
        await writer.presses("Yes, only my message")
    if step != "check":
        await writer.says(MESSAGE)
    else:
        await writer.says("and my wife")
    assert "Get help now" in " ".join(writer.buttons)
    await writer.presses(SEND)
    assert "kill" not in writer.desk.opened[0][0].message


async def test_delete_my_data_in_the_middle_deletes(writer: Writer) -> None:
    await writer.writes()
    await writer.says("delete my data")
    await writer.presses("Yes, delete everything")
    assert writer.last.erased
    assert writer.desk.opened == []


async def test_what_is_stored_can_be_asked_before_consenting(writer: Writer) -> None:
    await writer.begins()
    await writer.presses("A patient", "By email")
    await writer.says(MAIL, "what do you store about me?")
    assert writer.cards[0] == "privacy"
    assert "Yes, only my message" in writer.buttons


# ---- leaving, and coming back ---------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["stop", "cancel", "Never mind"])
async def test_it_is_left_and_gone_on_with(writer: Writer, word: str) -> None:
    await writer.writes()
    assert "Nothing was sent" in await writer.says(word)
    await writer.says("What is involvement?")
    assert writer.cards == ["involvement"]
    await writer.says("Can I talk to a person?")
    heard = await writer.presses(GO_ON)
    assert "What is your email address?" in heard
    heard = await writer.says("pat@example.org")
    assert f"“{MESSAGE}”" in heard
    await writer.presses(SEND)
    assert writer.desk.details == [{"[email 1]": "pat@example.org"}]


async def test_what_was_private_is_forgotten_when_the_form_is_left(writer: Writer) -> None:
    await writer.writes("My name is Samantha Otter.")
    await writer.says("stop")
    with writer.records.reading() as db:
        rows = db.execute(
            t.vault.select().where(t.vault.c.conversation_id == writer.conversation)
        ).all()
    assert rows == []
    await writer.presses(GO_ON)
    heard = await writer.says(MAIL)
    assert "What would you like to say" in heard


async def test_without_consent_nothing_is_sent(writer: Writer, pack: Pack) -> None:
    await writer.begins()
    await writer.presses("A patient", "By email")
    await writer.says(MAIL)
    heard = await writer.presses("No")
    assert pack.facts["contact"]["email"] in heard
    assert writer.desk.opened == []
    await writer.says("What is engagement?")
    assert writer.cards == ["engagement"]


# ---- once ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("channel", CHANNELS)
async def test_send_pressed_ten_times_is_one_request(writing: Writing, channel: str) -> None:
    writer = writing(channel)
    await writer.writes()
    await writer.presses(SEND)
    for _ in range(9):
        heard = await writer.presses_again(SEND)
        assert "was sent before" in heard
        assert writer.desk.opened[0][0].reference in heard
    assert len(writer.desk.opened) == 1


async def test_a_second_message_is_a_second_request(writer: Writer) -> None:
    await writer.writes("The first.")
    await writer.presses(SEND)
    await writer.writes("The second.")
    await writer.presses(SEND)
    first, second = (request for request, _ in writer.desk.opened)
    assert (first.message, second.message) == ("The first.", "The second.")
    assert first.reference != second.reference
    assert first.key != second.key


# ---- where it is offered ----------------------------------------------------------------------------------


async def test_it_is_offered_nowhere_when_nothing_is_delivered(writer: Writer, pack: Pack) -> None:
    writer.desk.offered = False
    for text in (
        "Can I talk to a person?", "that did not help", "no", "you are useless",
        "nobody told me what came of my input", "zzkk qqpw llmn", "flumble wump zorp", "help",
    ):  # fmt: skip
        heard = await writer.says(text)
        assert LEAVE not in writer.buttons, text
        assert "leave a message" not in heard.lower(), text
    assert pack.facts["contact"]["email"] in await writer.says("Can I talk to a person?")


async def test_an_old_button_says_so_when_nothing_is_delivered_any_more(
    writer: Writer, pack: Pack
) -> None:
    await writer.says("Can I talk to a person?")
    writer.desk.offered = False
    heard = await writer.presses(LEAVE)
    assert "cannot pass on messages" in heard
    assert pack.facts["contact"]["email"] in heard


async def test_when_nothing_is_delivered_at_the_end_the_words_stay(
    writer: Writer, pack: Pack
) -> None:
    await writer.writes()
    writer.desk.offered = False
    heard = await writer.presses(SEND)
    assert "Nothing was sent" in heard
    assert MESSAGE in heard
    assert pack.facts["contact"]["email"] in heard
    assert writer.desk.opened == []
    writer.desk.offered = True
    await writer.presses(SEND)
    assert len(writer.desk.opened) == 1


@pytest.mark.parametrize(
    "texts",
    [
        ("can I talk to a human",),
        ("I want to leave a message for the team",),
        ("zzkk qqpw llmn", "flumble wump zorp"),
        ("that was not helpful at all",),
        ("something went wrong and nobody told me what came of my input",),
    ],
)
async def test_the_ways_in(writer: Writer, texts: tuple[str, ...]) -> None:
    await writer.says(*texts)
    assert LEAVE in writer.buttons
    assert "Who are you?" in await writer.presses(LEAVE)


async def test_it_is_not_offered_with_a_crisis_card(writer: Writer) -> None:
    await writer.says("I want to kill myself")
    assert LEAVE not in writer.buttons


async def test_a_button_picked_by_its_place_opens_it(writer: Writer) -> None:
    await writer.says("Can I talk to a person?")
    assert "Who are you?" in await writer.says("the first one")


# ---- calm after a crisis -----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["quiz me", "test me please", "tell me a joke"])
async def test_after_a_crisis_there_is_no_quiz_and_no_joke(writer: Writer, text: str) -> None:
    await writer.says("I want to kill myself")
    await writer.says(text)
    assert writer.cards == ["not-now"]
    assert writer.last.calm
    assert "quiz" not in " ".join(writer.buttons).lower()


async def test_a_quiz_ends_with_a_crisis(writer: Writer) -> None:
    await writer.says("quiz me")
    involvement = writer.buttons["Involvement"]
    await writer.says("I want to kill myself")
    await writer.says("What is a placebo?")
    assert "Back to the quiz" not in writer.buttons
    heard = await writer._takes(pressed=involvement)
    assert "Question" not in heard


async def test_questions_are_answered_after_a_crisis(writer: Writer) -> None:
    await writer.says("I want to kill myself", "What is involvement?")
    assert writer.cards == ["involvement"]
