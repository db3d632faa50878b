"""Who is asking, by what they say about themselves."""

from __future__ import annotations

import pytest

from bot.content.asker import person_in, role_of
from bot.content.cards import Person


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Could your group read my draft grant?", "researcher"),
        ("my new protocol", "researcher"),
        ("I do zebrafish genetics", "researcher"),
        ("I've got an NIHR grant due tomorrow", "researcher"),
        ("im a nurse on a ward", "clinician"),
        ("we fund research grants", "funder"),
        ("im 15", "under-18"),
        ("hiya im 15 and had leukaemia when i was 9", "under-18"),
        ("my dad died in your trial", "bereaved"),
        ("my husband has bowel cancer and I look after him", "carer"),
        ("no, I’m the carer", "carer"),
        ("I have bowel cancer", "patient"),
        ("I'm not a researcher", "public"),
        ("a researcher asked me", None),
        ("should I run a trial", None),
        ("I have a question about surgery", None),
        ("I lost my letter", None),
        ("I'm 15 minutes late", None),
    ],
)
def test_people_give_away_who_they_are(text: str, person: Person | None) -> None:
    assert person_in(text) == person


def test_who_asks_because_of_their_work_is_on_the_researchers_side() -> None:
    assert [role_of(one) for one in ("funder", "carer", None)] == ["researcher", "public", None]
