"""Rasa as a library. Only here and in actions/ is Rasa imported.

`thread.py`, `model_files.py` and `lean/` import nothing of it: they are needed before it is there.
"""
