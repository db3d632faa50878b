"""What staff do with requests: on the command line and in their chat."""
