"""Fills in the form that leaves a message for a person, one turn at a time. No Rasa in here.

A question in between is answered, and the form goes on. The message itself is read back before it
is sent. What the safety gate catches never gets here (bot/conversation/service.py).
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from bot.content.answer import answer
from bot.content.cards import CRISIS_INTENT
from bot.content.circumstances import LEAVE, Circumstances
from bot.content.dialogue import Memory
from bot.content.pack import Pack
from bot.content.replies import say
from bot.handoff.codes import new_reference
from bot.handoff.form import asking, reading
from bot.handoff.form.shapes import REACHES, FormAnswer, Heard
from bot.handoff.form.state import ROLES, Form
from bot.handoff.form.typed import Press, typed_answer, typed_title
from bot.handoff.model import NewRequest
from bot.messages import Reply
from bot.understanding.activities import ActivityVerdict
from bot.understanding.message import Understanding

MOST_CHARACTERS = 4000
"""In a message for a person, all its parts together."""

MOST_WORDS_OF_A_MOVE = 6
# Where the message is asked for, only a short text with one of these intents is not part of it.
MOVES_IN_A_MESSAGE = frozenset({"delete_my_data"})
# These intents are not answered as questions: they are for the form, or must wait until its end.
NO_QUESTIONS = frozenset(
    {"affirm", "deny", "stop", "start_quiz", "repeat", "more", "example", "simpler", "out_of_scope"}
)
# These are answered only when asked as a question: answers such as "my number" sound like them.
ONLY_WHEN_ASKED = frozenset({"contact_person", "chitchat"})


def belongs(form: Form, press: str) -> bool:
    """Whether a button begins the form or goes on with it; one of an older form does not."""
    return press == "start" or (form.open and press.split(" ")[0] == form.run)


def old_button(pack: Pack, form: Form, press: str) -> Reply:
    """The reply to a button of an older form: it was sent before, or the button no longer works."""
    run, *what = press.split(" ")
    reference = dict(form.sent).get(run)
    if reference and what == ["send"]:
        text = pack.form.sent_before.replace(asking.REFERENCE, reference)
        return Reply("form", (text, asking.when_read(pack)))
    return say(pack, pack.cards["old-button"])


def take_step(pack: Pack, form: Form, heard: Heard, memory: Memory) -> FormAnswer:
    """Take one message from somebody who is filling in the form."""
    return _Turn(pack, form, heard, memory).taken()


class _Turn:
    """One message to the form, and the form as it was before."""

    def __init__(self, pack: Pack, form: Form, heard: Heard, memory: Memory) -> None:
        self.pack, self.form, self.heard, self.memory = pack, form, heard, memory
        self.words = pack.form
        self.text = heard.understood.text
        self.understood = heard.understood

    def taken(self) -> FormAnswer:
        form, press = self.form, self.understood.form_press
        if form.fresh and press in ("", "start"):
            return self._begins()
        if not form.open:  # nothing of it was kept, so it begins anew
            self.form = form.entered()
            return self._begins()
        self.form = replace(form, fresh=False)
        if press:
            return self._button(press)
        if self.understood.card == LEAVE:
            return self._ask()
        titled = typed_title(self.form, self._question(), self.text)
        if titled:
            return self._pressed(titled)
        if self.understood.card or self._in_danger():
            return self._aside(self.understood)
        return self._typed()

    # ---- answers ---------------------------------------------------------------------------------

    def _button(self, press: str) -> FormAnswer:
        run, *what = press.split(" ")
        if press == "start":
            return self._ask()
        if run != self.form.run:
            return self._ask(old_button(self.pack, self.form, press))
        return self._pressed(tuple(what))

    def _pressed(self, what: Press) -> FormAnswer:
        match what:
            case ("role", role) if role in ROLES:
                return self._next(role=role)
            case ("reach", way) if way in asking.ways_on(self.heard.around.channel):
                return self._reached_by(way)
            case ("consent", "no"):
                return self._without_consent()
            case ("consent", "only" | "talk" as chosen):
                return self._next(consent=True, with_talk=chosen == "talk")
            case ("change", *part):
                return self._changes("".join(part))
            case ("send",):
                return self._sends()
            case ("question",):
                return self._was_question()
            case ("stop",):
                return self._stops()
            case _:  # "back"
                return self._next()

    def _typed(self) -> FormAnswer:
        found, asked = self.heard.contact, self.form.asking
        tokens = [one.token for one in self.heard.around.details]
        alone = asked != "check" or reading.corrects(self.text, tokens)
        if found and asked != "message" and alone:
            return self._next(reach=found.kind, token=found.token)
        meant = typed_answer(self.form, self.heard)
        if meant:
            return self._pressed(meant)
        if asked in ("message", "check"):
            return self._writes(more=asked == "check")
        kinds = [one.kind for one in self.heard.around.details if one.kind in REACHES]
        tried = kinds[0] if kinds else reading.tried(self.text)
        if tried and asked in ("reach", "contact"):
            return self._wrong_contact(tried)
        if self.understood.intent == "stop" and self.understood.decision == "answer":
            return self._stops()
        if self._asks_something():
            return self._aside(self.understood)
        if asked == "contact":
            return self._wrong_contact(self.form.reach)
        return self._ask(before=self.words.unclear)

    def _writes(self, *, more: bool) -> FormAnswer:
        """Take a text as the message, or as `more` of it; it is read back before it is sent."""
        if self._is_move():
            return self._aside(self.understood)
        parts = (*self.form.parts, self.text) if more else (self.text,)
        if len("\n".join(parts)) > MOST_CHARACTERS:
            return self._ask(before=self.words.too_much)
        return self._next(parts=parts, last=_kept(self.understood))

    # ---- what each answer does -------------------------------------------------------------------

    def _begins(self) -> FormAnswer:
        """The opening words, and the question that is to be answered now."""
        before = [self.words.opening]
        if not self.form.role:
            before.append(self.words.how_it_goes)
        if self.form.forgot and self.form.asking == "message":
            before.append(self.words.asked_again)
        self.form = replace(self.form, fresh=False, forgot=False)
        return self._ask(before="\n\n".join(before))

    def _reached_by(self, way: str) -> FormAnswer:
        # Somebody who chooses the same way again wants to give another address.
        return self._next(reach=way, token="")

    def _wrong_contact(self, kind: str) -> FormAnswer:
        again = self.words.email_again if kind == "email" else self.words.phone_again
        self.form = replace(self.form, reach=kind, token="", asking="contact")
        return self._say_and_stay(self._question().beginning_with(again))

    def _changes(self, part: str) -> FormAnswer:
        given = {"role": self.form.role, "reach": self.form.reach, "consent": self.form.consent}
        given |= {"message": self.form.parts}
        if part and given.get(part):
            self.form = replace(self.form, asking=part)  # type: ignore[arg-type]
        else:
            self.form = replace(self.form, asking="change")
        return self._ask()

    def _without_consent(self) -> FormAnswer:
        said = Reply("form", (self.words.without_consent, self.words.write_instead))
        return self._leaves(said, Form(sent=self.form.sent))

    def _stops(self) -> FormAnswer:
        left = self.form.left()
        return self._leaves(asking.stopped(self.pack, left), left)

    def _was_question(self) -> FormAnswer:
        """Answer what was written last as a question, and take it out of the message."""
        if not self.form.last or not self.form.parts:
            return self._next()
        meant = _understood(self.form.last)
        self.form = replace(self.form, parts=self.form.parts[:-1], last=None)
        self.form = replace(self.form, asking=self.form.missing or "check")
        return self._aside(meant)

    def _sends(self) -> FormAnswer:
        form = self.form
        if form.missing:
            return self._next()
        if not self.heard.around.handoff:
            check = self._question()
            summary = asking.summary(self.pack, form, self.heard.around.channel)
            parts = (self.words.cannot_send, summary, self.words.instead)
            return self._say_and_stay(replace(check, parts=parts))
        request = NewRequest(
            key=form.key,
            reference=new_reference(),
            role=form.role,  # type: ignore[arg-type]
            contact_method=form.reach,  # type: ignore[arg-type]
            token=form.token,
            message=form.message,
            with_transcript=form.with_talk,
        )
        said = asking.sent(self.pack, form, self.heard.around.channel, request.reference)
        after = form.finished(request.reference)
        return replace(self._leaves(said, after), request=request)

    # ---- steps -----------------------------------------------------------------------------------

    def _next(self, **changes: Any) -> FormAnswer:
        """Keep an answer and ask for what is missing; when nothing is, read everything back."""
        form = replace(self.form, **changes)
        self.form = replace(form, asking=form.missing or "check")
        return self._ask()

    def _ask(self, *replies: Reply, before: str = "") -> FormAnswer:
        question = self._question()
        if before:
            question = question.beginning_with(before)
        return self._say_and_stay(*replies, question)

    def _question(self) -> Reply:
        return asking.ask(self.pack, self.form, self.heard.around.channel, self.heard.around.days)

    def _say_and_stay(self, *replies: Reply) -> FormAnswer:
        return FormAnswer(replies, self.memory, "answer", form=self.form)

    def _leaves(self, reply: Reply, form: Form) -> FormAnswer:
        return FormAnswer((reply,), self.memory, "answer", form=form, goes_on=False)

    # ---- questions in the middle -----------------------------------------------------------------

    def _aside(self, understood: Understanding) -> FormAnswer:
        """Answer a question from the cards, and then ask the form's own question again."""
        answered = answer(self.pack, understood, self.memory, _no_form(self.heard.around))
        if answered.decision == "crisis":  # a crisis card comes first and alone
            form = replace(self.form, warned=True)
            return FormAnswer(answered.replies, answered.memory, "crisis", form=form)
        question = self._question().beginning_with(self.words.go_back)
        replies = (*answered.replies, question)
        return FormAnswer(replies, answered.memory, answered.decision, form=self.form)

    def _in_danger(self) -> bool:
        """Whether the intent is danger. Not the safety gate: a message is interrupted only once."""
        heard = self.understood.intent == CRISIS_INTENT and self.understood.decision == "answer"
        writing = self.form.asking in ("message", "check")
        return heard and not (writing and self.form.warned)

    def _asks_something(self) -> bool:
        intent, decision = self.understood.intent, self.understood.decision
        if intent is None or intent in NO_QUESTIONS:
            return False
        in_passing = intent in ONLY_WHEN_ASKED or self.form.asking == "contact"
        if decision == "clarify" or in_passing:
            return decision != "refuse" and reading.asks(self.text)
        return decision == "answer"

    def _is_move(self) -> bool:
        short = len(self.text.split()) <= MOST_WORDS_OF_A_MOVE
        sure = self.understood.decision == "answer"
        return short and sure and self.understood.intent in MOVES_IN_A_MESSAGE


def _no_form(around: Circumstances) -> Circumstances:
    """Circumstances in which no answer offers the form, because it is open already."""
    return replace(around, handoff=False, unfinished=False, waits=False)


def _kept(understood: Understanding) -> dict[str, Any]:
    """An understanding as it is stored: without the rankings, which are not read again."""
    return asdict(replace(understood, ranking=(), cards=()))


def _understood(kept: dict[str, Any]) -> Understanding:
    """An understanding from what was stored, with its lists made tuples again."""
    given: dict[str, Any] = {
        name: tuple(one) if isinstance(one, list) else one
        for name, one in kept.items()
        if name in Understanding.__dataclass_fields__
    }
    activity = given.get("activity")
    given["activity"] = ActivityVerdict(**activity) if isinstance(activity, dict) else None
    return Understanding(**given)
