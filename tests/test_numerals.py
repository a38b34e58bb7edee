"""Numbers as text read back as the numbers that they are."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surfaces.numerals import shortest, subscript, superscript, typeset_name


@pytest.mark.parametrize("shifted", [superscript, subscript])
@given(number=st.integers())
def test_every_digit_of_an_exponent_or_index_is_the_digit(shifted, number) -> None:
    text = shifted(number)
    assert unicodedata.normalize("NFKC", text).replace("−", "-") == str(number)
    assert not set(text) & set("0123456789-")


def test_text_keeps_what_is_not_a_digit() -> None:
    assert superscript("2n") == "²n"
    assert subscript("x10") == "x₁₀"


@given(number=st.floats(allow_nan=False))
def test_the_shortest_text_reads_back_as_the_same_number(number) -> None:
    assert float(shortest(number)) == number
    assert len(shortest(number)) <= len(repr(number))


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "1"), (20.0, "20"), (0.1, "0.1"), (1e-8, "1e-08"), (1 / 3, "0.3333333333333333")],
)
def test_shortest_as_it_is_written(number, text) -> None:
    assert shortest(number) == text
    assert shortest(np.float64(number)) == text


def test_what_is_not_a_number_has_a_text_as_well() -> None:
    assert shortest(float("nan")) == "nan"


@pytest.mark.parametrize(
    ("name", "printed"),
    [("x", "x"), ("x12", "x₁₂"), ("theta", "θ"), ("beta1", "β₁"), ("λ", "λ"), ("width", "width"),
     ("w2", "w₂")],
)  # fmt: skip
def test_variables_are_printed_as_in_books(name, printed) -> None:
    assert typeset_name(name) == printed
