"""The rasa-sdk actions: thin, one per file; they call bot/."""
