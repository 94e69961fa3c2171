"""Visible checks: whether an exercise is right, told at once and in words.

They hold no answers. Gradients are judged by the numeric gradient of the forward pass that the notebook gives; losses,
whose forward pass is an exercise too, by the numbers of worked examples. A yes here is a good sign, no grade.
"""

from __future__ import annotations

from assignment2.checks import activations, linear, losses, mlp, upstream
from assignment2.errors import say, sentence
from assignment2.mistakes import MESSAGES, SYMPTOMS
from assignment2.versions import failed
from gradcheck.checks import Checks, Names
from gradcheck.page import Words

VISIBLE = Checks(
    {
        "loss_cost": ("Loss", losses.cost),
        "mse_loss": ("MSELoss", losses.mse),
        "bce_loss": ("BCELoss", losses.bce),
        "activation_backward": ("Activation", upstream.backward),
        "sigmoid_derivative": ("Sigmoid", activations.sigmoid),
        "tanh_derivative": ("Tanh", activations.tanh),
        "relu_derivative": ("ReLU", activations.relu),
        "leaky_relu_derivative": ("LeakyReLU", activations.leaky_relu),
        "linear_backward": ("Linear", linear.backward),
        "mlp_backward": ("MLP", mlp.backward),
    },
    Words(MESSAGES, SYMPTOMS, sentence),
    points={"dZ": 2.0, "dW": 2.0, "dA_prev": 2.0, "gradients": 3.0},
    methods=(("dW", "db", "dA_prev"), ("gradients", "dX")),
    older=failed,
)
CHECKS, check, verdicts = VISIBLE.exercises, VISIBLE.check, VISIBLE.verdicts


def ready(names: Names, *grade_ids: str) -> bool:
    """Whether these exercises (all, if none is named) pass their checks; prints which ones do not. Never raises."""
    missing = VISIBLE.missing(names, *grade_ids)
    for older in filter(None, (failed(names, CHECKS[grade_id][0]) for grade_id in missing)):
        say(older)
    unwritten = VISIBLE.unwritten(names, *missing)
    wrong = [grade_id for grade_id in missing if grade_id not in unwritten]
    for state, which in (("Not written yet", unwritten), ("Not right yet", wrong)):
        if which:
            say(f"{state}, so there is nothing to train: {', '.join(which)}")
    return not missing
