"""What visible checks are made of: measuring, comparing, and showing both side by side."""

import numpy as np

H = 1e-5


class Outcome:
    """Lines for people; the plain form is a number of points, which ``nbgrader validate`` reads."""

    def __init__(self, lines, points):
        self.lines, self.points = lines, float(points)

    def __repr__(self):
        """The points."""
        return repr(self.points)

    def _repr_markdown_(self):
        return "\n\n".join(f"`{line}`" for line in self.lines)


def found(answers):
    """The outcome of (points, what is wrong or None) of each answer; those after an exception are lost."""
    lines, points = [], 0.0
    for worth, wrong in answers:
        lines.append(f"✗ {wrong}" if wrong else "✓ right here; points are given with other numbers.")
        points += 0 if wrong else worth
    return Outcome(lines, points)


def numeric(cost, x):
    """The gradient of a number, by central differences; the shape of x."""
    gradient = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += H
        down[index] -= H
        gradient[index] = (cost(up) - cost(down)) / (2 * H)
    return gradient


def array(name, value, shape):
    """What is wrong with the form of an answer, or None."""
    if value is None:
        return f"{name} is missing: nothing was returned, or set under that name."
    if not isinstance(value, np.ndarray | np.generic) or value.dtype.kind not in "biuf":
        return f"{name} is no array of numbers but of type {type(value).__name__}."
    if value.shape != shape:
        return f"{name} has shape {value.shape}, expected is {shape}."
    return None if np.isfinite(value).all() else f"{name} holds numbers that are none: NaN or infinity."


def same(name, value, numeric):
    """What is wrong with an answer that should be these numbers, or None."""
    wrong = array(name, value, numeric.shape)
    if wrong:
        return wrong
    off = np.abs(value - numeric)
    if (off <= 1e-4 * np.abs(numeric).max() + 1e-7).all():
        return None
    at = tuple(int(i) for i in np.unravel_index(np.argmax(off), off.shape))
    return f"{name} at {at}: yours {value[at]:.6g}, measured {numeric[at]:.6g}. {_ratio(value, numeric)}"


def _ratio(value, numeric):
    ratios = value[np.abs(numeric) > 1e-6] / numeric[np.abs(numeric) > 1e-6]
    if ratios.size and np.ptp(ratios) <= 1e-3 * np.abs(ratios).max():
        return "All signs are turned." if abs(ratios[0] + 1) < 1e-3 else f"Everything is {ratios[0]:.4g} times that."
    return ""


def softmax(name, value, Z):
    """What is wrong with probabilities, or None: positive, a sum of 1 in each column, ratios of e to the difference."""
    wrong = array(name, value, Z.shape)
    if wrong:
        return wrong
    if not (value > 0).all():
        return f"{name} has entries that are not positive."
    sums = value.sum(axis=0)
    if not np.allclose(sums, 1, atol=1e-5):
        return f"The columns of {name} sum to {np.round(sums, 4)}, not to 1."
    first = np.log(value / value[:1])
    if not np.allclose(first, Z - Z[:1], atol=1e-4):
        return f"{name}: two scores that differ by d have to differ by the factor e to the d."
    return None
