"""How a request reaches the staff, and an answer the person: each delivery is tried for a day."""
