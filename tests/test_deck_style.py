"""The style of a deck is checked, normalized, plain data."""

from __future__ import annotations

import pytest

from optim_viz.deck_style import DeckStyle, style_as_text
from optim_viz.optimizers import get
from optim_viz.optimizers.titles import titled
from optim_viz.recipes import Recipe
from optim_viz.recipes.animate import AnimateRecipe
from optim_viz.recipes.compare import CompareRecipe
from surfaces import InputError


def read(theme: str = "light", **keys: object) -> DeckStyle:
    return DeckStyle.read(style_as_text(keys), theme)


def test_the_same_style_has_the_same_text():
    one = style_as_text({"accent": "#B80", "names": {"sgd": " Gradient descent "}})
    other = style_as_text({"names": {"sgd": "Gradient descent"}, "accent": "#bb8800"})
    assert one == other == style_as_text(one)
    assert style_as_text({}) is style_as_text({"names": {}}) is style_as_text("none") is None


def test_keys_may_be_spelled_as_in_matplotlib():
    assert style_as_text({"colors": {"sgd": "#000000"}, "cmap": "viridis"}) == style_as_text(
        {"colours": {"sgd": "#000000"}, "colormap": "viridis"}
    )


def test_toml_takes_names_of_libraries_for_tables():
    assert read(names={"torch": {"Adam": "Theirs"}}).names == {"torch.Adam": "Theirs"}


def test_the_dark_theme_has_its_own_page_and_shares_the_rest():
    keys = {
        "background": "#ffffee", "text": "#111111", "accent": "#bb8800", "font": "Fira Sans",
        "names": {"sgd": "GD", "adam": "A"}, "colours": {"sgd": "#aa0000"},
        "dark": {"accent": "#ffd75f", "names": {"adam": "B"}},
    }  # fmt: skip
    light, dark, in_print = (read(theme, **keys) for theme in ("light", "dark", "print"))
    assert (light.paper, light.text, light.accent) == ("#ffffee", "#111111", "#bb8800")
    assert (dark.paper, dark.text, dark.accent) == (None, None, "#ffd75f")
    assert (in_print.paper, in_print.text, in_print.accent) == (None, None, None)
    assert {one.font for one in (light, dark, in_print)} == {"Fira Sans"}
    assert dark.names == {"sgd": "GD", "adam": "B"}
    assert dark.colours == in_print.colours == {"sgd": "#aa0000"}


def test_no_background_is_none_in_every_theme_but_films_have_one():
    keys = {"background": "none"}
    assert all(read(theme, **keys).is_transparent for theme in ("light", "dark", "print"))
    assert not read("dark", **keys, dark={"background": "#000"}).is_transparent
    assert CompareRecipe(style=keys).deck_style.is_transparent
    assert not AnimateRecipe(style=keys).deck_style.is_transparent


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"acent": "#fff"}, "did you mean accent?"),
        ({"dark": {"acent": "#fff"}}, "did you mean accent?"),
        ({"dark": {"dark": {}}}, "unknown key of a style: 'dark'"),
        ({"dark": "#000"}, r"style: dark is a table, \[dark\]"),
        ({"accent": "#12345"}, "accent is a colour such as #b58900, not '#12345'"),
        ({"accent": 3}, "accent is a colour"),
        ({"background": "None"}, "background is a colour"),
        ({"font": ""}, "font is a text of 1 to 60 letters"),
        ({"font": ["a"]}, "font is a text"),
        ({"colormap": ["#fff"]}, "colormap has 2 to 64 colours, not 1"),
        ({"names": {"sgd": "two\nlines"}}, "names: sgd is on one line"),
        ({"names": {"agd": "x"}}, "unknown optimizer 'agd'; here it is nesterov"),
        ({"colours": {"adm": "#000"}}, "did you mean adam?"),
        ({"names": "x"}, r"names is a table, as in \[names\] sgd"),
        ({"names": {"sgd": "Adam"}}, "sgd and adam would both be called Adam"),
        ({"names": {"sgd": "x", "adam": "x"}}, "would both be called x"),
        ("accent = '#fff'", "a style is a file in TOML, or its keys as JSON"),
        ("[1]", "a style is a file"),
    ],
)  # fmt: skip
def test_what_is_no_style_is_one_clear_line(keys, message):
    with pytest.raises(InputError, match=message) as error:
        style_as_text(keys)
    assert "\n" not in str(error.value)


def test_a_recipe_holds_the_style_as_plain_data():
    recipe = CompareRecipe(style={"accent": "#b58900", "names": {"sgd": "GD"}})
    assert '"style": {"accent": "#b58900", "names": {"sgd": "GD"}}' in recipe.text()
    assert Recipe.read(recipe.text()) == recipe
    assert hash(recipe)
    assert recipe.key() == CompareRecipe().key()


def test_methods_have_the_names_in_force():
    with titled({"sgd": "Gradient descent"}):
        assert get("sgd:lr=0.1").title == "Gradient descent"
        assert get("adam").title == "Adam"
    assert get("sgd").title == "SGD"
