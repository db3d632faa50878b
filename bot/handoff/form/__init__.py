"""The logic of the form: what it asks, how answers are read, and what comes next. No Rasa."""
