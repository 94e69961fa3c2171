"""Reports in the formats of others: each writer is a pure function of the grades.json document, and escapes for its own."""
