"""Controls for a function of the student's: a menu or a slider for each argument, and a button that runs it."""

from __future__ import annotations

import functools
import importlib
import sys
from collections.abc import Callable, Sequence
from typing import Any

from assignment2.attempt import draw
from assignment2.errors import say
from assignment2.picture import in_notebook


def playground(run: Callable[..., Any], **choices: Sequence[Any]) -> None:
    """Show a menu for every argument of ``run``, and a button; without ipywidgets say how to call it instead.

    run: trains and draws; what it raises is printed as a sentence.
    choices: for an argument what to choose from, functions and classes by their names; the first one to begin with.
    """
    widgets = _widgets()
    if widgets is None:
        call = ", ".join(f"{argument}={_name(values[0])}" for argument, values in choices.items())
        say(f"Call it in a cell of your own, with what you like: {run.__name__}({call})")
        return
    menus = {
        argument: widgets.Dropdown(
            options=[(_name(value), value) for value in values],
            description=argument,
            layout=widgets.Layout(width="auto", min_width="180px"),
        )
        for argument, values in choices.items()
    }
    go = functools.partial(_run, run, menus, output := widgets.Output())
    button = widgets.Button(description="Train", button_style="")
    button.on_click(go)
    row = widgets.HBox([*menus.values(), button], layout=widgets.Layout(flex_flow="row wrap"))
    sys.modules["IPython.display"].display(widgets.VBox([row, output]))


def _run(run: Callable[..., Any], menus: dict[str, Any], output: Any, _: Any) -> None:
    output.clear_output()
    with output:
        draw(lambda: run(**{argument: menu.value for argument, menu in menus.items()}))


def _widgets() -> Any:
    """The package ipywidgets, None where it is missing or nobody could see it."""
    if not in_notebook():
        return None
    try:
        return importlib.import_module("ipywidgets")
    except Exception:  # missing, or broken by another version of its own parts
        return None


def _name(value: Any) -> str:
    return getattr(value, "__name__", None) or repr(value)
