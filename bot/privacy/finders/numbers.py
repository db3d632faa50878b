"""Finds the numbers by which offices know a person: NHS, National Insurance, hospital, bank."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import luhn
from stdnum.gb import nhs

from bot.privacy.finders.found import Found
from bot.privacy.word_lists import word_list

_IS = r"(?:[ :=,?#-]|'s\b|\b(?:is|was|are|it|number|num|no)\b\.?){0,8}"
_NUMBER = r" ?(?:numbers?|num|no\b\.?|nr|#|:)"

_LABELLED_NHS = re.compile(
    rf"\b(?:nhs|chi|h ?& ?c|health and care){_NUMBER}{_IS}"
    r"(\d(?:[ .-]{0,2}\d){9}(?![ -]?\d)|[1-9](?:[ .-]{0,2}\d){7,11}(?!\d))",
    re.IGNORECASE,
)
_NHS = re.compile(r"(?<![\w+])(?<!\d[ -])\d{3}([ -]?)\d{3}\1\d{4}(?!\w)(?![ -]\d)")

_INSURANCE = re.compile(
    r"(?<!\w)([A-Z]{2})( ?-?)\d{2}[ -]?\d{2}[ -]?\d{2}([ -]?)([A-D])(?!\w)", re.IGNORECASE
)
_LABELLED_INSURANCE = re.compile(
    rf"\b(?:national insurance|nino|n\.?i\.?|nat ins)(?![a-z])(?:{_NUMBER})?{_IS}"
    r"((?:[A-Z]{2} ?-?)?\d(?:[ -]?\d){5,7}(?: ?-?[A-Z]\b)?)",
    re.IGNORECASE,
)
_TWO_LETTER_WORDS = word_list("two_letter_words")

_CARD = re.compile(
    r"(?<![\w+])(?<!\d[ -])(?:[2-6]\d{3}([ -]?)\d{4}\1\d{4}\1\d{4}"
    r"|3[47]\d{2}([ -]?)\d{6}\2\d{5}|[3-6]\d{12,18})(?!\w)"
)
_LABELLED_BANK = re.compile(
    rf"\b(?:(?:card|account|acct|acc|a/c)\.?{_NUMBER}|sort ?code|cvv2?|cvc|iban){_IS}"
    r"((?:[A-Z]{2}\d{2} ?[A-Z]{4} ?)?\d(?:[ -]?\d){2,18})(?!\w)"
    # Without "number" or "code", only what has the length of one.
    rf"|\b(?:account|acct?|a/c)\b{_IS}(\d{{8}}|\d{{4}} \d{{4}})(?!\w)(?! ?\d)"
    rf"|\bsort(?: ?code)?\b{_IS}(\d\d([ /-]?)\d\d\4\d\d)(?!\w)(?![ -]\d)"
    rf"|\b(?:card|visa|mastercard|amex|debit|credit)\b{_IS}"
    r"((?:\d{4}([ -]?)\d{4}\6\d{4}\6\d{4}))(?!\w)",
    re.IGNORECASE,
)

_REF = r"ref(?:erence)?\b\.?"
_ID = rf"(?: i\.?d\b\.?| code\b|{_NUMBER})"
_GIVEN = (
    r"(?: (?:that |which )?(?:(?:the |my )?[a-z]{2,12} (?:gave|sent|wrote)"
    r"(?: (?:me|us|him|her|down))?"
    r"|(?:i|we) (?:was|were|have been|had|got|have)(?: (?:given|sent))?))"
)
_LABELLED_HOSPITAL = re.compile(
    rf"\b(?:(?:hospital|patient|medical record|record|case ?note|unit|hosp|pas|pt|district)\.?"
    rf"{_NUMBER}|(?:hospital|hosp|patient|pt|clinic|appointment|appt)\.? {_REF}"
    r"|(?:hospital|patient|participant|subject) i\.?d\b\.?|mrn\b"
    rf"|participant{_NUMBER}"
    rf"|\bmy (?:trial|study|research|screening|participant|volunteer){_ID}"
    rf"|(?:trial|study|research|screening|participant|volunteer|subject){_ID}(?={_GIVEN}))"
    rf"{_GIVEN}?"
    r"(?: (?:at|for) (?:the )?[a-z']{2,20}(?: hospital)?)?"
    r"(?:[ :=,?#-]|'s\b|\b(?:is|was|it|number|no|i\.?d)\b\.?){0,8}"
    r"((?=[A-Z/-]{0,6} ?\d)(?:[A-Z]{1,4} )?[A-Z0-9]+(?:[/-][A-Z0-9]+){0,4}(?: \d{2,}){0,4})(?!\w)",
    re.IGNORECASE,
)
_WORD_BEFORE_NUMBER = re.compile(r"[a-z]{2,} \d|[A-Za-z]{4,} \d")  # "patient reference group 2024"
FEWEST_IN_HOSPITAL_NUMBER = 3
"""Digits in a hospital number: "patient number 14" is a count in a trial, and names nobody."""


def find_labelled_nhs_numbers(text: str) -> Iterator[Found]:
    """Numbers that are called NHS numbers, mistyped ones too: the person meant their own."""
    for match in _LABELLED_NHS.finditer(text):
        yield Found(*match.span(1), "nhs-number")


def find_nhs_numbers(text: str) -> Iterator[Found]:
    """Ten digits with the right check digit; other runs of ten digits are left alone."""
    for match in _NHS.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if len(set(digits)) > 1 and nhs.is_valid(digits):
            yield Found(*match.span(), "nhs-number")


def find_insurance_numbers(text: str) -> Iterator[Found]:
    """National Insurance numbers, by their label or by their shape."""
    for match in _LABELLED_INSURANCE.finditer(text):
        yield Found(*match.span(1), "national-insurance")
    for match in _INSURANCE.finditer(text):
        prefix, gap, last_gap, last = match.groups()
        if gap and prefix.lower() in _TWO_LETTER_WORDS and not prefix.isupper():
            continue
        if last_gap and last == "a" and text[match.end() :].lstrip(" ")[:1].isalpha():
            continue
        yield Found(*match.span(), "national-insurance")


def find_bank_numbers(text: str) -> Iterator[Found]:
    """Numbers that are called a card, an account or a sort code; card numbers also by shape."""
    for match in _LABELLED_BANK.finditer(text):
        group = next(group for group in (1, 2, 3, 5) if match[group])
        yield Found(*match.span(group), "card-number")
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if len(set(digits)) > 1 and luhn.is_valid(digits):
            yield Found(*match.span(), "card-number")


def find_hospital_numbers(text: str) -> Iterator[Found]:
    """Numbers that are called a hospital number, or the person's own number in a study."""
    for match in _LABELLED_HOSPITAL.finditer(text):
        if _WORD_BEFORE_NUMBER.match(match[1]):
            continue
        if sum(sign.isdigit() for sign in match[1]) >= FEWEST_IN_HOSPITAL_NUMBER:
            yield Found(*match.span(1), "hospital-number")
