"""What a message says: words, terms, features, ranking, activities. No Rasa in here."""
