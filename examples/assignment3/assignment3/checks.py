"""Visible checks. They hold no answers: gradients are measured on the forward pass, values by what must be true."""

import numpy as np

from . import look

Z = np.array([[0.5, -1.0, 2.0], [1.5, 0.0, -0.5], [-0.5, 1.0, 0.3], [0.2, 0.4, -1.2]])
Y = np.eye(4)[:, [1, 2, 0]]
LOSSES = np.array([[0.57422091, 0.71882777, 0.26660965]])  # of these scores and labels
X = np.array([[0.5, -1.0, 2.0, 0.7], [1.5, 0.2, -0.5, -1.1]])
dY = np.array([[0.3, -1.2, 0.5, 0.9], [1.0, 0.6, -0.7, 0.2]])


def check(grade_id, names):
    """Check an exercise; a notebook shows what is found, and its plain form is the points that it would give.

    Never raises, and prints nothing.
    """
    try:
        return look.found(CHECKS[grade_id](names))
    except KeyError as missing:
        return look.Outcome([f"✗ There is no {missing} yet: run the cell that defines it."], 0.0)
    except KeyboardInterrupt:
        return look.Outcome(["✗ Interrupted. Look for a loop that never ends."], 0.0)
    except NotImplementedError:
        return look.Outcome(["· Nothing is written here yet."], 0.0)
    except BaseException as error:
        return look.Outcome([f"✗ Your code raised {type(error).__name__}: {error}"], 0.0)


def softmax(names):
    """Columns sum to 1, all are positive, and two scores of a column stand as e to their difference."""
    A = names["Softmax"]().forward(Z.copy())
    yield 2, look.softmax("A", A, Z)


def cross_entropy(names):
    """The loss by the numbers of an example, its gradient by the numeric gradient of the student's own loss."""
    loss = names["SoftmaxCrossEntropy"]()
    yield 2, look.same("L", loss.forward(Z.copy(), Y.copy()), LOSSES)
    numeric = look.numeric(lambda moved: np.sum(loss.forward(moved, Y.copy())), Z)
    yield 2, look.same("dZ", loss.backward(Z.copy(), Y.copy()), numeric)


def batch_norm(names):
    """By the numeric gradient of the forward that the notebook gives."""
    layer = names["BatchNorm"](len(X))
    layer.gamma, layer.beta = np.array([[0.7], [-1.3]]), np.array([[0.4], [0.9]])

    def cost(name):
        def moved(value):
            fresh = names["BatchNorm"](len(X))
            fresh.gamma, fresh.beta = layer.gamma, layer.beta
            if name != "X":
                setattr(fresh, name, value)
            return np.sum(dY * fresh.forward(value if name == "X" else X))

        return moved

    layer.forward(X.copy())
    dX = layer.backward(dY.copy())
    m = X.shape[1]
    yield 1, look.same("dgamma", getattr(layer, "dgamma", None), look.numeric(cost("gamma"), layer.gamma) / m)
    yield 1, look.same("dbeta", getattr(layer, "dbeta", None), look.numeric(cost("beta"), layer.beta) / m)
    yield 2, look.same("dX", dX, look.numeric(cost("X"), X))


CHECKS = {"softmax": softmax, "cross_entropy": cross_entropy, "batch_norm_backward": batch_norm}
