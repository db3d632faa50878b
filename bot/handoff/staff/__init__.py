"""The staff's side of a request: on the command line and in the staff chat."""
