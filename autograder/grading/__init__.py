"""From paths to results: submissions are found, mended, run in the sandbox and judged, several at a time."""
