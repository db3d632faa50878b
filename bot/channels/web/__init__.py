"""The web channel: its HTTP calls and its pages."""
