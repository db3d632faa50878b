"""One file for each kind of personal detail that can be found in a message."""
