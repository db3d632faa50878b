"""Sets written blind, after the gate and the finders were done. Nothing is ever fitted to them."""
