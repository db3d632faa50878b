"""Cards and packs: load, check, choose, answer, and hand to Rasa."""
