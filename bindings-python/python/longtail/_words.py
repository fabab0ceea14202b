"""Sentences and numbers of the report, in English and Dutch.

The texts are in `_texts`; every key has all languages, which a test checks.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal, cast

from ._longtail import _input_error
from ._texts import COLUMNS, COUNTED, GLOSSARY, TEXTS, VALUES

Language = Literal["en"] | Literal["nl"]
LANGUAGES = ("en", "nl")

# A space that does not break keeps a number with its sign or currency.
SPACE = "\u00a0"
SHARES = ("share", "rate", "cv", "chance_best", "growth_mad")
AMOUNTS = ("mean", "value")
DECIMALS_MAX = 3


class Words:
    """One language: sentences by key, and how numbers look.

    Raises `InputError` for a language there is none of.
    """

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise _input_error(f"language is {language!r}; expected one of {', '.join(LANGUAGES)}")
        self.language: Language = cast(Language, language)
        self.at = LANGUAGES.index(language)

    def __call__(self, key: str, **values: object) -> str:
        return TEXTS[key][self.at].format(**values)

    def column(self, name: str) -> str:
        """The heading of a column of a table; a name there are no words for stays."""
        return COLUMNS[name][self.at] if name in COLUMNS else name

    def value(self, code: str) -> str:
        """A closed word such as `head` or `no_partner`; any other text stays."""
        return VALUES[code][self.at] if code in VALUES else code

    def counted(self, what: str, count: int) -> str:
        """`3 partners`, `1 partner`."""
        one, many = COUNTED[what][self.at]
        return f"{self.number(count)} {one if count == 1 else many}"

    def number(self, value: int | float | Decimal, decimals: int | None = None, sign: str = "") -> str:
        """Digits in threes, with the language's comma; money keeps its decimals."""
        if decimals is None and isinstance(value, float):
            decimals = 0 if abs(value) >= 1000 else DECIMALS_MAX
        shape = f"{sign}," if decimals is None else f"{sign},.{decimals}f"
        text = f"{value:{shape}}"
        return text.translate(str.maketrans(",.", ".,")) if self.language == "nl" else text

    def percent(self, share: float | Decimal, decimals: int = 1) -> str:
        return f"{self.number(100 * share, decimals)}{SPACE}%"

    def cell(self, name: str, value: Any) -> str:
        """A value of the column `name`, as a table shows it."""
        match value:
            case None:
                return "–"
            case bool():
                return self("yes" if value else "no")
            case float() if name in SHARES:
                return self.percent(value)
            case float() if name in AMOUNTS and abs(value) < 1000:
                return self.number(value, 2)
            case int() | float() | Decimal():
                return self.number(value)
            case date():
                return value.isoformat()
            case str() if name in ("part", "reason"):
                return self.value(value)
        return str(value)

    def glossary(self, keys: list[str]) -> list[tuple[str, str]]:
        """Each word with what it means."""
        return [GLOSSARY[key][self.at] for key in keys]


# What the browser makes of numbers and dates in a plot, by the names of d3.
LOCALES: dict[str, dict[str, Any]] = {
    "en": {
        "number": {
            "decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""], "percent": f"{SPACE}%",
        },
    },
    "nl": {
        "number": {
            "decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", ""], "percent": f"{SPACE}%",
        },
        "time": {
            "dateTime": "%a %e %B %Y %X", "date": "%d-%m-%Y", "time": "%H:%M:%S", "periods": ["am", "pm"],
            "days": ["zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"],
            "shortDays": ["zo", "ma", "di", "wo", "do", "vr", "za"],
            "months": [
                "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus",
                "september", "oktober", "november", "december",
            ],
            "shortMonths": [
                "jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec",
            ],
        },
    },
}  # fmt: skip
