"""``optim-viz list`` and ``optim-viz show``: surfaces, optimizers, schedules and words."""

from __future__ import annotations

from collections.abc import Callable, Container
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import Annotated, Any, TypeVar

import typer

import surfaces
from optim_viz import optimizers, schedules
from optim_viz.cli import glossary
from optim_viz.cli.app import AsJson, Quiet, add_command, print_json, say, table
from optim_viz.cli.carried import Carried, carried
from optim_viz.cli.completion import complete_optimizer, complete_surface
from optim_viz.cli.formulas import Maximize, Variables, tell_readings, with_variables
from optim_viz.cli.glossary import Word
from optim_viz.cli.inputs import Domain, Formula, Rotate, Shift, read_point, read_sides
from optim_viz.cli.pages import (
    optimizer_facts,
    optimizer_page,
    schedule_facts,
    schedule_page,
    short,
)
from optim_viz.cli.surface_pages import surface_facts, surface_page
from optim_viz.cli.terminal import tell
from optim_viz.optimizers import Optimizer
from optim_viz.optimizers.vocabulary import method_here
from optim_viz.problem import Sides, pose
from optim_viz.schedules import Schedule, Shape
from optim_viz.text import described, said_of_maxima, words
from surfaces import InputError, Surface
from surfaces.census import counted
from surfaces.custom import user_code
from surfaces.specs import choose

_CATALOGUES = ("surfaces", "optimizers", "schedules", "words")

_Told = TypeVar("_Told")
_Known = Surface | Optimizer | Shape | Schedule | Word | Carried


