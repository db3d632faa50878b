"""The rasa-sdk actions: thin, one per file; they call bot/."""

import bot  # noqa: F401  (lets Rasa be imported without what is left out)
