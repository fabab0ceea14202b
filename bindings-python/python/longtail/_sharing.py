"""What may be shared, and niches, from JSON to JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ._longtail import _insight, _niches
from .types import InsightQuestion, InsightVerb, NicheVerb, Progress, Text


def insight(verb: InsightVerb, question: Text | InsightQuestion | Mapping[str, Any]) -> dict[str, Any]:
    """Asks what sells to whom, as far as it may be shared.

    `verb` is `best_sellers`, `white_spots`, `benchmark`, `together`, `publish`, `scores`,
    `left_out` or `table`; the guide's page *What may be shared* says what each reads and answers.
    The question holds the sales, and `returns`, `from`, `until` and `excluded_products`
    say which lines take part (`longtail.types.InsightQuestion`); for large tables, and
    for many questions, take `Insight`. Money and statistics are text:
    `Decimal(answer["own"])`.

    Raises `InputError` for a question that cannot be read or answered, and
    `RangeError` for a sum out of range.

    >>> sales = [{"partner": f"P-{p}", "product": "gloves", "amount": 10 + p} for p in range(7)]
    >>> answer = longtail.insight("best_sellers", {"currency": "EUR", "sales": sales, "niche": "all"})
    >>> [(row["product"], row["rank"]) for row in answer["products"]]
    [('gloves', 1)]
    """
    answer: dict[str, Any] = json.loads(_insight(verb, question))
    return answer


def niches(
    verb: NicheVerb, question: Text | Mapping[str, Any], *, progress: Progress | None = None
) -> dict[str, Any]:
    """Asks about niches: who belongs to them, what they buy, where to recruit next.

    `verb` is `members`, `scores`, `amount_scores`, `potential`, `trend`, `explore`,
    `trial` or `strata`; the guide's page *Niches* says what each reads and answers.
    These are figures for the company itself. Money and statistics are text.

    Other threads run meanwhile. `explore` calls `progress(done, total)` now and then with
    the rates that are drawn; what it raises, or Ctrl-C, stops the work.

    Raises `InputError` for a question that cannot be read or answered, and
    `RangeError` for a sum out of range.

    >>> arms = [{"niche": "dentists", "tried": 40, "succeeded": 20}, {"niche": "bakers", "tried": 40, "succeeded": 2}]
    >>> plan = longtail.niches("explore", {"niches": arms, "partners": 10, "seed": 1})
    >>> [(row["niche"], row["recruit"], row["proven"]) for row in plan["niches"]]
    [('dentists', 10, True), ('bakers', 0, False)]
    """
    answer: dict[str, Any] = json.loads(_niches(verb, question, progress))
    return answer
