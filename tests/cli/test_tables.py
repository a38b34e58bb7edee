"""Tables and pages fit the terminal: long cells take several lines, or columns are parted."""

import pytest

from optim_viz.cli.tables import paragraph, paragraphs, table

PRINTED = [
    "list surfaces", "list optimizers", "list schedules", "list words", "show ackley",
    "show hartmann6", "show adam", "show momentum", "show cosine", "show easom", "check ravine",
    "theory -o a.png", "map --steps 20 -o a.png", "orders --dims 2 --steps 20 -o a.png",
    "compare --noise 0.1 --seeds 3 --steps 20 -a sgd:lr=0.01 -a adam:lr=0.1,beta1=0.8 -o a.png",
    "basins himmelblau --side 10 --steps 20 -a newton -a sgd:lr=0.01 -o a.png",
    "bench styblinski_tang bowl -a sgd -a newton --starts 2 --steps 20 --rates 0.1:1:3 -o a.png",
]  # fmt: skip


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("line", PRINTED)
def test_what_is_printed_fits(line, columns, cli, sketch, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    ran = cli(*line.split())
    assert ran.code == 0, ran.err
    assert max(map(len, ran.lines)) <= columns


def test_a_table_that_fits_has_a_line_for_each_row(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert table(["a", "bb"], [["1", "2"], ["333", ""]]) == "a    bb\n1    2\n333"


def test_long_cells_take_several_lines(monkeypatch):
    monkeypatch.setenv("COLUMNS", "20")
    told = table(["name", "what it does"], [["x", "one two three four"], ["y", "five"]])
    assert told == "name  what it does\nx     one two three\n      four\ny     five"


def test_columns_that_do_not_fit_come_below_with_the_first_ones(monkeypatch):
    monkeypatch.setenv("COLUMNS", "24")
    told = table(["key", "aaaaaaaa", "bbbbbbbb", "cccccccc"], [["k1", "1", "2", "3"]])
    assert told == (
        "key  aaaaaaaa  bbbbbbbb\nk1   1         2\n\nkey  cccccccc\nk1   3"
    )  # fmt: skip
    two = table(["s", "m", "aaaaaaaa", "bbbbbbbb", "cccccccc"], [["1", "2", "3", "4", "5"]], keys=2)
    assert two.splitlines()[-2:] == ["s  m  cccccccc", "1  2  5"]


def test_every_word_of_a_table_is_there_in_any_width(monkeypatch):
    rows = [[f"name{i}", "some words and more words", f"{i}e-05", "1-2", "x" * i] for i in range(9)]
    header = ["name", "what it is about", "number", "range", "tail"]
    wanted = sorted(" ".join(cell for line in (header, *rows) for cell in line).split())
    for columns in range(20, 90):
        monkeypatch.setenv("COLUMNS", str(columns))
        told = table(header, rows)
        assert max(map(len, told.splitlines())) <= max(columns, 16)
        words = told.split()
        assert set(words) == set(wanted)


def test_paragraphs_are_filled_and_what_is_set_apart_is_kept(monkeypatch):
    monkeypatch.setenv("COLUMNS", "30")
    assert paragraph("  name    some words that are many", 10) == (
        "  name    some words that are\n          many"
    )
    code = "A sentence\nin two lines.\n\n    x = f(a,\n          b)\n\n- a point"
    assert paragraphs(code) == code.replace("sentence\nin", "sentence in")


def test_wide_letters_take_two_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    assert table(("이름", "n"), [("경사", "1"), ("a", "2")]).splitlines() == [
        "이름  n",
        "경사  1",
        "a     2",
    ]
    told = table(("a", "b"), [("x", "가나다라 마바사아 자차카타 파하가나 다라마바")])
    assert told.splitlines()[1:] == [
        "x  가나다라 마바사아 자차카타 파하가나",
        "   다라마바",
    ]
