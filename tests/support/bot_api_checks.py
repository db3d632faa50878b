"""What Telegram's Bot API would refuse: every call's parameters against PTB's constants."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from html.parser import HTMLParser
from typing import Any

from telegram.constants import (
    BotCommandLimit,
    CallbackQueryLimit,
    ChatAction,
    InlineKeyboardButtonLimit,
    InlineKeyboardMarkupLimit,
    InlineQueryLimit,
    InlineQueryResultLimit,
    InlineQueryResultsButtonLimit,
    MessageLimit,
    PollingLimit,
    UpdateType,
    WebhookLimit,
)

Body = dict[str, Any]
Faults = Iterator[str]
TAGS = {"b", "strong", "i", "em", "u", "s", "a", "code", "pre", "blockquote", "tg-spoiler"}
LINK = re.compile(r"https?://\S+|tg://\S+")


class _Html(HTMLParser):
    """Telegram's HTML: known tags, balanced, nothing unescaped."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.faults: list[str] = []
        self.feed(html)
        self.close()
        if self.open:
            self.faults.append(f"not closed: {self.open}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.faults.append(f"unsupported start tag {tag}")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"unexpected end tag {tag}")


def shown(html: str) -> str:
    """What a person reads of Telegram's HTML."""
    return unescape(re.sub(r"</?[a-z-]+(?: [^<>]*)?>", "", html))


def check(method: str, body: Body) -> list[str]:
    """What is wrong with a call; empty when Telegram would take it."""
    checks = CHECKS.get(method)
    if checks is None:
        return [f"{method} is not known to this server"]
    known, look = checks
    faults = [f"{method}: {name} is no parameter" for name in body if name not in known.split()]
    return faults + [f"{method}: {fault}" for fault in look(body)]


def _text(body: Body, name: str = "text") -> Faults:
    text = body.get(name, "")
    if body.get("parse_mode") == "HTML":
        yield from _Html(text).faults
        text = shown(text)
    elif body.get("parse_mode"):
        yield f"parse_mode {body['parse_mode']}"
    units = len(text.encode("utf-16-le")) // 2
    if not MessageLimit.MIN_TEXT_LENGTH <= units <= MessageLimit.MAX_TEXT_LENGTH:
        yield f"a text of {units} characters"
    if not text.strip():
        yield "a text of nothing"


def _chat(body: Body) -> Faults:
    if not re.fullmatch(r"-?\d{1,16}", str(body.get("chat_id", ""))):
        yield "no chat_id"
    for name in ("message_id", "message_thread_id"):
        if name in body and not str(body[name]).isdigit():
            yield f"{name} is no number"


def _keyboard(body: Body) -> Faults:
    markup = _json(body, "reply_markup", {})
    rows = markup.get("inline_keyboard", [])
    if markup and not rows:
        yield "a keyboard without rows"
    if sum(map(len, rows)) > InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER:
        yield "too many buttons"
    for row in rows:
        if not 1 <= len(row) <= InlineKeyboardMarkupLimit.BUTTONS_PER_ROW:
            yield f"a row of {len(row)} buttons"
        for button in row:
            if not button.get("text", "").strip():
                yield "a button without a text"
            if len({"callback_data", "url"} & set(button)) != 1:
                yield "a button must do exactly one thing"
            if "callback_data" in button:
                size = len(button["callback_data"].encode())
                low = InlineKeyboardButtonLimit.MIN_CALLBACK_DATA
                if not low <= size <= InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
                    yield f"callback data of {size} bytes"
            elif not LINK.fullmatch(button.get("url", "")):
                yield "a button with a broken address"


def _no_preview(body: Body) -> Faults:
    if not _json(body, "link_preview_options", {}).get("is_disabled"):
        yield "link previews are not off"


def _send_message(body: Body) -> Faults:
    yield from _chat(body)
    yield from _text(body)
    yield from _keyboard(body)
    yield from _no_preview(body)
    quoted = _json(body, "reply_parameters", None)
    if quoted is not None and not isinstance(quoted.get("message_id"), int):
        yield "quotes no message"


def _edit_text(body: Body) -> Faults:
    yield from _send_message(body)
    if "message_id" not in body:
        yield "edits no message"


def _edit_keyboard(body: Body) -> Faults:
    yield from _chat(body)
    yield from _keyboard(body)
    if "message_id" not in body:
        yield "edits no message"


def _answer_press(body: Body) -> Faults:
    if not body.get("callback_query_id"):
        yield "no callback_query_id"
    limit = CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH
    if len(body.get("text", "")) > limit:
        yield "a notice that is too long"


def _answer_inline(body: Body) -> Faults:
    results = _json(body, "results", [])
    if len(results) > InlineQueryLimit.RESULTS:
        yield f"{len(results)} results"
    ids = [result.get("id", "") for result in results]
    if len(set(ids)) != len(ids):
        yield "two results with one id"
    for result in results:
        size = len(result["id"].encode())
        low, high = InlineQueryResultLimit.MIN_ID_LENGTH, InlineQueryResultLimit.MAX_ID_LENGTH
        if not low <= size <= high:
            yield f"a result's id of {size} bytes"
        if result.get("type") != "article" or not result.get("title"):
            yield "a result without a title"
        content = result.get("input_message_content", {})
        yield from _text(content, "message_text")
        if not content.get("link_preview_options", {}).get("is_disabled"):
            yield "link previews are not off"
        yield from _keyboard({"reply_markup": json.dumps(result.get("reply_markup", {}))})
    button = _json(body, "button", None)
    if button is not None:
        start = button.get("start_parameter", "")
        high = InlineQueryResultsButtonLimit.MAX_START_PARAMETER_LENGTH
        if not re.fullmatch(rf"[A-Za-z0-9_-]{{1,{int(high)}}}", start):
            yield "a broken start_parameter"


def _commands(body: Body) -> Faults:
    commands = _json(body, "commands", [])
    if not 0 < len(commands) <= BotCommandLimit.MAX_COMMAND_NUMBER:
        yield f"{len(commands)} commands"
    for one in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", one["command"]):
            yield f"the command {one['command']}"
        low, high = BotCommandLimit.MIN_DESCRIPTION, BotCommandLimit.MAX_DESCRIPTION
        if not low <= len(one["description"]) <= high:
            yield f"the description of {one['command']}"


def _action(body: Body) -> Faults:
    yield from _chat(body)
    if body.get("action") not in set(ChatAction):
        yield f"the action {body.get('action')}"


def _webhook(body: Body) -> Faults:
    if not re.fullmatch(r"https://\S+|http://127\.0\.0\.1:\d+/\S+", body.get("url", "")):
        yield "the webhook's address"
    high = int(WebhookLimit.MAX_SECRET_TOKEN_LENGTH)
    if not re.fullmatch(rf"[A-Za-z0-9_-]{{1,{high}}}", body.get("secret_token", "")):
        yield "the secret token"
    yield from _allowed(body)


def _allowed(body: Body) -> Faults:
    wanted = _json(body, "allowed_updates", [])
    if not wanted or set(wanted) - set(UpdateType):
        yield f"allowed_updates {wanted}"


def _updates(body: Body) -> Faults:
    limit = int(body.get("limit", PollingLimit.MAX_LIMIT))
    if not PollingLimit.MIN_LIMIT <= limit <= PollingLimit.MAX_LIMIT:
        yield f"a limit of {limit}"
    yield from _allowed(body)


def _anything(_body: Body) -> Faults:
    return iter(())


def _json(body: Body, name: str, default: Any) -> Any:
    return json.loads(body[name]) if name in body else default


_SENDS = (
    "chat_id text parse_mode link_preview_options reply_markup reply_parameters message_thread_id"
)
CHECKS: dict[str, tuple[str, Callable[[Body], Faults]]] = {
    "getMe": ("", _anything),
    "getUpdates": ("offset limit timeout allowed_updates", _updates),
    "sendMessage": (_SENDS, _send_message),
    "editMessageText": (
        "chat_id message_id text parse_mode link_preview_options reply_markup",
        _edit_text,
    ),
    "editMessageReplyMarkup": ("chat_id message_id reply_markup", _edit_keyboard),
    "answerCallbackQuery": ("callback_query_id text show_alert", _answer_press),
    "answerInlineQuery": ("inline_query_id results cache_time button is_personal", _answer_inline),
    "sendChatAction": ("chat_id action message_thread_id", _action),
    "setMyCommands": ("commands scope language_code", _commands),
    "setWebhook": ("url secret_token allowed_updates max_connections", _webhook),
    "deleteWebhook": ("drop_pending_updates", _anything),
    "getWebhookInfo": ("", _anything),
}
