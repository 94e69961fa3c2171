"""From a file that a student handed in to cells that can run: read, laid onto the release, mended."""

from . import reading as reading  # with all that it needs: loaded once, in the warm process
