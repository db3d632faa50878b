"""What `ppi-guide` can be told to do; the staff's own commands are with records and handoff."""
