"""What the package shows: its names, their documentation, and that it is true."""

from __future__ import annotations

import ast
import datetime
import doctest
import inspect
import pathlib
import pydoc
import re
from typing import Any

import longtail
import longtail.figures
import longtail.plots
import longtail.types
import pytest
import shop

HERE = pathlib.Path(__file__).parent
README = (HERE.parent / "README.md").read_text(encoding="utf-8")
STUB = pathlib.Path(longtail.__file__).with_name("_longtail.pyi")
PUBLIC = sorted(set(longtail.__all__) - {"__version__"})


def members(own: object) -> dict[str, Any]:
    """What a class of the package defines itself, without Python's own."""
    return {name: plain(each) for name, each in vars(own).items() if not name.startswith("_")}


def plain(own: Any) -> Any:
    """The function behind a static method, which has a docstring of its own."""
    return own.__func__ if isinstance(own, staticmethod) else own


def documented() -> list[str]:
    section = README.split("## Names")[1]
    return re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)


def everything() -> dict[str, Any]:
    found: dict[str, Any] = {"longtail": longtail, "longtail.types": longtail.types}
    for name in PUBLIC:
        found[name] = getattr(longtail, name)
        if inspect.isclass(found[name]) and not issubclass(found[name], Exception):
            found |= {f"{name}.{each}": own for each, own in members(found[name]).items()}
    found["longtail.figures"] = longtail.figures
    found |= {f"figures.{name}": getattr(longtail.figures, name) for name in longtail.figures.__all__}
    found["longtail.plots"] = longtail.plots
    found |= {f"plots.{name}": getattr(longtail.plots, name) for name in longtail.plots.__all__}
    return found


def test_the_names_are_those_of_the_documentation() -> None:
    assert sorted(documented()) == sorted(longtail.__all__)
    assert len(set(longtail.__all__)) == len(longtail.__all__)


def test_the_readme_names_the_report_and_its_options() -> None:
    from longtail import report

    section = README.split("## A report")[1].split("\n## ")[0]
    told = re.findall(r"^\| `([\w.]+)` \|", section, re.MULTILINE)
    given = inspect.signature(report.html_page).parameters.values()
    options = [own.name for own in given if own.kind is own.KEYWORD_ONLY]
    assert told == [f"report.{name}" for name in report.__all__] + options


def test_nothing_else_looks_public() -> None:
    shown = {name for name in vars(longtail) if not name.startswith("_")}
    assert shown <= set(longtail.__all__) | {"annotations", "figures", "plots", "report", "spark", "types"}
    for name in longtail.types.__all__:
        assert hasattr(longtail.types, name)


def test_names_belong_to_the_package() -> None:
    for name in PUBLIC:
        own = getattr(longtail, name)
        assert own.__name__ == name
        assert own.__module__.split(".")[0] == "longtail"


@pytest.mark.parametrize("name", everything())
def test_every_public_name_has_a_docstring(name: str) -> None:
    text = everything()[name].__doc__ or ""
    assert "." in text and text.strip()[0].isupper() or text.startswith("`")


@pytest.mark.parametrize("name", ["Engine", "check_rulebook", "channel_figures", "load"])
def test_help_shows_the_arguments(name: str) -> None:
    own = getattr(longtail, name)
    parameters = inspect.signature(own).parameters
    assert parameters and all(
        each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY) for each in parameters.values()
    )
    assert next(iter(parameters)) in pydoc.plain(pydoc.render_doc(own))


def test_help_shows_the_defaults() -> None:
    defaults = {
        name: each.default
        for name, each in inspect.signature(longtail.channel_figures).parameters.items()
    }
    assert (defaults["partner"], defaults["amount"], defaults["returns"]) == (
        "partner",
        "amount",
        "net",
    )
    assert str(inspect.signature(longtail.Engine.decide)) == (
        "(self, /, order, *, trace=None, language=None)"
    )


