"""Parses a cell once: for its analysis, for running it, and for what became of its stubs."""

from __future__ import annotations

import ast

_MOST = 512  # trees that are kept: more cells than any notebook has that a person wrote
_TREES: dict[str, ast.Module] = {}
_NODES: dict[str, list[ast.AST]] = {}
_LEAVES = (ast.Constant, ast.Load, ast.Store, ast.Del)


def parsed(source: str) -> ast.Module:
    """The tree of a source, which nobody changes. Raises what ``ast.parse`` raises."""
    tree = _TREES.get(source)
    if tree is None:
        tree = ast.parse(source)
        if len(_TREES) < _MOST:
            _TREES[source] = tree
    return tree


def nodes(source: str) -> list[ast.AST]:
    """The tree and all below it, as ``ast.walk`` gives them. Raises what ``parsed`` raises."""
    found = _NODES.get(source)
    if found is None:
        found = _walked(parsed(source))
        if len(_NODES) < _MOST:
            _NODES[source] = found
    return found


def _walked(tree: ast.Module) -> list[ast.AST]:
    found: list[ast.AST] = [tree]
    for node in found:  # which grows
        if node.__class__ in _LEAVES:
            continue
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, ast.AST):
                found.append(value)
            elif isinstance(value, list):
                found += [item for item in value if isinstance(item, ast.AST)]
    return found
