"""Rules by themselves, and two sets of rules side by side."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ._longtail import Engine, _analyse, _evaluate, _reliability, _replay
from .types import (
    Analysis,
    Date,
    EarnPoint,
    Evaluation,
    Language,
    LedgerVerb,
    OrderLike,
    Outlook,
    ReliabilityVerb,
    ReplayRow,
    Text,
)

_MONEY = ("revenue", "fee", "margin")
_AMOUNTS = tuple(f"{name}_{side}" for name in _MONEY for side in ("before", "after"))


def evaluate(kind: Evaluation, question: Text | Mapping[str, Any]) -> dict[str, Any]:
    """Evaluates one rule by itself, without an order around it.

    `kind` is `rounding`, `split`, `schedule`, `commitment`, `scope`, `waterfall`,
    `fee`, `calendar` or `holidays`; the guide's page *Rules by themselves* says what each reads and
    answers. Numbers in answers that can have decimals are text, so that none is
    lost: `Decimal(answer["exact"])`.

    Raises `InputError` with every fault of the question as a finding, and
    `RangeError` when a number leaves its range.

    >>> longtail.evaluate("rounding", {"value": "1.225", "increment": "0.05"})
    {'value': '1.25', 'difference': '0.025'}
    >>> tiers = [{"from": 0, "percent": 2}, {"from": 1000, "percent": 3}]
    >>> question = {"schedule": {"mode": "graduated", "tiers": tiers}, "amount": 1500}
    >>> longtail.evaluate("schedule", question)["exact"]
    '35'
    """
    answer: dict[str, Any] = json.loads(_evaluate(kind, question))
    return answer


def analyse(
    engine: Engine,
    *,
    at: Date | None = None,
    limit: int = 100,
    language: Language | None = None,
) -> Analysis:
    """Looks for rules that cannot have been meant, before they are published.

    `longtail.Engine(rulebook)` is enough; an engine with master data is also asked
    about its prices, and its examples are orders of that data. Finds rules that never apply or that tie, periods that overlap, tables that
    fall or that pay for splitting, plans that together pay more than there is,
    missing currencies, guards that can never hold, and what has ended on `at`.

    Gives a dict: `rules` is how many were looked at, `findings` has a dict each
    with an `example` order that shows it (and the `rows` it needs that the master
    data does not have), `more` counts what is beyond `limit` findings of a code.
    `pandas.DataFrame(answer["findings"])` makes a table of it.

    Raises `InputError` when `at` is no day.

    >>> answer = longtail.analyse(engine, at="2026-11-24")
    >>> answer["rules"], answer["more"]
    (4, [])
    """
    answer: Analysis = json.loads(_analyse(engine, None if at is None else str(at), limit, language))
    return answer


def ledger(engine: Engine, verb: LedgerVerb, question: Text | Mapping[str, Any]) -> Any:
    """Asks the fee ledger, with the fee plans of an engine's rulebook.

    `verb` is `accrue`, `refund`, `settle`, `statement` or `verify`. The question
    holds the `entries` so far and what the verb needs, the answer new entries to
    store; the guide's page *The fee ledger* has both. The ledger keeps nothing
    itself. Money is text: `Decimal(entry["amount"])`.

    Raises `InputError` for a question that cannot be read, with every fault as a
    finding, and for what the verb refuses; nothing was booked.

    >>> longtail.ledger(engine, "verify", {"entries": []})
    {'findings': []}
    """
    return json.loads(engine._ledger(verb, question))


def plan(engine: Engine, question: Text | Mapping[str, Any]) -> dict[str, Any]:
    """Plans one order for a host that keeps stock in its own database.

    The question holds the `order`, which needs an id, the moment `now` at which
    supply was read, the `versions` of the pools that were read, and the `owner`
    whose holds were left out, if any. The engine has that supply
    (`Engine.with_supply`). The plan says what to book, and which versions must
    still hold then; the guide's page *The stock ledger* has the statements.

    Raises `InputError` for a question that cannot be read, for an order without an
    id, and for a pool without its version.

    >>> versions = [{"product": "G-100", "location": "main", "version": 3}]
    >>> question = {"order": order, "now": "2026-03-02T09:00:00Z", "versions": versions}
    >>> longtail.plan(engine, question)["key"]
    'O-1'
    """
    answer: dict[str, Any] = json.loads(engine._plan(question))
    return answer


def reliability(verb: ReliabilityVerb, question: Text | Mapping[str, Any]) -> dict[str, Any]:
    """How late suppliers are, and which promises were kept.

    `count_receipts` and `count_promises` count rows into the `state` of the
    question and give it back; `merge_receipts` and `merge_promises` add up
    `states`; `confidence` says by when an expected receipt is there, in 50, 80 and
    95 of a hundred cases, and `kept` the rate of kept promises by partner, product
    or supplier. The guide's page *Trusting dates* has every field. Nothing is kept
    here: store the state. Shares are text with four decimals.

    Raises `InputError` with every fault of the question as a finding, and
    `RangeError` for what leaves its range.

    >>> late = [{"supplier": "S-1", "expected": "2026-01-05", "arrived": "2026-01-07"}]
    >>> state = longtail.reliability("count_receipts", {"receipts": late})["state"]
    >>> asked = {"state": state, "receipts": [{"supplier": "S-1", "date": "2026-03-12"}], "percents": [80]}
    >>> longtail.reliability("confidence", asked)["receipts"][0]["words"]
    '2026-03-12, 80 % by 2026-03-14 (1 receipts of the supplier, 1 in all)'
    """
    answer: dict[str, Any] = json.loads(_reliability(verb, question))
    return answer


def sales(engine: Engine, order: OrderLike, *, event: EarnPoint = "ordered", booked: Date) -> list[dict[str, Any]]:
    """The sales that an order makes, one a fee plan, as `accrue` takes them.

    `event` is what has happened to it, `booked` the day on which it is entered. A
    rejected order makes none. Raises `InputError` for what is no order, and for an
    order without an id.

    >>> [sale["plan"] for sale in longtail.sales(engine, order, booked="2026-03-02")]
    ['advice']
    """
    rows: list[dict[str, Any]] = json.loads(engine._sales(order, event, str(booked)))
    return rows


def outlook(engine: Engine, order: OrderLike, *, language: Language | None = None) -> Outlook:
    """What an order holds for the partner that asks, before it is placed.

    What the partner itself earns by kind of plan (`now`), how far the next tier of
    each plan is (`plans`), what the order would come to with a registered deal
    (`deals`), until which day the partner's certificates hold and what the order
    would be `without` each (`lapses`), and what is `near`. Nothing is booked. Money
    is text: `Decimal(answer["now"]["net"])`.

    Raises `InputError` for what cannot be read as an order.

    >>> longtail.outlook(engine, order)["now"]["earned"]
    {'fee': '0.30', 'rebate': '0.00', 'fund': '0.00', 'claim': '0.00'}
    """
    answer: Outlook = json.loads(engine._outlook(order, language))
    return answer


class Replay:
    """What a candidate rulebook would have changed.

    Tables are lists of rows, which every dataframe library takes:
    `pandas.DataFrame(replay.partners)`, `polars.DataFrame(replay.partners)`. A row
    has `currency`, `id`, and before and after: `orders`, `units`, `revenue`
    (without tax), `fee`, `margin`. A rejected order comes to nothing. A partner
    in two niches counts in both; the fees of an order are parted over its
    products by what they come to.
    """

    __slots__ = ("_json", "_read")

    def __init__(self, text: str) -> None:
        self._json = text
        self._read: dict[str, Any] = json.loads(text)

    @property
    def orders(self) -> int:
        """Orders that could be decided."""
        orders: int = self._read["orders"]
        return orders

    @property
    def unreadable(self) -> int:
        """Lines that are no orders."""
        unreadable: int = self._read["unreadable"]
        return unreadable

    @property
    def verdicts(self) -> list[dict[str, Any]]:
        """How many orders have which verdict `before` and `after`."""
        verdicts: list[dict[str, Any]] = self._read["verdicts"]
        return [dict(row) for row in verdicts]

    @property
    def total(self) -> list[ReplayRow]:
        """All orders together, one row a currency."""
        return [_row(own["currency"], None, own["total"]) for own in self._read["currencies"]]

    @property
    def partners(self) -> list[ReplayRow]:
        """By currency and partner."""
        return self._rows("partners")

    @property
    def niches(self) -> list[ReplayRow]:
        """By currency and niche."""
        return self._rows("niches")

    @property
    def products(self) -> list[ReplayRow]:
        """By currency and product."""
        return self._rows("products")

    def json(self) -> str:
        """Everything as JSON text, the same as in every language."""
        return self._json

    def _rows(self, name: str) -> list[ReplayRow]:
        return [_row(own["currency"], row["id"], row) for own in self._read["currencies"] for row in own[name]]

    def __repr__(self) -> str:
        return f"Replay(orders={self.orders}, unreadable={self.unreadable})"


def _row(currency: str, id: str | None, row: dict[str, Any]) -> ReplayRow:
    figures = {name: Decimal(value) if name in _AMOUNTS else value for name, value in row.items()}
    return {"currency": currency, **figures, "id": id}  # type: ignore[typeddict-item]


def replay(base: Engine, candidate: Engine, orders: Text, *, workers: int = 1) -> Replay:
    """Replays past orders, one JSON text a line, under two engines.

    `base` has the rules of today, `candidate` others. Each order is decided by
    both as if it were alone. `workers` threads share the orders; the answer does
    not depend on how many there are. Other Python threads run meanwhile.

    Raises `InputError` for less than 1 or more than 64 workers.

    >>> longtail.replay(engine, engine, order).total[0]["margin_after"]
    Decimal('11.70')
    """
    return Replay(_replay(base, candidate, orders, workers))
