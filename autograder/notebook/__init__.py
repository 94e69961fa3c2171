"""From a file that a student handed in to cells that can run: read, laid onto the release, mended."""
