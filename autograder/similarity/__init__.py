"""Which submissions are more alike than chance: a hint for a person who looks at both, never a penalty."""

from autograder.similarity.pairs import Pair, Part, alike

__all__ = ["Pair", "Part", "alike"]
