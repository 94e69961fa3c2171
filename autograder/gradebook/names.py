"""How exercises are called in nbgrader's gradebook."""

PREFIX = "test_"


def grade_cell(exercise_id: str) -> str:
    """The grade_id of the cell that holds an exercise's points; the solution cell's is the exercise's own id."""
    return PREFIX + exercise_id


def exercise(grade_id: str) -> str:
    """The exercise that a grade cell belongs to."""
    return grade_id.removeprefix(PREFIX)
