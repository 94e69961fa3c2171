"""Visible checks. They hold no answers: numbers of worked examples, and the numeric gradient of the given forward."""

from functools import partial

import numpy as np

from gradcheck.causes import SHRUNK, asked, each
from gradcheck.checks import Checks
from gradcheck.example import Asked, Later, Way, worked
from gradcheck.gradient_check import numeric_gradient
from gradcheck.page import Words
from gradcheck.words import catalogue

from .mistakes import MESSAGES

EXAMPLES = (  # where, e to the scores, the probabilities, labels, losses, the gradient
    (
        "with three classes and three samples",
        [[1, 2, 5], [3, 2, 3], [4, 4, 2]],
        [[0.125, 0.25, 0.5], [0.375, 0.25, 0.3], [0.5, 0.5, 0.2]],
        [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        [[2.0794415417, 1.3862943611, 1.6094379124]],
        [[-0.875, 0.25, 0.5], [0.375, -0.75, 0.3], [0.5, 0.5, -0.8]],
    ),
    ("with one sample", [[1], [3]], [[0.25], [0.75]], [[0], [1]], [[0.2876820724]], [[0.25], [-0.25]]),
    (
        "with two classes and four samples",
        [[2, 1, 9, 3], [2, 4, 1, 1]],
        [[0.5, 0.2, 0.9, 0.75], [0.5, 0.8, 0.1, 0.25]],
        [[1, 1, 0, 1], [0, 0, 1, 0]],
        [[0.6931471806, 1.6094379124, 2.3025850930, 0.2876820724]],
        [[-0.5, -0.8, 0.9, -0.25], [0.5, 0.8, -0.9, 0.25]],
    ),
)
EPS = 1e-5  # as the notebook's forward has it
BATCHES = ((2, 4), (3, 5), (1, 3), (4, 4))  # features, samples


def softmax(Softmax, names):
    """Ask ``Softmax.forward``."""
    causes = {
        "not_normalised": each(lambda example: np.exp(example.given["Z"])),
        "no_exponential": asked(Z=lambda example: np.exp(example.given["Z"])),
        "wrong_sign": asked(Z=lambda example: -example.given["Z"]),
    }
    return [Asked("A", [_answered(Softmax, "forward", ("Z",), "A", *row) for row in EXAMPLES], causes)]


def cross_entropy(SoftmaxCrossEntropy, names):
    """Ask ``forward`` and ``backward``, each by itself."""
    L = [_answered(SoftmaxCrossEntropy, "forward", ("Z", "Y"), "L", *row) for row in EXAMPLES]
    dZ = [_answered(SoftmaxCrossEntropy, "backward", ("Z", "Y"), "dZ", *row) for row in EXAMPLES]
    forward = {
        "missing_minus": each(lambda example: -example.truth),
        "lost_keepdims": each(lambda example: example.truth[0]),
        "returns_mean": each(lambda example: example.truth.mean()),
        "wrong_log_base": each(*(lambda example, base=base: example.truth / np.log(base) for base in (2, 10))),
    }
    backward = {
        "extra_mean": SHRUNK,
        "scores_instead_of_softmax": each(lambda example: example.given["Z"] - example.given["Y"]),
    }
    return [Asked("L", L, forward), Asked("dZ", dZ, backward)]


def _answered(cls, method, passed, name, *row):
    where, powers, *numbers = row
    right = dict(zip(("A", "Y", "L", "dZ"), (np.array(table, float) for table in numbers), strict=True))
    given = {"Z": np.log(powers) + np.arange(len(powers[0])), "Y": right["Y"]}  # what a column shares has no effect
    turned, truth = {key: value[:, ::-1] for key, value in given.items()}, right[name]
    later = (
        Later(given, {name: truth}, "called again with the same arrays"),
        Later(turned, {name: truth[:, ::-1]}, "called again with the samples in another order"),
    )
    way = Way(lambda at: cls(), method, passed, name)
    return worked(way, given, {name: truth}, later, where=where, source="expected", shown=passed, operands=passed)[name]


def batch_norm(BatchNorm, names):
    """Ask ``BatchNorm.backward`` for what it sets and returns."""
    rng = np.random.default_rng(3)
    examples = []
    for n, m in BATCHES:
        X, dY, other = rng.normal(size=(3, n, m)).round(1)
        given = {"X": X, "dY": dY, "gamma": rng.choice([-1.5, 0.5, 2], (n, 1)), "beta": rng.choice([-1, 0.5], (n, 1))}
        right = partial(_slopes, BatchNorm)
        later = (
            Later(given, right(given), "called again with the same dY", _enter),
            Later({**given, "X": other}, right({**given, "X": other}), "used again with another batch", _enter),
        )
        way = Way(
            *(lambda at: BatchNorm(len(at["X"])), "backward", ("dY",), "dX", _enter),
            sets=("dgamma", "dbeta"),
            parameters=("gamma", "beta"),
        )
        where = f"with {n} features and {m} samples"
        more = {"shown": ("X", "dY", "gamma"), "operands": ("gamma", "beta", "dY", "X"), "where": where}
        examples.append(worked(way, given, right(given), later, right_at=right, **more))
    mean = {"missing_mean": each(lambda example: example.truth * example.given["X"].shape[1])}
    paths = {
        "statistics_held_constant": each(partial(_held, mean=True, variance=True)),
        "mean_path_only": each(partial(_held, mean=False, variance=True)),
        "variance_path_only": each(partial(_held, mean=True, variance=False)),
        "not_divided_by_std": each(lambda example: example.truth * np.sqrt(_variance(example.given["X"]) + EPS)),
    }
    causes = {"dgamma": mean, "dbeta": mean, "dX": {"extra_mean": SHRUNK, **paths}}
    return [Asked(name, [one[name] for one in examples], causes[name]) for name in causes]


def _enter(layer, at):
    layer.gamma, layer.beta = at["gamma"].copy(), at["beta"].copy()
    layer.forward(at["X"].copy())


def _variance(X):
    return X.var(axis=1, keepdims=True)


def _held(example, mean, variance):
    """The numeric gradient where the mean or the variance, or both, are taken for constants: a path to X is missing."""
    X, dY, gamma = (example.given[name] for name in ("X", "dY", "gamma"))

    def total(moved):
        means = (X if mean else moved).mean(axis=1, keepdims=True)
        return float(np.sum(dY * gamma * (moved - means) / np.sqrt(_variance(X if variance else moved) + EPS)))

    return numeric_gradient(total, X)


def _slopes(BatchNorm, at):
    """The numeric gradients of Σ dY ∗ Y; the parameters are every sample's, and the cost their mean."""

    def total(name, value):
        layer, moved = BatchNorm(len(at["X"])), {**at, name: value}
        layer.gamma, layer.beta = moved["gamma"], moved["beta"]
        return float(np.sum(at["dY"] * layer.forward(moved["X"])))

    dX, dgamma, dbeta = (numeric_gradient(partial(total, name), at[name]) for name in ("X", "gamma", "beta"))
    return {"dgamma": dgamma / at["X"].shape[1], "dbeta": dbeta / at["X"].shape[1], "dX": dX}


VISIBLE = Checks(
    {
        "softmax": ("Softmax", softmax),
        "cross_entropy": ("SoftmaxCrossEntropy", cross_entropy),
        "batch_norm_backward": ("BatchNorm", batch_norm),
    },
    Words(catalogue(MESSAGES)),
    points={"A": 2.0, "L": 2.0, "dZ": 2.0, "dX": 2.0},
    methods=(("dgamma", "dbeta", "dX"),),
)
check = VISIBLE.check
