"""One file for each kind of personal data that is found."""
