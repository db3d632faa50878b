"""What the form says: its questions with their buttons, the summary, and the last reply."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.content.circumstances import OPEN_FORM
from bot.content.opening_hours import say_hours, say_open_again
from bot.content.pack import Pack
from bot.handoff.codes import place_of_code
from bot.handoff.form.state import ROLES, Form
from bot.messages import Button, Press, Reply

WAYS = {"telegram": ("email", "phone", "here"), "web": ("email", "phone", "here")}
"""The ways to reach a person, by channel; "here" is the chat. Nobody comes back to a terminal, so
other channels do not have it."""

ADDRESS, DAYS, REFERENCE, CODE = "[address]", "[days]", "[reference]", "[code]"
HOURS, WHEN = "[hours]", "[when]"


def now() -> datetime:
    """The current time in UTC; tests replace this function."""
    return datetime.now(UTC)


def ways_on(channel: str) -> tuple[str, ...]:
    """The ways to reach a person on a channel: "email", "phone" and, on some, "here"."""
    return WAYS.get(channel, ("email", "phone"))


def ask(pack: Pack, form: Form, channel: str, days: int) -> Reply:
    """The question to ask now, with its buttons. `days`: how long a closed request is kept."""
    words = pack.form

    def press(title: str, *what: str) -> Button:
        return Button(title, press_for(form, *what))

    stop = press(words.stop, "stop")
    if form.asking == "role":
        roles = [press(getattr(words.roles, role), "role", role) for role in ROLES]
        return _form(words.ask_role, *roles, stop)
    if form.asking == "reach":
        asked = words.ask_reach_with_code if channel == "web" else words.ask_reach
        with_code = {"here": words.here_with_code} if channel == "web" else {}
        titles = words.ways.model_dump() | with_code
        ways = [press(titles[way], "reach", way) for way in ways_on(channel)]
        return _form(asked, *ways, stop)
    if form.asking == "contact":
        asked = words.ask_email if form.reach == "email" else words.ask_phone
        return _form(asked, press(words.other_way, "change", "reach"), stop)
    if form.asking == "consent":
        return _form(
            words.ask_consent.replace(DAYS, str(days)),
            press(words.only_message, "consent", "only"),
            press(words.with_talk, "consent", "talk"),
            press(words.no_consent, "consent", "no"),
        )
    if form.asking == "message":
        return _form(words.ask_message, stop)
    if form.asking == "change":
        parts = {
            "role": words.change_role,
            "reach": words.change_reach,
            "consent": words.change_consent,
            "message": words.change_message,
        }
        given = {"role": form.role, "reach": form.reach, "consent": form.consent}
        given |= {"message": form.parts}
        named = [press(title, "change", part) for part, title in parts.items() if given[part]]
        return _form(words.ask_change, *named, press(words.nothing, "back"))
    return check(pack, form, channel)


def check(pack: Pack, form: Form, channel: str) -> Reply:
    """Everything the person has told, read back to them before it is sent."""
    words = pack.form
    parts = (words.read_back, summary(pack, form, channel), words.shall_i)
    buttons = (
        Button(words.send, press_for(form, "send")),
        Button(words.change, press_for(form, "change")),
        Button(words.was_question, press_for(form, "question")),
        Button(words.stop, press_for(form, "stop")),
    )
    return Reply("form", parts, buttons=buttons)


def summary(pack: Pack, form: Form, channel: str) -> str:
    """The person's answers, one a line, and then their message."""
    words = pack.form
    by: str = getattr(words.by, form.reach).replace(ADDRESS, form.token)
    if form.reach == "here" and channel == "web":
        by = words.by_code
    talk = words.talk_yes if form.with_talk else words.talk_no
    role: str = getattr(words.roles, form.role)
    lines = (
        f"{words.you_are}: {role[:1].lower()}{role[1:]}",
        f"{words.reach_by}: {by}",
        f"{words.talk_goes}: {talk}",
    )
    return "\n".join(lines) + f"\n\n{words.your_message}: “{form.message}”"


def sent(pack: Pack, form: Form, channel: str, reference: str) -> Reply:
    """The reply after sending: the reference, how the answer comes, and when staff can read it."""
    words = pack.form
    by_code = form.reach == "here" and channel == "web"
    lines = [words.sent, words.reference.replace(REFERENCE, reference)]
    if by_code:
        lines += [words.then_code.replace(CODE, place_of_code(form.key)), words.keep_code]
    else:
        lines.append(getattr(words.then, form.reach))
    return Reply("form", (*lines, when_read(pack)))


def when_read(pack: Pack) -> str:
    """When the message can be read, if the pack gives hours. It promises no time for an answer."""
    if pack.hours is None:
        return pack.form.not_promised
    moment = now()
    if pack.hours.open_again(moment) is None:
        return pack.form.not_promised
    open_now = pack.hours.is_open(moment)
    when = "today" if open_now else f"on {say_open_again(pack.hours, moment)}"
    return pack.form.read_on.replace(HOURS, say_hours(pack.hours)).replace(WHEN, when)


def stopped(pack: Pack, form: Form) -> Reply:
    """The reply when the person stops the form, with a button to go on if anything is kept."""
    again = (Button(pack.form.go_on, OPEN_FORM),) if form.open else ()
    return Reply("form", (pack.form.stopped, pack.form.write_instead), buttons=again)


def press_for(form: Form, *what: str) -> str:
    """The press, as text, of a button of this form that stands for `what`."""
    return str(Press("contact_person", "handoff", " ".join([form.run, *what])))


def press_of(press: str) -> tuple[str, ...]:
    """What a button of the form stands for, such as `("role", "carer")`, without its `run`."""
    return tuple(Press.read(press).value.split(" ")[1:])


def _form(text: str, *buttons: Button) -> Reply:
    return Reply("form", (text,), buttons=buttons)
