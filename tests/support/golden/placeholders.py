"""What is another in each run becomes a name that stays: "<button 3>" is the third one of a talk."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

# The value under such a key is an id: what it is called, numbered by first appearance.
IDS = {
    "token": "token",
    "payload": "button",
    "callback_data": "button",
    "answer_id": "id",
    "message_id": "message",
    "callback_query_id": "press",
    "inline_query_id": "query",
    "chat_id": "chat",
}
TIMES = ("at", "expires_at")
LEFT_OUT = ("sent_as",)
OPEN_DATA = ("t:", "c:", "never-offered")
"""How a button's data begin that name a page or a card and are the same for everybody."""

_SOME = "[0-9A-Z]{4}"
_IN_TEXT = (
    (re.compile(rf"\b(?:{_SOME}-){{3}}{_SOME}\b"), "code"),
    (re.compile(rf"\bPPI-{_SOME}-{_SOME}\b"), "reference"),
    (re.compile(rf"(?<=<)ppi-(?i:{_SOME}-{_SOME})\b"), "reference"),  # of an email
    (re.compile(rf"(?<=reference is ){_SOME}-{_SOME}\b"), "person"),
    (re.compile(r"\b[0-9a-f]{32}\b"), "id"),
)
_ALIKE = (
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[\d.+:Z]*"), "<time>"),
    (re.compile(r"\d\d:\d\d(?= UTC)"), "<time>"),
    (re.compile(r"\b\d+(?= seconds\b)"), "<number>"),
    (re.compile(r"http://127\.0\.0\.1:\d+"), "<server>"),
    (re.compile(r"(?:a ){99,}"), "<many times a> "),
)
_IN_HTML = re.compile(r'(name="(token|payload|answer_id|message_id)" value=")([^"]+)')


class Placeholders:
    """The names of one talk."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._counts: Counter[str] = Counter()
        self.references: list[str] = []

    def name(self, kind: str, value: object) -> str:
        known = str(value).upper() if kind == "reference" else str(value)
        if known not in self._names:
            self._counts[kind] += 1
            if kind == "reference":
                self.references.append(known)
            self._names[known] = f"<{kind} {self._counts[kind]}>"
        return self._names[known]

    def text(self, text: str) -> str:
        for pattern, kind in _IN_TEXT:
            text = pattern.sub(lambda found, kind=kind: self.name(kind, found.group()), text)
        for pattern, name in _ALIKE:
            text = pattern.sub(name, text)
        return text

    def html(self, html: str) -> str:
        """A page of forms. Each form has a message id of its own, new on every page."""

        def named(found: re.Match[str]) -> str:
            before, key, value = found.groups()
            return before + ("<new>" if key == "message_id" else self.name(IDS[key], value))

        return self.text(_IN_HTML.sub(named, html))

    def json(self, value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            message = "seq" in value and "kind" in value
            return {
                name: self.name("id", one) if message and name == "id" else self.json(one, name)
                for name, one in value.items()
                if name not in LEFT_OUT
            }
        if isinstance(value, list):
            return [self.json(one) for one in value]
        if value and key in IDS and not str(value).startswith(OPEN_DATA):
            return self.name(IDS[key], value)
        if value and key in TIMES:
            return "<time>"
        if not isinstance(value, str):
            return value
        if value[:1] in ("{", "["):  # Telegram's calls carry JSON in their fields
            try:
                return self.json(json.loads(value))
            except ValueError:
                pass
        return self.text(value)


def readable(value: Any) -> str:
    """JSON with a line for each line of a text."""
    return json.dumps(_in_lines(value), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def label(text: str) -> str:
    """What was said, short."""
    return text if len(text) <= 200 else f"{text[:60]}… ({len(text)} characters) …{text[-40:]}"


def _in_lines(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _in_lines(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_in_lines(one) for one in value]
    return value.split("\n") if isinstance(value, str) and "\n" in value else value
