"""Reports in the formats of others: each writer is a pure function of grades.json, and escapes for its own."""
