"""For assignments in which every exercise is judged with the student's own class alone. Runs in their process."""

STAND_INS: dict[str, object] = {}
