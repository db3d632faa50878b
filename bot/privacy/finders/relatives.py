"""Patterns for the people around a patient: "husband", "best friend", "research nurse"."""

from __future__ import annotations

RELATIVE = (
    r"(?:(?:late |ex-?|step-?|grand|great-|other |elder |older |younger |twin |best ){0,2}"
    r"(?:husband|wife|partner|spouse|fianc[eé]e?|son|daughter|mum|mummy|mom|mother|mam|dad|daddy"
    r"|father|brother|sister|sis|child|baby|boy|girl|lad|friend|mate|neighbour|nan|nanna|nana"
    r"|gran|granny|grandma|grandad|grandpa|auntie|aunt|uncle|niece|nephew|cousin|half|hubby|missus)"
    r"(?:-in-law)?|carer)"
)
PROFESSIONAL = (
    r"(?:(?:research |specialist |cancer |macmillan |district |support |key |social |care ){0,2}"
    r"(?:nurse|consultant|doctor|oncologist|surgeon|gp|midwife|therapist|physio|counsellor"
    r"|worker|keyworker|patient|client|colleague|boss|manager))"
)
ACQUAINTANCE = rf"(?:(?:(?:my|our) )?{RELATIVE}|my {PROFESSIONAL})"
