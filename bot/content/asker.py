"""Who is asking, as far as their own words show it: "I'm his carer", "my PhD", "im 15"."""

from __future__ import annotations

import re

from bot.content.cards import AT_WORK, Person, Role

_KIN = (
    r"(?:husband|wife|partner|mum|mom|mam|mother|dad|father|son|daughter|brother|sister|nan|gran\w*"
    r"|grandad|uncle|aunt\w*|lad|lass|boy|girl|child|kid|baby|parents?|hubby|friend|cousin|niece)"
)
_I_AM = (
    r"\b(?:i am|i'm|im|i was|i've been|ive been|as|speaking as)(?: only| just| also)?"
    r" (?:an? |the |his |her |their )?(?:\w+ ){0,2}?"
)
_ILLNESS = (
    r"(?:cancer|leuka?emia|lymphoma|myeloma|melanoma|tumou?r|sickle cell|chemo\w*|radiotherapy"
    r"|a condition|an? illness|a stoma|stage (?:[1-4]|one|two|three|four))"
)

# The first match counts. Work comes first: people who name their work may name an illness too.
_PERSONS: tuple[tuple[Person, str], ...] = (
    (
        "researcher",
        _I_AM + r"(?:researcher|scientist|investigator|phd student|doctoral student|postdoc\w*"
        r"|trialist|research nurse|research fellow|fellow|statistician|trial manager|lecturer"
        r"|professor|academic)\b"
        r"|\b(?:my|our) (?:(?:draft|new|first|next|own|pilot|lab|grant|pre-?clinical) )?"
        r"(?:phd|grant|funding application|fellowship|protocol|research team|lab|bench|supervisor"
        r"|research project|study participants|research proposal|trial team|funder|co-?applicants"
        r"|ethics (?:form|application)|pi\b|bid\b|study design)"
        r"|\bwe researchers\b"
        r"|\bi(?:'ve| have|'ve got| have got) an? (?:\w+ )?(?:grant|bid|fellowship)\b"
        r"|(?<!should )(?<!can )(?<!could )\b"
        r"i (?:do|study|work on|research|model|sequence|run) (?:\w+ ){0,3}"
        r"(?:genetics|genomics|biology|biochemistry|cells|mice|zebrafish|proteins?|molecules"
        r"|tumou?rs|trials?|studies|microscopy|bioinformatics|immunology|chemistry)\b",
    ),
    (
        "clinician",
        _I_AM + r"(?:nurse|doctor|gp|consultant|oncologist|surgeon|radiographer|midwife|registrar"
        r"|physio\w*|pharmacist|clinician|dietitian)\b|\bmy (?:own )?(?:clinic|ward) patients\b"
        r"|\bpatients (?:of mine|in my clinic|on my ward)\b",
    ),
    (
        "funder",
        r"\bwe (?:fund|award) (?:\w+ ){0,2}(?:grants|research|studies)\b"
        r"|\bi (?:review|assess) (?:grant )?(?:applications|bids) for (?:our|the) fund\b"
        r"|" + _I_AM + r"funder\b",
    ),
    (
        "under-18",
        r"\b(?:i am|i'm|im|i turn|i've just turned|ive just turned) (?:only |just |nearly )?"
        r"(?:[89]|1[0-7])\b(?! (?:days|weeks|months|miles|minutes|stone|hours))"
        r"|\b(?:i'm|im|i am) (?:in|doing) "
        r"(?:year (?:[7-9]|1[0-3])|my gcses|my a levels|sixth form)\b"
        r"|\b(?:i'm|im|i am) (?:a teenager|under 18|under eighteen|not 18 yet)\b",
    ),
    (
        "bereaved",
        rf"\bmy (?:late )?{_KIN} (?:\w+ ){{0,2}}?(?:died|passed|has died|has passed)\b"
        rf"|\b(?:i|we) lost (?:(?:my|our) {_KIN}|him|her)\b"
        rf"|\bmy late {_KIN}\b|" + _I_AM + r"(?:widow|widower|bereaved)\b",
    ),
    (
        "carer",
        r"\bi (?:\w+ )?(?:care for|look after|am caring for)\b|\bi'm caring for\b"
        r"|\b(?:i'm|im|i am) (?:\w+ ){0,3}?carer\b|\bas (?:a|his|her|their|the) carer\b"
        rf"|\bmy {_KIN}(?:'s)? (?:has|has got|had|got|is on|is having|is in|is poorly|is ill)\b"
        rf"|\bmy {_KIN}'s (?:cancer|leukaemia|chemo|tumour|treatment|got|having|in)\b",
    ),
    (
        "patient",
        _I_AM + r"(?:patient|survivor|in remission|on chemo|diagnosed)\b"
        r"|\bi(?:'ve| have|'m living with| live with| was diagnosed with)?(?: had| got)? "
        rf"(?:\w+ ){{0,3}}?{_ILLNESS}\b"
        r"|\bmy (?:own )?(?:cancer|chemo\w*|oncologist|consultant|diagnosis)\b",
    ),
    (
        "public",
        _I_AM
        + r"(?:member of the public|taxpayer|local resident|neighbour|lay (?:member|reviewer))\b"
        r"|\bi(?:'m|m| am|'ve been|ve been| have been| was| sit) (?:on|in|a member of|part of)"
        r"(?: \w+){0,6}? (?:panels?|(?:ppi|patient|steering|advisory|lay|research) groups?)\b",
    ),
)
_COMPILED = tuple((person, re.compile(words, re.IGNORECASE)) for person, words in _PERSONS)

_NOT_I = re.compile(
    r"\b(?:i'm|im|i am) not (?:an? |the |his |her )?(?:\w+ )?"
    r"(?:researcher|scientist|patient|carer|nurse|doctor)\b",
    re.IGNORECASE,
)


def person_in(text: str) -> Person | None:
    """Who is asking, as far as the message shows it, or None. Denying a role means `public`."""
    said = text.replace("’", "'")
    denied = _NOT_I.search(said) is not None
    said = _NOT_I.sub("", said)
    found = next((person for person, words in _COMPILED if words.search(said)), None)
    return found or ("public" if denied else None)


def role_of(person: Person | None) -> Role | None:
    """`researcher` for somebody who asks because of their work, else `public`; None if unknown."""
    if person is None:
        return None
    return "researcher" if person in AT_WORK else "public"
