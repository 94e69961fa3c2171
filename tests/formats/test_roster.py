"""The sheets of Canvas and Moodle: the instructor's own come back with the points in them."""

from __future__ import annotations

import csv
import io

import pytest
from graded import CLASS, HALF, HOSTILE, RIGHT, check, document, exercise, row

from autograder.formats.roster import canvas, moodle
from autograder.formats.rows import ReportError

CANVAS = """\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Essay (7),assignment2 (42)
    Points Possible,,,,,10.00,20.00
"Anna, A",1,s1,anna,X,5,
"Bela, B",2,s2,bela@x.org,X,5,3
"=cmd()",3,s3,zoe,X,5,
"""


def test_canvas_keeps_the_rows_and_lists_the_unmatched():
    """Their five columns and ours; who is in the sheet alone keeps what stood there; both sides are told."""
    merged = canvas(CLASS, CANVAS.encode())
    table = list(csv.reader(io.StringIO(merged.content.decode())))
    assert table[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "assignment2 (42)"]
    assert table[1] == ["    Points Possible", "", "", "", "", "20.00"]
    assert [(line[0], line[-1]) for line in table[2:]] == [("Anna, A", "3"), ("Bela, B", "0"), ("'=cmd()", "")]
    assert merged.without_submission == ("=cmd()",)
    assert merged.not_in_sheet == ("carl", "dora", "emil")


def test_canvas_makes_no_new_assignment():
    """Without a column of that name nothing is written."""
    with pytest.raises(ReportError, match="no column is called assignment2"):
        canvas(CLASS, CANVAS.replace("assignment2", "Homework").encode())


@pytest.mark.parametrize(
    ("header", "person"),
    [
        ("Identifier,Full name,Email address,Grade,Last modified (grade),Feedback comments", "Participant"),
        ("ID,Vollständiger Name,E-Mail-Adresse,Bewertung,Zuletzt geändert,Feedback als Kommentar", "Teilnehmer/in"),
    ],
)
def test_moodle_takes_downloaded_names(header, person):
    """By address and by the number in the folder of a download, in another language too; other cells stay."""
    roster = (
        f"{header}\n{person} 11,Anna A,anna@x.org,,-,\n{person} 12,Bela B,b@x.org,1,-,\n{person} 13,Zoe,z@x.org,2,-,\n"
    )
    graded = document(row("anna", *RIGHT), row("Bela B_12_assignsubmission_file_", *HALF), row("eve", *RIGHT))
    merged = moodle(graded, roster.encode())
    table = list(csv.reader(io.StringIO(merged.content.decode())))
    assert [line[3] for line in table[1:]] == ["3", "1", "2"]
    assert [line[4] for line in table[1:]] == ["-", "-", "-"]
    assert table[2][5].startswith("linear_backward.dW: ")
    assert (merged.without_submission, merged.not_in_sheet) == ((f"{person} 13 Zoe",), ("eve",))


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_sheet_keeps_what_stands_between_its_cells(separator):
    """Canvas and Excel write a semicolon in some languages, a byte-order mark, and commas inside of names."""
    lines = [["Student", "ID", "assignment2 (1)"], ["    Points Possible", "", "20"], ['Lovelace, "Anna"', "anna", ""]]
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(lines)
    merged = canvas(CLASS, b"\xef\xbb\xbf" + text.getvalue().encode())
    table = list(csv.reader(io.StringIO(merged.content.decode()), delimiter=separator))
    assert table == [*lines[:2], [*lines[2][:2], "3"]]
    assert merged.without_submission == ()


@pytest.mark.parametrize("start", [b"\xef\xbb\xbf", b"sep=,\r\n", b"\n\r\n", b"utf-16"])
def test_what_excel_writes_is_read(start):
    """A byte-order mark, a line that names the separator, empty lines, "Unicode text"; what is written has none."""
    sheet = "Student,ID,assignment2 (1)\n\n,,Manual Posting\n    Points Possible,,20\nAnna,anna,\n,,\n"
    merged = canvas(CLASS, sheet.encode("utf-16") if start == b"utf-16" else start + sheet.encode())
    assert merged.content.decode().split("\r\n") == [
        *("Student,ID,assignment2 (1)", ",,Manual Posting", "    Points Possible,,20", "Anna,anna,3", ""),
    ]
    assert merged.without_submission == ()  # the row of Canvas's own is nobody


def test_a_column_that_is_named_and_not_there_is_told():
    """With those that are."""
    with pytest.raises(ReportError, match=r"^the roster has no column Nota: its columns are Id, Arvosana$"):
        moodle(CLASS, b"Id,Arvosana\n1,\n", "Nota")


@pytest.mark.parametrize("writer", [canvas, moodle])
@pytest.mark.parametrize("name", [*HOSTILE, "x" * 5000, "=1+1\uff1d名前 👩‍🔬", "Anna\u202e", "＝1+1"])
def test_hostile_rosters_and_names_stay_text(writer, name):
    """Whatever stands in the sheet or in a message: as many rows, no formula, no tag, no control character."""
    text = io.StringIO()
    sheets = {canvas: ["Student", "ID", "assignment2 (1)"], moodle: ["Full name", "ID", "Grade", "Feedback comments"]}
    rest = [""] * (len(sheets[writer]) - 2)
    rows = [sheets[writer], [name.replace("\x00", ""), "7", *rest], ["Zoe", name.replace("\x00", ""), *rest]]
    csv.writer(text).writerows(rows)
    lost = check("dW", "failed", most=2.0, message=name)
    merged = writer(document(row("7", exercise("linear_backward", lost, check("db")))), text.getvalue().encode())
    table = list(csv.reader(io.StringIO(merged.content.decode(), newline="")))
    assert len(table) == 3
    assert table[1][2] == "1"
    for value in (value for line in table for value in line):
        assert not value.startswith(tuple("=+-@\t\r＝＋－＠"))
        assert value.isprintable()
        assert writer is canvas or value in table[1][:2] + table[2][:2] or "<" not in value


@pytest.mark.parametrize("roster", [b"", b"\xff\xfeS\x00", b"a;b\n1;2\n", b"Student,ID\n", b"\n\n", b"Grades,x\n1\n"])
@pytest.mark.parametrize("writer", [canvas, moodle])
def test_what_is_no_roster_is_told(writer, roster):
    """In a sentence that says what to do."""
    with pytest.raises(ReportError, match=r"[:;] (export|download|name) "):
        writer(CLASS, roster)
