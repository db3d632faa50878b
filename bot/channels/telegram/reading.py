"""Reads raw updates: checks their shape before anything relies on it, and leaves out names."""

from __future__ import annotations

from typing import Any

from telegram import Bot, Update

LARGEST_CHAT = 2**52
"""Telegram's promise: ids of chats and people have at most 52 significant bits."""

LARGEST_UPDATE = 2**63

_TYPES: dict[str, type] = {
    "chat": dict,
    "from": dict,
    "message": dict,
    "edited_message": dict,
    "callback_query": dict,
    "inline_query": dict,
    "my_chat_member": dict,
    "reply_to_message": dict,
    "reply_markup": dict,
    "message_id": int,
    "message_thread_id": int,
    "date": int,
    "offset": (int, str),  # type: ignore[dict-item]  # of an entity, and of an inline query
    "text": str,
    "caption": str,
    "data": str,
    "query": str,
    "media_group_id": str,
}

# Fields that say who or where somebody is. Those of the first two tables are emptied, as
# python-telegram-bot requires them; the others are left out.
_EMPTIED = {"first_name": "", "title": "", "phone_number": "", "address": ""}
_NOWHERE = {"latitude": 0.0, "longitude": 0.0}
_LEFT_OUT = frozenset(
    ("last_name", "username", "vcard", "bio", "author_signature", "forward_origin", "quote")
    + ("external_reply", "pinned_message", "file_name", "horizontal_accuracy", "live_period")
)
_QUOTED = ("message_id", "date", "chat", "from")
_UNDER_A_BUTTON = (*_QUOTED, "reply_markup", "message_thread_id", "is_topic_message")


class Malformed(ValueError):
    """The data are not a valid update from Telegram."""


def update_id(raw: Any) -> int:
    """The id of an update.

    Raises:
        Malformed: it has no valid id.
    """
    number = raw.get("update_id") if isinstance(raw, dict) else None
    if type(number) is not int or not 0 <= number < LARGEST_UPDATE:
        raise Malformed("no update_id")
    return number


def without_names(raw: dict[str, Any]) -> dict[str, Any]:
    """A copy of an update without the fields that say who or where somebody is.

    No answer needs them, so they are never stored.

    Raises:
        Malformed: the update is nested too deeply.
    """
    try:
        cleaned: dict[str, Any] = _cleaned(raw)
    except RecursionError:
        raise Malformed("nested too deeply") from None
    return cleaned


def read_update(raw: dict[str, Any], bot: Bot | None = None) -> Update:
    """A raw update as an object of python-telegram-bot.

    Raises:
        Malformed: a field has a wrong type or value, or python-telegram-bot cannot read it.
    """
    try:
        update_id(raw)
        _check(raw)
        update = Update.de_json(raw, bot)
    except Malformed:
        raise
    except Exception as error:  # whatever python-telegram-bot raises
        raise Malformed(type(error).__name__) from None
    return update


def _check(value: Any) -> None:
    if isinstance(value, list):
        for one in value:
            _check(one)
    if not isinstance(value, dict):
        return
    for key, one in value.items():
        wanted = _TYPES.get(key)
        if wanted and (not isinstance(one, wanted) or isinstance(one, bool)):
            raise Malformed(f"{key} is of another type")
        if key in ("chat", "from") and not _is_id(one.get("id")):
            raise Malformed(f"{key} has no id")
        _check(one)


def _is_id(number: Any) -> bool:
    return type(number) is int and abs(number) < LARGEST_CHAT


def _cleaned(value: Any) -> Any:
    if isinstance(value, list):
        return [_cleaned(one) for one in value]
    if not isinstance(value, dict):
        return value
    kept: dict[str, Any] = {}
    for key, one in value.items():
        if key in _LEFT_OUT:
            continue
        if key in _EMPTIED or key in _NOWHERE:
            kept[key] = _EMPTIED.get(key, _NOWHERE.get(key))
        elif key == "reply_to_message" and isinstance(one, dict):
            kept[key] = _cleaned(_only(one, _QUOTED))
        elif key == "callback_query" and isinstance(one, dict):
            kept[key] = _cleaned(one)
            if isinstance(one.get("message"), dict):
                kept[key]["message"] = _cleaned(_only(one["message"], _UNDER_A_BUTTON))
        else:
            kept[key] = _cleaned(one)
    return kept


def _only(value: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: value[key] for key in keys if key in value}
