"""Damage to the cells of a notebook: what people's hands, editors and services do to it, a file for each kind.

A damage is a function under ``@damage(score, reasons, repairs)`` that takes a right notebook and gives the damaged one.
"""

from corpus.damaged.cells import contents, copies, labels, moves, order, own_cells, programs, splits, types
from corpus.damaged.damage import DAMAGES

__all__ = ["DAMAGES", "contents", "copies", "labels", "moves", "order", "own_cells", "programs", "splits", "types"]
