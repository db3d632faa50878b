"""The web channel over plain HTTP."""
