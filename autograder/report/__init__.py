"""What is written of the results: each writer is a function of them, and escapes for its own format."""
