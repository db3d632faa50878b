"""The crisis gate: what danger looks like in words."""
