"""The database: what is stored, for how long, and how it is found, exported and erased again."""
