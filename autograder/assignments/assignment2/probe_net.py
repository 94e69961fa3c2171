"""Nets of affine layers with numbers of their own, whose gradients are known: what ``MLP.backward`` is tried on.

Column k of a layer's output is ``J[:, :, k] A[:, k] + C[:, k]``. The numbers go to the stand-ins of the student's
process (``stand_ins.StandInNet``); the truth is taken here, from the forward pass alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.assignment import Expected
from autograder.authoring.inputs import signed, until, upstream, well_conditioned
from autograder.judge.numeric import STEP


@dataclass(frozen=True)
class ProbeLayer:
    """An affine map for each of m samples: J ``(n_out, n_in, m)`` and C ``(n_out, m)``.

    ``kind`` is the name of the notebook's class that it stands for, ``holds`` what its constructor would set,
    ``sets`` what its ``backward`` sets.
    """

    kind: str
    J: np.ndarray
    C: np.ndarray
    holds: Mapping[str, Any] = field(default_factory=dict)
    sets: Mapping[str, np.ndarray] = field(default_factory=dict)

    def forward(self, A: np.ndarray) -> np.ndarray:
        """The output ``(n_out, m)`` for A ``(n_in, m)``; of ``(n_in, m, d)``, d inputs at once, ``(n_out, m, d)``."""
        return np.einsum("oik,ik...->ok...", self.J, A) + self.C.reshape(*self.C.shape, *[1] * (A.ndim - 2))


@dataclass(frozen=True, eq=False)
class ProbeNet:
    """Layers, an input X ``(n_0, m)`` and an upstream gradient dA ``(n_L, m)``; ``later``: what comes next."""

    layers: tuple[ProbeLayer, ...]
    X: np.ndarray
    dA: np.ndarray
    later: ProbeNet | None = None

    @property
    def depth(self) -> int:
        """The number of layers."""
        return len(self.layers)

    @property
    def outputs(self) -> list[np.ndarray]:
        """X and the output of every layer: depth + 1 arrays."""
        outputs = [self.X]
        for layer in self.layers:
            outputs.append(layer.forward(outputs[-1]))
        return outputs

    def rest(self, start: int, A: np.ndarray) -> np.ndarray:
        """The net's output where A is fed to layer ``start``, counted from 0."""
        for layer in self.layers[start:]:
            A = layer.forward(A)
        return A


def draw_net(rng: np.random.Generator, kinds: Sequence[str], widths: Sequence[int], m: int) -> ProbeNet:
    """A net of ``len(kinds)`` layers and ``len(kinds) + 1`` widths, with both signs everywhere.

    An activation has the width of its input and a diagonal J. Samples do not meet in these nets, so each is drawn
    on its own until no entry of a gradient is small beside its terms.
    """
    samples = [until(_is_clear, lambda: _sample(rng, kinds, widths)) for _ in range(m)]
    layers = tuple(
        ProbeLayer(
            kind,
            np.concatenate([sample.layers[index].J for sample in samples], axis=2),
            np.concatenate([sample.layers[index].C for sample in samples], axis=1),
        )
        for index, kind in enumerate(kinds)
    )
    X, dA = (np.concatenate(columns, axis=1) for columns in zip(*((s.X, s.dA) for s in samples), strict=True))
    return ProbeNet(layers, X, dA)


def _sample(rng: np.random.Generator, kinds: Sequence[str], widths: Sequence[int]) -> ProbeNet:
    """A net of one sample."""

    def layer(kind: str, n_in: int, n_out: int) -> ProbeLayer:
        J = signed((n_out, n_in), 0.3, 1.5, rng) if kind == "Linear" else np.diag(signed((n_out,), 0.3, 1.5, rng))
        return ProbeLayer(kind, J[:, :, None], signed((n_out, 1), 0.3, 1.5, rng))

    layers = tuple(map(layer, kinds, widths, widths[1:]))
    return ProbeNet(layers, signed((widths[0], 1), 0.3, 1.5, rng), upstream((widths[-1], 1), rng))


def _is_clear(net: ProbeNet) -> bool:
    """Whether no entry of a gradient in a net of one sample is small beside its terms, from the last layer on."""
    gradient, scale = net.dA[:, 0], np.abs(net.dA[:, 0])
    for layer in reversed(net.layers):
        gradient, scale = layer.J[:, :, 0].T @ gradient, np.abs(layer.J[:, :, 0]).T @ scale
        if not well_conditioned(gradient, scale):
            return False
    return True


def truth(net: ProbeNet) -> tuple[Expected, Expected]:
    """What each layer must be handed, ∂(Σ dA ∗ out)/∂(its output), and dX, by complex step through the forward pass.

    The layers come in the order in which the gradient reaches them: the last one first.
    """
    values = [_handed(net, index, A) for index, A in enumerate(net.outputs)]
    scales = [np.abs(net.dA)]
    for layer in reversed(net.layers):
        scales.insert(0, np.einsum("oik,ok->ik", np.abs(layer.J), scales[0]))
    names = tuple(f"the gradient handed to layers[{index}] of {net.depth}" for index in reversed(range(net.depth)))
    return Expected(tuple(values[:0:-1]), tuple(scales[:0:-1]), names=names), Expected(values[0], scales[0])


def _handed(net: ProbeNet, start: int, A: np.ndarray) -> np.ndarray:
    """∂(Σ dA ∗ out)/∂A, where A is fed to layer ``start``: one pass moves each row of A, as samples do not meet."""
    moved = A[:, :, None] + 1j * STEP * np.eye(len(A))[:, None, :]
    return np.einsum("ok,oki->ik", net.dA, net.rest(start, moved).imag) / STEP
