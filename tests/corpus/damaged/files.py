"""Damage to the file: what mail programs, browsers, editors and version control do to a notebook, and what is handed
in instead."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable

from corpus.damaged.notebooks import EXERCISES, Notebook, Outcome, change, find, right, text

FILES: dict[str, tuple[Callable[[], bytes], Outcome]] = {}
MEGABYTE = 10**6


def file(
    score: float | None = 20.0, reasons: str = "", repairs: str = ""
) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Register a function that makes the bytes of a file, under its name, with the outcome that it must have."""

    def register(function: Callable[[], bytes]) -> Callable[[], bytes]:
        FILES[function.__name__] = (function, Outcome(score, tuple(reasons.split()), tuple(repairs.split())))
        return function

    return register


def dumped(notebook: Notebook | None = None, **options: object) -> str:
    """A notebook's JSON as Jupyter writes it."""
    return json.dumps(notebook or right(), **{"indent": 1, "ensure_ascii": False, **options})  # type: ignore[arg-type]


def zipped(files: dict[str, bytes | str]) -> bytes:
    """A zip of files by name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


# Encodings and JSON


@file(repairs="encoding")
def byte_order_mark() -> bytes:
    return dumped().encode("utf-8-sig")


@file(repairs="encoding")
def utf_16() -> bytes:
    return dumped().encode("utf-16")


@file(repairs="encoding")
def utf_16_without_a_mark() -> bytes:
    return dumped().encode("utf-16-le")


@file(repairs="encoding")
def utf_32() -> bytes:
    return dumped().encode("utf-32")


@file(repairs="encoding")
def windows_1252() -> bytes:
    notebook = right(tanh_derivative=["# für später – “schön”\nreturn 1 - np.tanh(Z) ** 2"])
    return dumped(notebook).encode("cp1252", "replace")


@file(repairs="encoding")
def damaged_utf_8() -> bytes:
    return (
        dumped(right(tanh_derivative=["# schön\nreturn 1 - np.tanh(Z) ** 2"])).encode().replace("ö".encode(), b"\xc3")
    )


@file()
def windows_line_ends() -> bytes:
    return dumped().replace("\n", "\r\n").encode()


@file()
def minified() -> bytes:
    return dumped(indent=None, separators=(",", ":"), ensure_ascii=True).encode()


@file()
def blank_lines_before() -> bytes:
    return b"\n\n  " + dumped().encode()


@file()
def nulls_after_the_end() -> bytes:
    return dumped().encode() + bytes(4096)


@file(repairs="trailing")
def half_of_a_second_copy_after_the_end() -> bytes:
    return dumped().encode() + dumped().encode()[:5000]


@file()
def odd_numbers() -> bytes:
    return (
        dumped()
        .replace('"nbformat_minor"', f'"a": NaN, "b": -Infinity, "c": {"9" * 5000}, "d": 1e999, "nbformat_minor"')
        .encode()
    )


@file()
def keys_twice() -> bytes:
    return dumped().replace('{\n "cells"', '{\n "cells": [],\n "cells"', 1).encode()


@file()
def fifty_megabytes_of_outputs() -> bytes:
    picture = '{"output_type": "display_data", "metadata": {}, "data": {"image/png": "' + "iVBOR" * MEGABYTE + '"}}'
    return dumped().replace('"outputs": []', f'"outputs": [{", ".join([picture] * 10)}]', 1).encode()


@file(19.0, repairs="newer_python")
def syntax_of_a_newer_python() -> bytes:
    notebook = change(right(), "tanh_derivative", lambda source: source + "\n\n\ntype of the future = 3")
    notebook["metadata"]["language_info"] = {"name": "python", "version": "3.99.1"}
    return dumped(notebook).encode()


@file()
def python_of_another_kind() -> bytes:
    notebook = right()
    notebook["metadata"]["language_info"] = {"version": ["3.12"]}
    return dumped(notebook).encode()


# Something else in its place


@file(repairs="zip")
def a_zip() -> bytes:
    return zipped({"assignment2.ipynb": dumped()})


@file(repairs="zip")
def a_zip_of_the_folder_from_a_mac() -> bytes:
    return zipped(
        {
            "assignment2/assignment2.ipynb": dumped(),
            "assignment2/notes.ipynb": "{}",
            "assignment2/.ipynb_checkpoints/assignment2.ipynb": "{}",
            "__MACOSX/assignment2/assignment2.ipynb": b"\0\5\26\7",
        }
    )


@file(repairs="script labels_lost")
def a_script_by_nbconvert() -> bytes:
    cells = []
    for cell in right()["cells"]:
        lines = text(cell)
        cells.append(
            f"# In[ ]:\n\n\n{lines}\n"
            if cell["cell_type"] == "code"
            else "".join(f"# {s}\n" for s in lines.split("\n"))
        )
    return ("#!/usr/bin/env python\n# coding: utf-8\n\n" + "\n\n".join(cells)).encode()


@file(repairs="script labels_lost")
def a_script_by_vs_code() -> bytes:
    cells = []
    for cell in right()["cells"]:
        lines = text(cell)
        cells.append(
            f"# %%\n{lines}"
            if cell["cell_type"] == "code"
            else "# %% [markdown]\n" + "".join(f"# {s}\n" for s in lines.split("\n"))
        )
    return "\n\n".join(cells).encode()


@file(repairs="script labels_lost")
def a_script_by_pycharm() -> bytes:
    cells = [
        f"#%%\n{text(cell)}\n"
        if cell["cell_type"] == "code"
        else "#%% md\n" + "".join(f"# {s}\n" for s in text(cell).split("\n"))
        for cell in right()["cells"]
    ]
    return "\n".join(cells).encode()


@file(repairs="script labels_lost restored left_out")
def a_script_of_bare_classes() -> bytes:
    notebook = right()
    classes = "\n\n\n".join(text(find(notebook, name)) for name in EXERCISES)
    return f"import numpy as np\nfrom assignment2 import Module\n\n\n{classes}\n\n\nprint(undefined_name)\n".encode()


@file(None, "empty")
def empty() -> bytes:
    return b""


@file(None, "empty")
def blank() -> bytes:
    return b" \r\n\t\n"


@file(None, "empty")
def nothing_but_nulls() -> bytes:
    return bytes(10_000)


@file(None, "truncated")
def truncated() -> bytes:
    return dumped().encode()[:20_000]


@file(None, "truncated")
def truncated_between_cells() -> bytes:
    return dumped().encode()[: dumped().encode().rindex(b"  {\n")]


@file(None, "html")
def a_web_page() -> bytes:
    return b"\n<!DOCTYPE html>\n<html><body>" + dumped().encode() + b"</body></html>"


@file(None, "conflict_markers")
def a_merge_left_undone() -> bytes:
    lines = dumped().split("\n")
    lines[200:200] = ["<<<<<<< HEAD", '    "x = 1"', "=======", '    "x = 2"', ">>>>>>> theirs"]
    return "\n".join(lines).encode()


@file(None, "conflict_markers")
def a_merge_left_undone_at_the_top() -> bytes:
    return b"<<<<<<< HEAD\n" + dumped().encode() + b"\n=======\n{}\n>>>>>>> theirs\n"


@file(None, "not_json")
def a_comma_too_much() -> bytes:
    return dumped().replace('"cells": [', '"cells": [,', 1).encode()


@file(None, "not_json")
def a_letter_to_the_lecturer() -> bytes:
    return b"Dear professor,\nmy notebook is attached.\n"


@file(None, "not_a_notebook")
def other_json() -> bytes:
    return b'{"a": 1}'


@file(None, "not_a_notebook")
def a_list() -> bytes:
    return json.dumps(right()["cells"]).encode()


@file(None, "not_a_notebook")
def cells_as_an_object() -> bytes:
    return dumped({**right(), "cells": {"0": {}}}).encode()


@file(None, "not_a_notebook")
def a_checkpoint_of_nothing() -> bytes:
    return b"[]"


@file(None, "other_format")
def a_pdf() -> bytes:
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


@file(None, "other_format")
def a_tarball() -> bytes:
    return b"\x1f\x8b\x08\x00" + bytes(range(256))


@file(None, "other_format")
def a_pointer_of_git_lfs() -> bytes:
    return b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"


@file(None, "zip_without_notebook")
def a_word_document() -> bytes:
    return zipped({"word/document.xml": "<xml/>"})


@file(None, "zip_of_several")
def a_zip_of_two_notebooks() -> bytes:
    return zipped({"one.ipynb": dumped(), "two.ipynb": dumped()})


@file(None, "zip_damaged")
def half_a_zip() -> bytes:
    return a_zip()[:3000]


@file(None, "too_big")
def a_zip_bomb() -> bytes:
    return zipped({"assignment2.ipynb": b" " * (101 * MEGABYTE)})


@file(None, "too_big")
def two_hundred_megabytes() -> bytes:
    return b"[" + b" " * (101 * MEGABYTE)


@file(None, "too_deep")
def nested_a_hundred_thousand_deep() -> bytes:
    return b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"


@file(None, "too_complex")
def four_million_lists() -> bytes:
    return b'{"cells": [' + b"[]," * 4_000_000 + b"[]]}"