@add_command("list")
def list_(
    what: Annotated[str, typer.Argument(metavar="|".join(_CATALOGUES), help="What to list.")],
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """List the surfaces, the optimizers, the schedules, or the words on figures.

    optim-viz list surfaces
    optim-viz list optimizers --json
    """
    each = partial(_each, complain=not quiet)
    if choose(what, _CATALOGUES, "catalogue") == "surfaces":
        names, own, models = surfaces.names(), surfaces.catalogue(), surfaces.model_families()
        if as_json:  # every stationary point, which takes a moment
            told = each(names, own, lambda name: surface_facts(surfaces.get(name)))
            print_json([*told, *(surface_facts(surfaces.get(name)) for name in models)])
        else:
            rows = each(names, own, lambda name: _surface_row(surfaces.get(name)))
            tell(table(words.SURFACE_COLUMNS, rows))
            tell("\n" + table(words.MODEL_COLUMNS, [_model_row(name) for name in models]))
            if not quiet:
                say(words.MORE_MINIMA)
    elif what == "words":
        if as_json:
            print_json([word.facts() for word in glossary.glossary()])
        else:
            tell(glossary.words_table())
    elif what == "schedules":
        shapes = list(schedules.shapes().values())
        if as_json:
            print_json([schedule_facts(shape) for shape in shapes])
        else:
            rows = [(one.name, one.signature, described(one.summary)) for one in shapes]
            tell(table(words.SCHEDULE_COLUMNS, rows))
    else:
        names, methods = optimizers.names(), optimizers.methods()
        if as_json:
            print_json(each(names, methods, lambda name: optimizer_facts(optimizers.get(name))))
        else:
            lines = each(names, methods, lambda name: _optimizer_row(optimizers.get(name)))
            tell(table(words.OPTIMIZER_COLUMNS, lines))


def _each(
    names: list[str], own: Container[str], describe: Callable[[str], _Told], *, complain: bool
) -> list[_Told]:
    """Describe each; what other packages add and cannot be used is left out with a complaint."""

    def attempt(name: str) -> tuple[list[_Told], str]:
        try:
            return [describe(name)], ""
        except Exception as error:  # whatever the code of others may raise
            if name in own:
                raise
            known = isinstance(error, InputError) and str(error).startswith(name)
            what = user_code.described(error) or f"{type(error).__name__}: {error}"
            reason = str(error) if known else f"{name}: {what}"
            return [], words.left_out(" ".join(reason.split()))

    with ThreadPoolExecutor() as pool:
        contexts = [copy_context() for _ in names]  # threads know the language only from these
        attempts = list(pool.map(lambda context, name: context.run(attempt, name), contexts, names))
    for _, complaint in attempts:
        if complaint and complain:
            say(complaint)
    return [told for found, _ in attempts for told in found]


def complete_name(incomplete: str) -> list[str]:
    """Return the surfaces, optimizers, schedules and words that begin with these letters."""
    others = (*schedules.shapes(), *glossary.names())
    return (
        complete_surface(incomplete)
        + complete_optimizer(incomplete)
        + [name for name in others if name.startswith(incomplete)]
    )


@add_command("show")
def show(
    name: Annotated[
        str | None,
        typer.Argument(
            help="A surface, an optimizer or a schedule, with or without :key=value,...;"
            " a word on a figure: gap, ert; or a figure that was made, for its recipe.",
            autocompletion=complete_name,
            show_default=False,
        ),
    ] = None,
    formula: Formula = None,
    variables: Variables = None,
    maximize: Maximize = False,
    rotate: Rotate = 0.0,
    shift: Shift = None,
    domain: Domain = None,
    operations: Annotated[
        bool,
        typer.Option(
            "--operations", help="Count the arithmetic of a step; without a name, of all methods."
        ),
    ] = False,
    on: Annotated[
        str | None,
        typer.Option(
            metavar="SURFACE",
            help="Where the step is taken, for --operations; or -f.",
            autocompletion=complete_surface,
        ),
    ] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Show what is known of a surface, an optimizer, a schedule, a word, or a figure's recipe.

    optim-viz show -f "x**4 - x**2 + y**2"
    optim-viz show adam --operations --on rosenbrock
    """
    formula = with_variables(formula, variables)
    tell_readings([formula], quiet=quiet)
    moved, box = read_point(shift, "--shift"), read_sides(domain, "--domain")
    if operations:
        surface = pose(on, formula, rotate, moved, box, maximize=maximize or None)
        with said_of_maxima(maximize):
            _show_operations(name, surface, as_json=as_json)
        return
    _check_on(on)
    thing = _wanted(name, formula, (rotate, moved, box), maximize or None)
    if as_json:
        print_json(_facts(thing))
    else:
        with said_of_maxima(maximize):
            tell(_page(thing))


def _check_on(on: str | None) -> None:
    if on is not None:
        raise InputError("--on: only --operations asks where a step is taken")


def _show_operations(name: str | None, surface: Surface, *, as_json: bool) -> None:
    """Show the arithmetic of a step: of one method, or of all in a table."""
    from optim_viz.cli import operations

    if name is None:
        if as_json:
            print_json(operations.every_step_facts(surface))
        else:
            tell(operations.every_step_page(surface))
        return
    if name in surfaces.names():
        raise InputError(
            f"--operations: {name} is a surface; name an optimizer, as in"
            f" `optim-viz show adam --operations --on {name}`"
        )
    recording = operations.recorded(optimizers.get(name), surface)
    if as_json:
        print_json(operations.step_facts(recording))
    else:
        tell(operations.step_page(recording))


def _facts(thing: _Known) -> dict[str, Any]:
    if isinstance(thing, Surface):
        return surface_facts(thing)
    if isinstance(thing, Word | Carried):
        return thing.facts()
    return optimizer_facts(thing) if isinstance(thing, Optimizer) else schedule_facts(thing)


def _page(thing: _Known) -> str:
    if isinstance(thing, Surface):
        return surface_page(thing)
    if isinstance(thing, Word | Carried):
        return thing.page()
    return optimizer_page(thing) if isinstance(thing, Optimizer) else schedule_page(thing)


def _wanted(
    name: str | None,
    formula: str | None,
    placed: tuple[float, tuple[float, ...] | None, Sides | None],
    maximize: bool | None,
) -> _Known:
    if name is None and formula is None:
        raise InputError(
            "say what to show: a surface, an optimizer, a schedule, a word, or -f FORMULA"
        )
    if name is None or formula is not None:
        return pose(name, formula, *placed, maximize=maximize)
    thing = _find(name)
    if isinstance(thing, Surface):
        return pose(name, None, *placed, maximize=maximize)
    if any(placed) or maximize:
        raise InputError(
            f"{name} is no surface: there is nothing to rotate, to shift, to bound or to maximize"
        )
    return thing


def _is_surface_in_file(spec: str) -> bool:
    """Whether a text names a surface in a file; a search for minima need not be loaded for less."""
    from surfaces.custom.brought import is_surface_in_file

    return is_surface_in_file(spec)


def _find(spec: str) -> _Known:
    if figure := carried(spec):
        return figure
    name = spec.partition(":")[0].strip()
    if name in schedules.shapes():
        return schedules.shapes()[name] if name == spec.strip() else schedules.get(spec)
    if name.partition("(")[0] in schedules.shapes():
        return schedules.get(spec)
    if name in surfaces.names() or name in surfaces.model_families():
        return surfaces.get(spec)
    if name not in optimizers.names() and (word := glossary.find(spec)):
        return word
    everything = [*surfaces.names(), *surfaces.model_families(), *optimizers.names()]
    everything += [*schedules.shapes(), *glossary.names()]
    if _is_surface_in_file(spec):
        return surfaces.get(spec)
    if "." not in name:  # those of other libraries, and in files, are found by their own rules
        choose(
            name,
            everything,
            "surface, optimizer, schedule or word",
            "see `optim-viz list surfaces`, `list optimizers`, `list schedules`, `list words`",
            here=method_here(name),
        )
    return optimizers.get(spec)


def _surface_row(surface: Surface) -> tuple[str, ...]:
    counts = counted(surface)
    return (
        surface.name,
        str(surface.dim),
        f"{counts['minima']}{'' if _has_all(surface) else '+'}",
        str(counts["saddles"]) if surface.dim <= 2 else "?",
        words.YES if surface.smooth else words.NO,
        described(surface.lesson),
    )


def _model_row(name: str) -> tuple[str, ...]:
    model = surfaces.get(name)
    return name, str(model.dim), words.as_changed(model.formula), described(model.lesson)


def _has_all(surface: Surface) -> bool:
    return surface.minima_complete and not surface.more_outside


def _optimizer_row(optimizer: Optimizer) -> tuple[str, ...]:
    knobs = ", ".join(f"{name}={short(value)}" for name, value in optimizer.method.knobs.items())
    return optimizer.name, knobs or "-", described(optimizer.method.summary)