def stub_docs() -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for node in ast.parse(STUB.read_text(encoding="utf-8")).body:
        if not isinstance(node, (ast.ClassDef, ast.FunctionDef)) or node.name.startswith("_"):
            continue
        found[node.name] = ast.get_docstring(node)
        for inner in node.body if isinstance(node, ast.ClassDef) else []:
            if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_"):
                found[f"{node.name}.{inner.name}"] = ast.get_docstring(inner)
    return found


@pytest.mark.parametrize("name", stub_docs())
def test_editors_and_help_say_the_same(name: str) -> None:
    own = longtail
    for step in name.split("."):
        own = plain(inspect.getattr_static(own, step))
    assert stub_docs()[name] == inspect.cleandoc(own.__doc__ or "")


def world(folder: pathlib.Path) -> dict[str, Any]:
    """What the examples in docstrings have at hand."""
    (folder / "rulebook.yaml").write_text(shop.RULEBOOK)
    for name, text in shop.TABLES.items():
        (folder / f"{name}.csv").write_text(text)
    pyarrow = pytest.importorskip("pyarrow")
    sales = pyarrow.table({"partner": ["P-1", "P-2", "P-1"], "amount": [6000, 1500, 2500]})
    niched = pyarrow.table(
        {
            "partner": ["a", "b", "c", "a"],
            "niche": ["north", "north", "south", "north"],
            "amount": [5000, 3000, 1000, 1000],
        }
    )
    days = [datetime.date(2026, *each) for each in ((1, 1), (1, 31), (2, 1), (2, 28))]
    months = {"partner": ["a", "b", "b", "a"], "day": days, "amount": [9000, 1000, 6000, 4000]}
    return {
        "pyarrow": pyarrow,
        "sales": niched,
        "tally": longtail.Tally(niched, currency="EUR", niche="niche"),
        "months": pyarrow.table(months),
        "longtail": longtail,
        "rulebook": shop.RULEBOOK,
        "engine": shop.engine(),
        "order": shop.ORDER,
        "folder": folder,
        "figures": longtail.channel_figures(sales, currency="EUR"),
    }


def examples() -> list[str]:
    return [name for name, own in everything().items() if ">>>" in (inspect.getdoc(own) or "")]


@pytest.mark.parametrize("name", examples())
def test_examples_in_docstrings_are_true(name: str, tmp_path: pathlib.Path) -> None:
    text = inspect.getdoc(everything()[name]) or ""
    test = doctest.DocTestParser().get_doctest(text, world(tmp_path), name, None, None)
    said: list[str] = []
    result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=said.append)
    assert result.attempted > 0 and result.failed == 0, "".join(said)


def test_what_is_most_used_has_an_example() -> None:
    wanted = {"longtail", "Engine.decide", "Engine.decide_all", "Engine.decide_lines"}
    wanted |= {"Engine.decide_json", "Engine.with_supply", "Engine.niches_of", "Verdict"}
    wanted |= {"channel_figures", "check_rulebook", "gtin_valid", "load", "Finding"}
    wanted |= {"Tally"} | {f"figures.{name}" for name in longtail.figures.__all__ if name.islower()}
    wanted |= {f"plots.{name}" for name in longtail.plots.__all__}
    assert wanted <= set(examples())


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def test_every_block_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """In their order, each with the names of those before it."""
    names: dict[str, Any] = {}
    assert len(blocks("python")) > 5
    for at, block in enumerate(blocks("python"), 1):
        exec(compile(block, f"README.md, block {at}", "exec"), names)
    shown = capsys.readouterr().out
    assert "order.quantity_not_multiple lines[0].quantity" in shown
    assert "input [" in shown and "unknown field `pricelists`" in shown


def test_the_readme_has_no_blocks_that_nobody_runs() -> None:
    opened = re.findall(r"^```(\w+)$", README, re.MULTILINE)
    assert set(opened) == {"python", "sh"} and opened.count("sh") == 1
