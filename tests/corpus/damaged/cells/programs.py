"""What other programs make of a notebook."""

from __future__ import annotations

from corpus.damaged.cells.labels import ids_lost
from corpus.damaged.damage import damage
from corpus.damaged.notebooks import Notebook, grade_id, text


@damage()
def outputs_stored(nb: Notebook) -> Notebook:
    picture = {"output_type": "display_data", "metadata": {}, "data": {"image/png": "iVBOR" * 100_000}}
    failed = {"output_type": "error", "ename": "E", "evalue": '"outputs": [', "traceback": ["\x1b[31m]}\\"]}
    for cell in nb["cells"]:
        if cell["cell_type"] == "code":
            cell.update(outputs=[failed, picture], execution_count=7)
    return nb


@damage()
def widgets_stored(nb: Notebook) -> Notebook:
    state = {f"{n:032x}": {"model_name": "FloatProgressModel", "state": {"value": n}} for n in range(2000)}
    nb["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": state}}
    return nb


@damage()
def as_colab_saves_it(nb: Notebook) -> Notebook:
    nb.update(nbformat_minor=0)
    nb["metadata"] = {"colab": {"provenance": []}, "kernelspec": {"name": "python3", "display_name": "Python 3"}}
    for number, cell in enumerate(nb["cells"]):
        cell["metadata"] = {**cell["metadata"], "id": cell.pop("id"), "outputId": f"{number:08x}"}
        cell["source"] = text(cell).splitlines(keepends=True)
    return nb


@damage(repairs="labels_lost")
def as_colab_saves_it_without_metadata(nb: Notebook) -> Notebook:
    for number, cell in enumerate(as_colab_saves_it(nb)["cells"]):
        cell["metadata"] = {"id": f"x{number:011d}"}
    return nb


@damage()
def as_vs_code_saves_it(nb: Notebook) -> Notebook:
    nb.update(nbformat_minor=2)
    nb["metadata"] = {"language_info": {"name": "python", "version": "3.12.1"}, "orig_nbformat": 4}
    for cell in nb["cells"]:
        cell["metadata"] = {**cell["metadata"], "vscode": {"languageId": "python"}}
        cell.pop("id")
    return nb


@damage(repairs="old_format")
def nbformat_3(nb: Notebook) -> Notebook:
    for cell in nb["cells"]:
        cell.pop("id")
        if cell["cell_type"] == "code":
            cell.update(input=cell.pop("source"), language="python", collapsed=False, prompt_number=1)
    heading = {"cell_type": "heading", "level": 1, "metadata": {}, "source": "Mine"}
    return {
        "metadata": {"name": ""},
        "nbformat": 3,
        "nbformat_minor": 0,
        "worksheets": [{"cells": [heading, *nb["cells"]]}],
    }


@damage()
def nbformat_4_0(nb: Notebook) -> Notebook:
    nb.update(nbformat_minor=0)
    return ids_lost(nb)


@damage()
def nbformat_missing(nb: Notebook) -> Notebook:
    return {"cells": nb["cells"]}


@damage()
def nbformat_as_text(nb: Notebook) -> Notebook:
    nb.update(nbformat="4", nbformat_minor=None, metadata=[])
    return nb


@damage()
def kernelspec_of_another_machine(nb: Notebook) -> Notebook:
    nb["metadata"]["kernelspec"] = {"name": "conda-env-nn-py", "display_name": "R", "language": "R"}
    return nb


@damage(repairs="wrapped")
def wrapped_by_the_contents_api(nb: Notebook) -> Notebook:
    return {"name": "assignment2.ipynb", "type": "notebook", "format": "json", "content": nb}


@damage()
def sources_as_lines_without_ends(nb: Notebook) -> Notebook:
    for cell in nb["cells"]:
        cell["source"] = text(cell).split("\n")
    return nb


@damage()
def sources_with_other_line_ends(nb: Notebook) -> Notebook:
    for number, cell in enumerate(nb["cells"]):
        cell["source"] = text(cell).replace("\n", ("\r\n", "\r")[number % 2])
    return nb


@damage()
def sources_with_blanks_at_the_ends(nb: Notebook) -> Notebook:
    for cell in nb["cells"]:
        cell["source"] = "\n\n" + text(cell).replace("\n", "  \n") + "\n\n\n"
    return nb


@damage(repairs="cells_malformed")
def cells_of_odd_types(nb: Notebook) -> Notebook:
    odd = [
        None,
        3,
        "class Linear: pass",
        [],
        {"source": None},
        {"source": {"a": 1}},
        {"source": ["x = 1\n", None, 3]},
        {},
    ]
    nb["cells"] = [*odd, *nb["cells"]]
    return nb


@damage()
def cell_types_missing(nb: Notebook) -> Notebook:
    for cell in nb["cells"]:
        if grade_id(cell):
            del cell["cell_type"]
    return nb
