"""The playground has controls where ipywidgets is there, and says what to call where it is not."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from assignment2 import moons, playground, spirals

MODULE = sys.modules["assignment2.playground"]


def play(data: Any, rate: float) -> None:
    """What stands for a training."""
    if rate == 50:
        raise ValueError("too large")
    print(data.__name__, rate)


def test_without_widgets_the_call_is_said(capsys) -> None:
    """Outside of a notebook, or without the package."""
    playground(play, data=[spirals, moons], rate=[0.5, 50])
    said = "Call it in a cell of your own, with what you like: play(data=spirals, rate=0.5)"
    assert " ".join(capsys.readouterr().out.split()) == said


def test_menus_choose_and_a_button_runs(monkeypatch, capsys) -> None:
    """The first of each is chosen to begin with; the button runs what is chosen, and an error is a sentence."""
    widgets = pytest.importorskip("ipywidgets")
    display = pytest.importorskip("IPython.display")
    shown: list[Any] = []
    monkeypatch.setattr(MODULE, "in_notebook", lambda: True)
    monkeypatch.setattr(display, "display", shown.append)
    playground(play, data=[spirals, moons], rate=[0.5, 50])
    data, rate, button = shown[0].children[0].children
    assert [menu.description for menu in (data, rate)] == ["data", "rate"]
    assert isinstance(button, widgets.Button)
    button.click()
    data.value, rate.value = moons, 50
    button.click()
    out, err = capsys.readouterr()
    assert out.replace("\x1b[2K\r", "") == "spirals 0.5\nValueError: too large\n"
    assert err == ""
