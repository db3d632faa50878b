"""What staff do with requests, on the command line and in the staff chat."""
