"""Over to a person: the form, the request, its delivery and the staff's side of it."""
