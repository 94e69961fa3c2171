"""What is noticed in a submission, in words for the instructor: one sentence a code, filled from the remark's
details."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .cells import Remark

REMARKS: Mapping[str, str] = {
    # why a file is not graded
    "missing": "No notebook was handed in.",
    "no_notebook": "No notebook was handed in; what lies there is none: {found}.",
    "link": "The notebook or its folder is a link, and links are never followed: put the file itself in its place.",
    "not_a_file": "What stands in the notebook's place is no plain file.",
    "no_permission": "The notebook cannot be opened ({why}): check who may read it.",
    "too_big": "The file has {megabytes} MB, the limit is {limit} MB: clear the outputs, or raise the limit.",
    "too_deep": "The file is nested too deeply to be a notebook.",
    "too_complex": "The file holds more data than any notebook: clear outputs and widgets, and hand it in again.",
    "not_read": "The file cannot be read within the limits of a submission (reading it {why}): hand it in again.",
    "too_many_cells": "The file holds {count} cells, more than any notebook: hand in the notebook itself.",
    "empty": "The file is empty: hand it in again.",
    "truncated": "The file breaks off in the middle, as after an interrupted download: hand it in again.",
    "html": "The file is a web page saved under a notebook's name: download the notebook itself.",
    "other_format": "The file is {what}, not a notebook: hand in the .ipynb file.",
    "not_text": "The file is no text in any encoding that is known: hand in the .ipynb file.",
    "conflict_markers": "The file holds git's conflict markers, first in line {line}: resolve the conflict.",
    "not_json": "The file is no notebook: its JSON is broken in line {line}.",
    "not_a_notebook": "The file is JSON, but no notebook: it has no list of cells.",
    "zip_damaged": "The zip cannot be read ({why}): hand in the .ipynb file itself.",
    "zip_without_notebook": "There is no notebook in the zip: hand in the .ipynb file itself.",
    "zip_of_several": "There are {count} notebooks in the zip: hand in the one that counts.",
    "our_fault": "The grader failed ({what}): this is not the student's fault; grade the submission again.",
    # why a person should look
    "renamed": "The notebook had another name: {file}.",
    "another_notebook": "Another notebook of the same student stands beside this one.",
    "another_version": "Another version may stand beside this one, and was not looked into: {names}.",
    "names_alike": "The name looks like that of another student, {other}: is it the same person?",
    "exercise_missing": "No cell was found for {exercise}.",
    "no_code": "The cell of {exercise} holds no code.",
    "not_code": "The cell of {exercise}, {cell}, was no code cell; what it holds was graded.",
    "code_elsewhere": "The cell of {exercise} holds no code; {cell} was graded in its place.",
    "similar": "{cell} was taken for {exercise}, as it is {percent} % like what was handed out: is it the right one?",
    "candidates_differ": "Several cells answer {exercise}, and they differ: {cell} was graded, not {others}.",
    "extends_itself": "{cell} binds {name} anew, on top of what it was: which one did the student mean?",
    "bound_anew": "{cell} binds {name} anew: which one did the student mean?",
    "numeric_instead_of_backprop": "{check} of {exercise} is computed by finite differences.",
    "shut_out": "{cell} gets no file: nobody can write one in tier B. Were points lost with it? Tier A allows it.",
    "suspicious": "This looks like an attack on the grader: {what}.",
    "more_remarks": "{count} more remarks of this kind are left out.",
    # what was mended in the file
    "zip": "The notebook was taken out of a zip: {file}.",
    "script": "A Python script was handed in in place of the notebook, and cut into cells.",
    "misplaced": "The notebook lay in another folder than {folder}/.",
    "encoding": "The file was not in plain UTF-8: {encoding}.",
    "old_format": "The notebook was in nbformat {version}, and was brought up to 4.5.",
    "wrapped": "The notebook was wrapped in another document.",
    "trailing": "Something follows the notebook's end in the file; it was left out.",
    "cells_malformed": "{count} entries of the list of cells were no cells; they were left out.",
    "other_release": "The notebook was made from release {theirs}, and graded against {ours}.",
    # what was mended in the notebook
    "labels_lost": "Cells had lost their nbgrader metadata and were recognised by their id or class: {exercises}.",
    "moved": "{exercise} was answered in another cell: {cell}.",
    "retyped": "The code of {exercise} was in a {type} cell.",
    "joined": "The cell of {exercise} had been split; it was joined again: {cells}.",
    "divided": "{cell} answers several exercises and was divided between them: {exercises}.",
    "duplicates": "Copies of a cell were left out: {cells}.",
    "stubs_left_out": "Stubs beside an answer were left out: {cells}.",
    "borrowed_label": "A copied label was ignored, and the code run as the student's own: {cells}.",
    "tests_edited": "Test cells had been edited; the release's are used: {tests}.",
    "restored": "Cells of the release that were missing were put back: {cells}.",
    "restored_beside": "Cells of the release had been edited; the release's run before the student's: {cells}.",
    "conflict_in_cell": "{cell} holds git's conflict markers, first in its line {line}: the merge was never finished.",
    "magic": "What only Jupyter understands was taken out: {cells}.",
    "names_restored": "Names that the exercises need had been bound to something else, and were put back: {names}.",
    "newer_python": "{cell} is no Python {ours}; it ran with {theirs}, which knows more: was it right there?",
    "absent": "{cell} imports what is not here ({packages}): it ran without.",
    "needed_earlier": "{cell} ran before {other}, which needs what it defines: it had been run in another order.",
    "left_out": "{cell} does not run by itself ({why}), and was left out{lost}.",
}

_MOST_NAMES = 10
_MOST = 50


def listed(names: Sequence[str]) -> str:
    """``a, b and 3 more``: a list that stays short whatever was handed in."""
    shown = ", ".join(names[:_MOST_NAMES])
    return f"{shown} and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else shown


def first(remarks: Sequence[Remark]) -> tuple[Remark, ...]:
    """As many as one submission may have of a kind, and how many more there are."""
    more = len(remarks) - _MOST
    return (*remarks[:_MOST], Remark("more_remarks", {"count": more})) if more > 0 else tuple(remarks)
