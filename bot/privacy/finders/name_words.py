"""The words by which names are told from other words. Each list says what it is for."""

from __future__ import annotations

from bot.privacy.word_lists import word_list

GIVEN_NAMES = word_list("given_names")
GIVEN_NAMES_THAT_ARE_WORDS = word_list("given_names_that_are_words")
PARTICLES = word_list("name_particles")
TITLES = word_list("titles")
WELL_KNOWN_PEOPLE = word_list("well_known_people")

STOP_WORDS = word_list("name_stop_words")
CAPITALISED_STOP_WORDS = word_list("capitalised_stop_words")
TITLE_STOP_WORDS = word_list("title_stop_words")
