"""How a request reaches the staff, however often that must be tried."""
