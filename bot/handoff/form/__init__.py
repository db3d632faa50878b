"""The form for a person, as plain logic: what is asked, what was meant, what comes next."""
