"""The report in two languages: no sentence of the one is left in the other."""

from __future__ import annotations

import datetime
import html
import json
import re
import string
from decimal import Decimal
from typing import Any

import longtail
import pyarrow
import pytest
from longtail import _texts, _words, plots, report

ALL: Any = {"currency": "EUR", "niche": "niche", "product": "product", "day": "day"}
# Words that are spelt alike in both languages.
ALIKE = {"niche", "niches", "partner", "partners", "orders", "index", "lift", "product"}
ENGLISH = re.compile(r"\b(the|and|that|which|from|with|are|they|not|revenue|share|largest|period|row|rows)\b", re.I)


def lines() -> Any:
    """Sales in which everything that the report can say is said."""
    count = 4_000
    start = datetime.date(2026, 1, 1)
    at = range(count)
    return pyarrow.table(
        {
            "partner": [f"P-{each % 40}" if each % 97 else None for each in at],
            "niche": [f"n{each % 2}" if each % 40 else "n2" for each in at],
            "product": [f"g{each * each % 7}" if each % 3 else f"g{each % 2}" for each in at],
            "day": [start + datetime.timedelta(days=each % 100) for each in at],
            "amount": [Decimal(f"{1 + each % 40}.00") if each % 50 else Decimal("-3.00") for each in at],
        }
    )


def texts_of(page: str) -> set[str]:
    """Every text that a reader sees: of the page, and of its plots."""
    body, specs = page.split("<script>", 1)[0], re.search(r"const specs = (.*);\n", page)
    assert specs is not None
    seen = {html.unescape(each).strip() for each in re.findall(r">([^<>]+)<", body.split("</style>")[1])}
    seen.add(re.findall("<title>(.*?)</title>", page)[0])

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            for key, value in node.items():
                if key in ("title", "text", "head", "reasons") and isinstance(value, str):
                    seen.add(value)
                walk(value)
        elif isinstance(node, list):
            for each in node:
                walk(each)

    walk(json.loads(specs[1]))
    return {each for each in seen if each}


def is_data(text: str) -> bool:
    """A name of the table, a number, a day, a mark."""
    return not re.sub(r"P-\d+|[gn]\d\b|\bEUR\b|[^A-Za-z]", "", text)


@pytest.fixture(scope="module", params=[{}, {"headcounts": {"n0": 90, "n1": 80, "n9": 30}}], ids=["", "headcounts"])
def pages(request: pytest.FixtureRequest) -> tuple[str, str]:
    return (
        report.html_page(lines(), **ALL, **request.param),
        report.html_page(lines(), language="nl", **ALL, **request.param),
    )


def test_no_english_is_left_on_the_dutch_page(pages: tuple[str, str]) -> None:
    english, dutch = map(texts_of, pages)
    alike = {text for text in english & dutch if not is_data(text)}
    assert {text.lower() for text in alike} <= ALIKE
    assert not [text for text in dutch if ENGLISH.search(text)]
    # The search finds what it is for.
    assert sum(bool(ENGLISH.search(text)) for text in english) > 20
    assert '<html lang="nl">' in pages[1] and '<html lang="en">' in pages[0]


def test_both_pages_say_as_much(pages: tuple[str, str]) -> None:
    for tag in ("<li>", "<tr>", "<dt>", "<h2>", '<div class="plot"'):
        assert pages[0].count(tag) == pages[1].count(tag) > 0


@pytest.mark.parametrize("returns", ["net", "gross", "matched"])
def test_returns_are_told_of_in_dutch(returns: Any) -> None:
    table = lines().append_column("quantity", pyarrow.array([1] * 4_000))
    page = report.html_page(table, language="nl", returns=returns, quantity="quantity", **ALL)
    assert "etour" in page and not [text for text in texts_of(page) if ENGLISH.search(text)]


def test_every_text_is_there_in_both_languages_with_the_same_places() -> None:
    for key, texts in _texts.TEXTS.items():
        places = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in texts]
        assert len(texts) == len(_words.LANGUAGES) and places[0] == places[1], key
    for words in (_texts.COUNTED, _texts.COLUMNS, _texts.VALUES, _texts.GLOSSARY):
        assert all(len(texts) == len(_words.LANGUAGES) and all(texts) for texts in words.values())


def test_no_text_is_there_for_nothing() -> None:
    source = "".join(
        (_words.__file__ and open(f"{_words.__file__.rsplit('/', 1)[0]}/{name}.py", encoding="utf-8").read())
        for name in ("_command", "_findings", "_page", "_recruit", "_words", "plots", "report")
    )
    built = {"no_day", "no_niche", "no_product", "returns_net", "returns_gross", "returns_matched", "fixed", "moving"}
    used = set(re.findall(r"""["'](\w+)["']""", source))
    assert _texts.TEXTS.keys() - built - used == set()


def test_numbers_are_written_as_the_language_does() -> None:
    english, dutch = _words.Words("en"), _words.Words("nl")
    assert english.number(Decimal("-1234567.50")) == "-1,234,567.50"
    assert dutch.number(Decimal("-1234567.50")) == "-1.234.567,50"
    assert dutch.number(1234) == "1.234" and dutch.number(0.12345) == "0,123"
    assert dutch.percent(0.5) == "50,0\u00a0%"
    assert (dutch.counted("row", 1), dutch.counted("row", 2)) == ("1 rij", "2 rijen")


def test_another_language_is_refused() -> None:
    language: Any = "de"
    with pytest.raises(longtail.InputError, match="'de'; expected one of en, nl"):
        report.html_page(lines(), language=language, **ALL)


def test_plots_speak_dutch_and_keep_their_days() -> None:
    table = longtail.figures.tail(lines(), currency="EUR", day="day")
    spec = plots.tail(table, language="nl").to_dict()
    assert spec["title"] == "Aandeel van de staart"
    values = next(iter(spec["datasets"].values())) if "datasets" in spec else spec["data"]["values"]
    assert {row["head"] for row in values} == {"vast, hierop gekozen", "meebewegend"}
    # A day without a time is midnight in Greenwich: the day before in New York.
    assert all(row["period"].endswith("T00:00:00") for row in values)
