"""``optim-viz map`` with batch sizes on an axis."""

import json

RATES, SIZES = ("--x", "lr=0.01:10:4"), ("--y", "batch_size=8:60:3")
TYPED = ("map", "moons", "-a", "sgd", *RATES, *SIZES, "--epochs", "2")


def test_it_tells_the_best_rate_of_each_size_beside_the_rules(cli, folder, sketch):
    ran = cli(*TYPED, "--json", "-o", "a.png", "--data", "a.csv")
    assert ran.code == 0, ran.err
    told = json.loads(ran.out)
    assert [one["batch_size"] for one in told["best"]] == [8, 22, 60]
    assert "2 epochs of 120 rows for all" in told["conditions"]
    header, *rows = (folder / "a.csv").read_text(encoding="utf-8").splitlines()
    assert header == "batch_size,lr,loss"
    assert len(rows) == 12
    table = cli(*TYPED, "-o", "a.png").out
    assert "linear rule" in table


def test_it_is_drawn_on_half_of_a_slide_in_another_language(cli, folder):
    small = cli(*TYPED, "-o", "b.svg", "--size", "half", "--theme", "dark", "--lang", "ko", "-q")
    assert (small.code, small.err) == (0, "")
