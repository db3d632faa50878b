"""The three ways to find danger in a message; `bot.safety.gate` puts them together."""

CRISIS_CARDS = ("crisis-danger", "crisis-self-harm", "crisis-ill-on-treatment", "crisis-abuse")
"""The cards that danger can bring, the most urgent first.

The second reading is fitted with them in this order: after a change run
tools/make_crisis_reading.py.
"""
