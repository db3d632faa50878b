"""Which button of the form a typed answer stands for."""

from __future__ import annotations

from bot.content.choose import picked_button
from bot.handoff.form import reading
from bot.handoff.form.asking import press_of, ways_on
from bot.handoff.form.shapes import Heard
from bot.handoff.form.state import Form
from bot.messages import Reply

Press = tuple[str, ...]

# Where the message or a telephone number is asked for, "2" does not choose the second button.
_WITHOUT_PLACES = frozenset({"message", "check", "contact"})


def typed_title(form: Form, question: Reply, text: str) -> Press | None:
    """The button whose title was typed or whose place was named ("the second one"), or None."""
    said = reading.plain(text)
    for button in question.buttons:
        if said and said == reading.plain(button.title):
            return press_of(button.press)
    if form.asking in _WITHOUT_PLACES:
        return None
    picked = picked_button(text, [button.press for button in question.buttons], None)
    return press_of(picked) if picked else None


def typed_answer(form: Form, heard: Heard) -> Press | None:
    """The button that means the same as the typed text, or None when there is none."""
    text, ways = heard.text, ways_on(heard.around.channel)
    if reading.leaves(text):
        return ("stop",)
    if form.asking == "message":
        return None
    if form.asking == "check" and reading.sends(text):
        return ("send",)
    if form.asking == "check" and reading.says_no(text):
        return ("change",)
    changed = reading.changes(text)
    if changed is not None and form.role and form.asking != "change":
        return ("change", changed) if changed else ("change",)
    match form.asking:
        case "role":
            role = reading.role_of(text)
            return ("role", role) if role else None
        case "reach" | "contact":
            way = reading.way_of(text)
            new = way in ways and (form.asking == "reach" or way != form.reach)
            return ("reach", str(way)) if new else None
        case "consent":
            consent = reading.consent_of(text) or _by_intent(heard, affirm="only", deny="no")
            return ("consent", consent) if consent else None
        case "change":
            part = reading.part_of(text)
            if part:
                return ("change", part)
            return ("back",) if reading.says_no(text) or _by_intent(heard, deny="no") else None
        case _:
            return None


def _by_intent(heard: Heard, **meant: str) -> str | None:
    understood = heard.understood
    return meant.get(understood.intent or "") if understood.decision == "answer" else None
