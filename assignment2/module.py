"""The base class of everything that has a forward pass."""

from __future__ import annotations

from typing import Any


class Module:
    """A part of a net: calling it runs ``forward``.

    Layers, nets and losses are modules. Each brings its own ``forward`` and ``backward``.
    """

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """What ``forward`` returns."""
        return self.forward(*args, **kwargs)

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """Compute the output. Raises NotImplementedError where a subclass brings none."""
        raise NotImplementedError(f"{type(self).__name__} has no forward")

    def backward(self, *args: Any, **kwargs: Any) -> Any:
        """Compute the gradients. Raises NotImplementedError where a subclass brings none."""
        raise NotImplementedError(f"{type(self).__name__} has no backward")
