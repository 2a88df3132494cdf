from __future__ import annotations

import csv
import io

import pytest
from django.core.exceptions import ValidationError

from tenants.lists import MOST_LINES, read_csv, read_pasted, write_csv
from tenants.sheets import MAX_BYTES


def addresses(lines):
    return [line.email for line in lines]


@pytest.mark.parametrize(
    "text",
    [
        "a@x.example\nb@x.example",
        "a@x.example, b@x.example",
        "a@x.example; b@x.example;",
        "\r\n a@x.example \r\n\r\nb@x.example\r\n",
        'Ann Lee <a@x.example>\n"Bo Yu" <b@x.example>',
        "Lee, Ann <a@x.example>; Yu, Bo <b@x.example>",
    ],
)
def test_reads_what_people_paste(text):
    assert addresses(read_pasted(text)) == ["a@x.example", "b@x.example"]


def test_reads_names_beside_addresses():
    [ann, bo] = read_pasted('"Lee, Ann" <a@x.example>\n<b@x.example>')
    assert (ann.name, ann.number, bo.name, bo.number) == ("Lee, Ann", 1, "", 2)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_reads_columns_in_any_order(separator, mark):
    rows = [["Team", "E-Mail", "Shoe size", "Roles", "Name"]]
    rows += [["Sales", "a@x.example", "44", "curator manager", "Ann"]]
    data = mark + "\r\n".join(separator.join(row) for row in rows)
    [line] = read_csv(data.encode())
    assert (line.email, line.name, line.roles, line.team) == (
        "a@x.example",
        "Ann",
        "curator manager",
        "Sales",
    )
    assert line.number == 2


def test_reads_quoted_line_breaks_as_one_line():
    data = 'email,name\r\na@x.example,"Ann\nvan\nLee"\r\nb@x.example,Bo\r\n'
    [ann, bo] = read_csv(data.encode())
    assert (ann.name, bo.email) == ("Ann van Lee", "b@x.example")


def test_reads_what_spreadsheets_save_as_unicode_text():
    [line] = read_csv("email\tname\na@x.example\tJosé\n".encode("utf-16"))
    assert (line.email, line.name) == ("a@x.example", "José")


def test_says_which_line_has_too_many_cells():
    lines = read_csv(b"email,roles\na@x.example,curator,admin\nb@x.example,curator,\n")
    assert [line.is_whole for line in lines] == [False, True]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "columns"),
        (b"a@x.example\nb@x.example\n", "columns"),
        (b"email,email\na@x.example,b\n", "columns"),
        (b"email\n", "empty"),
        ("email,name\na@x.example,Jos\xe9\n".encode("latin-1"), "encoding"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "encoding"),
        (b"email\na\x00@x.example\n", "csv"),
        (b'email\n"a@x.example\n', "csv"),
        (b'email\n"a"b@x.example\n', "csv"),
        (b"email,name\na@x.example," + b"x" * 200_000, "csv"),
        (b"email\n" + b"a@x.example\n" * (MOST_LINES + 1), "many"),
        (b"email\n" + b"\n" * MAX_BYTES, "large"),
    ],
)
def test_refuses_what_is_not_such_a_list(data, code):
    with pytest.raises(ValidationError) as error:
        read_csv(data)
    assert error.value.code == code


@pytest.mark.parametrize(
    ("text", "code"), [("", "empty"), (" ;,\n ", "empty"), ("a@x\n" * (MOST_LINES + 1), "many")]
)
def test_refuses_what_is_no_list_of_people(text, code):
    with pytest.raises(ValidationError) as error:
        read_pasted(text)
    assert error.value.code == code


def test_takes_as_many_as_it_says():
    assert len(read_csv(b"email\n" + b"a@x.example\n\n" * MOST_LINES)) == MOST_LINES


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "=cmd|' /C calc'!A0"]


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_file_of_ours_holds_no_formula(cell):
    text = write_csv(["name"], [[cell]])
    [[_name], [shown]] = csv.reader(io.StringIO(text, newline=""))
    assert shown == f"'{cell}"


def test_a_number_is_no_formula_and_nothing_is_empty():
    text = write_csv(["a", "b", "c"], [[-0.5, None, "-0.5"]])
    assert list(csv.reader(io.StringIO(text, newline="")))[1] == ["-0.5", "", "'-0.5"]


def test_a_file_of_ours_says_everything_else_as_it_is():
    cells = ["a@x.example", 'Ann "the" Lee, Jr', "line\nbreak", "5", "’"]
    text = write_csv(["a", "b", "c", "d", "e"], [cells])
    assert list(csv.reader(io.StringIO(text, newline="")))[1] == cells
