"""What all layers and losses share."""


class Module:
    """Calling it is its ``forward``."""

    def __call__(self, *args):
        """What ``forward`` gives."""
        return self.forward(*args)
