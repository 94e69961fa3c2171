"""Holds a document to ``grades.schema.json``, as far as that uses JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from autograder.formats.page import read

LARGEST = 1e300  # of a number: what is no float64 cannot be calculated with
TYPES: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "null": (type(None),),
}


def fault(document: Any) -> str | None:
    """Where the document is not as the schema has it, and why, in words; None where it is."""
    return next(_faults(document, _schema(), "the document"), None)


@cache
def _schema() -> Mapping[str, Any]:
    return dict(json.loads(read("grades.schema.json")))


def _faults(value: Any, schema: Mapping[str, Any], place: str) -> Iterator[str]:
    if "$ref" in schema:
        schema = {**_schema()["$defs"][schema["$ref"].rsplit("/", 1)[1]], **schema}
    types = [schema["type"]] if isinstance(schema.get("type"), str) else schema.get("type", [])
    if types and not any(_is(value, kind) for kind in types):
        yield f"{place} is no {' or '.join(types)}"
        return
    for word, rule in RULES.items():
        if word in schema:
            yield from rule(value, schema[word], schema, place)


def _is(value: Any, kind: str) -> bool:
    if isinstance(value, int | float) and not abs(value) < LARGEST:
        return False
    return isinstance(value, TYPES[kind]) and (kind not in ("number", "integer") or not isinstance(value, bool))


def _fits(value: Any, schema: Mapping[str, Any]) -> bool:
    return next(_faults(value, schema, ""), None) is None


def _required(value: Any, names: list[str], schema: Mapping[str, Any], place: str) -> Iterator[str]:
    yield from (f"{place} lacks {name}" for name in names if name not in value)


def _properties(value: Any, known: Mapping[str, Any], schema: Mapping[str, Any], place: str) -> Iterator[str]:
    for name in known.keys() & value.keys():
        yield from _faults(value[name], known[name], f"{name} of {place}")


def _additional(value: Any, rest: Mapping[str, Any], schema: Mapping[str, Any], place: str) -> Iterator[str]:
    for name in value.keys() - schema.get("properties", {}).keys():
        yield from _faults(value[name], rest, f"{name} of {place}")


def _items(value: Any, each: Mapping[str, Any], schema: Mapping[str, Any], place: str) -> Iterator[str]:
    for number, item in enumerate(value):
        yield from _faults(item, each, f"entry {number} of {place}")


def _all_of(value: Any, several: list[Mapping[str, Any]], schema: Mapping[str, Any], place: str) -> Iterator[str]:
    for each in several:
        if "if" in each:
            each = each["then"] if _fits(value, each["if"]) else each["else"]
        yield from _faults(value, each, place)


Rule = Callable[[Any, Any, Mapping[str, Any], str], Iterator[str]]


def _rule(broken: Callable[[Any, Any], bool], words: str) -> Rule:
    def rule(value: Any, asked: Any, schema: Mapping[str, Any], place: str) -> Iterator[str]:
        if broken(value, asked):
            yield f"{place} {words.format(asked)}"

    return rule


RULES: Mapping[str, Rule] = {
    "required": _required,
    "properties": _properties,
    "additionalProperties": _additional,
    "items": _items,
    "allOf": _all_of,
    "anyOf": lambda value, several, schema, place: iter(
        () if any(_fits(value, each) for each in several) else (f"{place} has another type",)
    ),
    "const": _rule(lambda value, asked: value != asked or isinstance(value, bool), "is not {!r}"),
    "enum": _rule(lambda value, asked: value not in asked, "is none of {}"),
    "minimum": _rule(lambda value, asked: value < asked, "is less than {}"),
    "minItems": _rule(lambda value, asked: len(value) < asked, "has fewer than {} entries"),
    "maxItems": _rule(lambda value, asked: len(value) > asked, "has more than {} entries"),
}
