"""How typed answers to the form are read: by plain patterns, so that each can be looked up here."""

from __future__ import annotations

import re
from typing import Literal

MOST_WORDS = 12
"""A longer text is not read as an answer to a short question."""

FEWEST_DIGITS = 5
"""A text with at least this many digits is taken as an attempt at a telephone number."""

Consent = Literal["only", "talk", "no"]
Part = Literal["role", "reach", "consent", "message", ""]

_ASKS = re.compile(
    r"^(?:(?:and|but|so|ok|okay|sorry|please|hi|hello|um),? )*"
    r"(?:what|who|whom|whose|how|why|when|where|which|can|could|do|does|did|is|are|am|should|will"
    r"|would|may|explain|define|tell me)\b",
    re.IGNORECASE,
)
_ROLES = {
    "researcher": r"researchers?|scientist|academic|ph\.?d|post-?doc\w*|investigator|lecturer"
    r"|professor|research (?:nurse|fellow|student|team)|trialist",
    "carer": r"carers?|care-?giver|car(?:e|ing) for|look(?:s|ing)? after|relative|family|parent"
    r"|my (?:mum|mam|mom|mother|dad|father|wife|husband|partner|son|daughter|child|sister|brother"
    r"|friend|nan|gran\w*|uncle|aunt\w*)",
    "patient": r"patients?|i(?:'ve| have)? (?:have|had|got)|i have|diagnosed|survivor|living with",
    "public": r"public|neither|just (?:interested|curious|me)|nobody special|citizen|visitor",
    "other": r"other|some(?:one|body|thing) else|none of (?:these|those|them)|nurse|doctor|gp|staff"
    r"|charity|journalist|student|teacher|social worker",
}
_ROLE = re.compile(
    r"\b(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _ROLES.items()) + r")\b",
    re.IGNORECASE,
)
_NOT_BY = re.compile(
    r"\b(?:not|no|never|don'?t|do not|without|rather than|instead of)\b[^,.;]{0,20}?"
    r"\b(?:e-?mails?|phone\w*|calls?|ring|text\w*|here|chat)\b",
    re.IGNORECASE,
)
_WAY = re.compile(
    r"\b(?:(?P<email>e-?mails?|mail)|(?P<phone>(?:tele)?phone\w*|tel|call\w*|ring\w*|mobile|landline"
    r"|text\w*|sms|whats ?app)|(?P<here>here|chat|telegram|code))\b",
    re.IGNORECASE,
)
_YES = (
    r"(?:yes|yeah|yep|yup|y|ok(?:ay)?|sure|fine|right|correct|agreed?|i agree|go ahead|please do"
    r"|of course|certainly|that(?:'?s| is) (?:fine|ok(?:ay)?|right|correct|good|all right)"
    r"|all right|alright|perfect|looks? (?:good|right|fine))"
)
_ONLY = r"(?:only|just) (?:my|the|this|that) (?:message|words)|only (?:that|this|it)"
_TALK = r"(?:both|everything|all of it|the (?:chat|messages|last messages) (?:too|as well))"
_NO = r"(?:no|nope|nah|n|i do(?:n'?t| not) agree|disagree|not ok(?:ay)?|i (?:would |'d )rather not)"
_POLITE = r"(?: (?:please|thanks|thank you|now|then))*"
_STOP = re.compile(
    r"(?:please |ok |no thanks |no |actually |sorry )*"
    r"(?:stop|cancel|quit|exit|abort|leave it|never ?mind|forget (?:it|about it|that)"
    r"|(?:stop|cancel|leave|end|quit|close) (?:it|this|that|now|here|the form|the message"
    r"|my message|this form|this message)"
    r"|i (?:want|would like|'d like|need) to (?:stop|cancel|quit|leave)"
    r"|(?:do not|don'?t) (?:send|want to send)(?: it| that| this| anything| my message)?"
    r"|i(?:'ve| have) changed my mind|no thank(?:s| you))" + _POLITE,
    re.IGNORECASE,
)
_SEND = re.compile(
    rf"(?:{_YES} )*(?:please )?(?:send(?: it| that| this| my message)?|submit(?: it)?|{_YES})"
    rf"{_POLITE}",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"(?:no |please |wait |sorry |actually |can i |could i |may i |i want to |i need to "
    r"|i'd like to |let me |i have to )*(?:change|edit|correct|fix|amend|go back|back|wrong"
    r"|not right|that(?:'?s| is) (?:wrong|not right))(?: to)?(?: (?:my|the|that|this|an|is))*"
    r"(?: (?:(?P<role>who i am|role|first answer)|(?P<reach>e-?mail(?: address)?|phone(?: number)?"
    r"|number|address|contact|details|how to reach me)|(?P<consent>consent|last messages"
    r"|what goes with it)|(?P<message>message|text|words)|it|answer|something|one))?" + _POLITE,
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:(?P<role>who i am|role|patient|carer|researcher)|(?P<reach>e-?mail|phone|number|address"
    r"|contact|reach)|(?P<consent>consent|last messages|goes with)|(?P<message>message|words|text))"
    r"\b",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """A text in small letters, without punctuation and double spaces."""
    return " ".join(re.sub(r"[^\w\s'@-]", " ", text.lower().replace("’", "'")).split())


def asks(text: str) -> bool:
    """Whether a text is put as a question."""
    return text.rstrip().endswith("?") or bool(_ASKS.match(text.strip()))


def role_of(text: str) -> str | None:
    """The role that a short text names, such as `carer`, or None."""
    if asks(text) or len(text.split()) > MOST_WORDS:
        return None
    found = _ROLE.search(plain(text))
    return found.lastgroup if found else None


def way_of(text: str) -> str | None:
    """How somebody wants to be reached: `email`, `phone` or `here`, or None."""
    if asks(text) or len(text.split()) > MOST_WORDS:
        return None
    found = _WAY.search(_NOT_BY.sub(" ", plain(text)))
    return found.lastgroup if found else None


def tried(text: str) -> str | None:
    """What a text without a valid address was meant as: `email`, `phone`, or None for neither."""
    if "@" in text:
        return "email"
    return "phone" if sum(letter.isdigit() for letter in text) >= FEWEST_DIGITS else None


def consent_of(text: str) -> Consent | None:
    """What a text agrees to: `only` the message, `talk` (the last turns too), `no`; or None."""
    said = plain(text)
    if re.fullmatch(rf"{_NO}{_POLITE}", said):
        return "no"
    if re.fullmatch(rf"(?:{_YES} )*(?:and )?(?:send )?{_TALK}{_POLITE}", said):
        return "talk"
    if re.fullmatch(rf"(?:{_YES} ?)+{_POLITE}|(?:{_YES} )*{_ONLY}{_POLITE}", said):
        return "only"
    return None


def says_no(text: str) -> bool:
    """Whether a text is a plain no."""
    return bool(re.fullmatch(rf"{_NO}{_POLITE}", plain(text)))


def leaves(text: str) -> bool:
    """Whether a text says to stop, and nothing else."""
    return bool(_STOP.fullmatch(plain(text)))


def sends(text: str) -> bool:
    """Whether a text says to send, and nothing else."""
    return bool(_SEND.fullmatch(plain(text)))


def changes(text: str) -> Part | None:
    """The answer that a text asks to change; "" if it names none, None if it asks for no change."""
    found = _CHANGE.fullmatch(plain(text))
    if not found:
        return None
    return next((part for part in ("role", "reach", "consent", "message") if found[part]), "")


def part_of(text: str) -> Part | None:
    """The answer that is named in reply to "What would you like to change?", or None."""
    found = _PART.search(plain(text)) if len(text.split()) <= MOST_WORDS else None
    return found.lastgroup if found else None  # type: ignore[return-value]


def corrects(text: str, tokens: list[str]) -> bool:
    """Whether a text gives an address or a number (its `tokens`), and hardly any other words."""
    for token in tokens:
        text = text.replace(token, " ")
    left = plain(text).split()
    return len(left) <= 5 and not {"also", "or", "and", "too", "if"} & set(left)
