"""How well the assistant understands, measured on questions kept out of its training."""
