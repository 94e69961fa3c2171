"""Documents to make reports of: a small class with every status, and what a hostile student would call themselves."""

from __future__ import annotations

from typing import Any

HOSTILE = (
    '=HYPERLINK("http://x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "a\x00b\x1b[31m\x08\ufffe",
    "\n::error::pwned",
    "##[error]x ##vso[task.setvariable]x",
    "[x](javascript:alert(1)) ![y](http://y) | `c` @everyone https://z www.z.org",
    "../../etc/passwd",
    "con",
)


def check(
    name: str, status: str = "passed", score: float | None = None, most: float = 1.0, **more: Any
) -> dict[str, Any]:
    earned = (most if status == "passed" else 0.0) if score is None else score
    base = {"name": name, "status": status, "score": earned, "max_score": most, "mistake": None, "message": ""}
    return {**base, "also": None, "audit": None, "details": {}, **more}


def exercise(name: str, *checks: dict[str, Any]) -> dict[str, Any]:
    sums = {key: sum(c[key] for c in checks) for key in ("score", "max_score")}
    return {"id": name, **sums, "checks": list(checks)}


def row(
    student: str, *exercises: dict[str, Any], status: str = "graded", reasons: tuple[str, ...] = ()
) -> dict[str, Any]:
    return {
        "student": student,
        "notebook": f"{student}/assignment2/assignment2.ipynb",
        "status": status,
        "reasons": list(reasons),
        "repairs": [],
        "score": sum(e["score"] for e in exercises) if exercises else None,
        "max_score": 3.0,
        "exercises": list(exercises),
    }


def document(*rows: dict[str, Any]) -> dict[str, Any]:
    return {
        "schema_version": 1,
        "assignment": "assignment2",
        "max_score": 3.0,
        "grader_version": "1",
        "release": "0" * 64,
        "seed": 1,
        "isolation": "namespaces",
        "limits": {},
        "submissions": sorted(rows, key=lambda r: (r["student"], r["notebook"])),
    }


MEAN = {
    "mistake": "missing_mean",
    "message": "They are never divided by m. At entry (0, 0): yours 7, numerically 1.",
    "details": {"analytic": 7.0, "numeric": 1.0, "index": [0, 0], "relative_error": 0.857143},
}
RIGHT = (exercise("linear_backward", check("dW", most=2.0), check("db")),)
WRONG = (exercise("linear_backward", check("dW", "failed", most=2.0, **MEAN), check("db", "failed", **MEAN)),)
HALF = (exercise("linear_backward", check("dW", "failed", 1.0, 2.0, mistake="mutates_input"), check("db", "skipped")),)
CLASS = document(
    row("anna", *RIGHT),
    row("bela", *WRONG),
    row("carl", *HALF, status="needs_review", reasons=("Two notebooks.",)),
    row("dora", status="not_graded", reasons=("The file breaks off.",)),
    row("emil", *WRONG),
)


def hostile() -> dict[str, Any]:
    """A class in which every text that students control is an attack."""
    rows = [
        row(
            text,
            exercise("linear_backward", check("dW", "error", most=2.0, message=text), check("db")),
            reasons=(text,),
        )
        for text in HOSTILE
    ]
    return document(*({**r, "status": "needs_review", "repairs": r["reasons"]} for r in rows))
