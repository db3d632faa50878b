"""What is measured and checked: the understanding on sets kept out of training, cards and data."""
