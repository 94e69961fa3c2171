"""Parts of an example's entries that can be said in words: where z > 0, where y = 1, where the first sample is."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import normalize

import numpy as np

from gradcheck.example import Example


def masks(example: Example) -> Iterator[tuple[str, np.ndarray]]:
    """Parts of an example's entries that can be said in words."""
    shape = example.truth.shape
    arrays = {name: example.given[name] for name in example.shown if np.shape(example.given[name]) == shape}
    for name, array in arrays.items():
        yield from _values(entry(name), array)
        label = arrays.get(name.removesuffix("_hat"), array)
        if label is not array:
            what, of = entry(name), entry(name.removesuffix("_hat"))
            yield f"{what} > {of}", array > label
            yield f"{what} is far from {of}", np.abs(array - label) > 0.9
    if len(shape) >= 2:
        yield "the first sample is asked for", np.indices(shape)[-1] == 0
        yield "another sample than the first is asked for", np.indices(shape)[-1] > 0
        yield "the last sample is asked for", np.indices(shape)[-1] == shape[-1] - 1
        yield "another row than the first is asked for", np.indices(shape)[-2] > 0
        yield "the first row is asked for", np.indices(shape)[-2] == 0
    m = example.samples
    yield "there are several samples", np.full(shape, m > 1)
    yield "there is a single sample", np.full(shape, m == 1)
    yield "there are several rows", np.full(shape, len(shape) >= 2 and shape[-2] > 1)
    yield "the right value is above 0", example.truth > 0
    yield "the right value is below 0", example.truth < 0
    yield "the right value is 0", example.truth == 0
    answer = example.numbers
    if answer is not None and answer.shape == shape and np.array_equal(answer, np.round(answer)):
        yield "the right value is no whole number", example.truth != np.round(example.truth)


def entry(name: str) -> str:
    """An entry of an array, by the array's name: z of Z, ŷ of y_hat, dA of dA."""
    if name.endswith("_hat"):
        return normalize("NFC", name.removesuffix("_hat") + "\u0302")
    return name.lower() if len(name) == 1 else name


def _values(words: str, array: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    if set(np.unique(array)) <= {0.0, 1.0}:
        yield f"{words} = 1", array == 1
        yield f"{words} = 0", array == 0
        return
    yield f"{words} > 0", array > 0
    yield f"{words} < 0", array < 0
    yield f"{words} > 1", array > 1
    yield f"|{words}| > 1", np.abs(array) > 1
    yield f"|{words}| < 1", np.abs(array) < 1
    yield f"|{words}| > 3", np.abs(array) > 3
    yield f"{words} > 3", array > 3
    yield f"{words} is no whole number", array != np.round(array)
