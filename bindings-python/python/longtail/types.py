"""The shapes of what goes in and comes out, for annotations.

>>> from longtail.types import Order
>>> order: Order = {
...     "partner": "P-1",
...     "placed_at": "2026-03-02T10:15:00+01:00",
...     "lines": [{"product": "G-100", "quantity": 12}],
... }
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar, Literal, NotRequired, Protocol, TypedDict

__all__ = [
    "Analysis",
    "AnalysisExample",
    "AnalysisFinding",
    "AnalysisMore",
    "Answer",
    "ArrowArray",
    "ArrowStream",
    "ArrowTable",
    "Beneficiary",
    "Concentration",
    "DataclassInstance",
    "Date",
    "DealOutlook",
    "EarnPoint",
    "ErrorKind",
    "Evaluation",
    "Facts",
    "Gate",
    "Language",
    "InsightQuestion",
    "InsightVerb",
    "Lapse",
    "LedgerVerb",
    "LeftOut",
    "LineStatus",
    "Numbers",
    "Order",
    "OrderLike",
    "OrderLine",
    "OrderModel",
    "Outcome",
    "Outlook",
    "PlanKind",
    "PlanOutlook",
    "Progress",
    "Prospect",
    "ReliabilityVerb",
    "Repeats",
    "ReplayRow",
    "Returns",
    "SalesColumns",
    "SalesLine",
    "Severity",
    "StockMode",
    "StockVerb",
    "Summary",
    "TailAdvice",
    "TailKind",
    "Text",
    "TraceLevel",
    "TraceRow",
]

Text = str | bytes
"""Text as `str`, or as UTF-8 `bytes`."""

Date = datetime.date | str
"""A day as `datetime.date`, or as text such as `2026-03-02`."""

# Words are joined with `|`, because stubtest compares an alias of several words
# with a union only.

Numbers = Any
"""Numbers: an Arrow column, a buffer such as NumPy's, or any sequence."""

Progress = Callable[[int, int], object]
"""Is told what is done and all there is; what it raises stops the work."""

TailKind = Literal["continuous"] | Literal["discrete"]
"""What kind of numbers the values of a tail are."""

Repeats = Literal["each"] | Literal["once"]
"""How repeated values count in the distance between a tail and its fit."""

TailAdvice = (
    Literal["power_law", "lognormal", "truncated_power_law", "not_power_law"]
    | Literal["cannot_tell"]
)
"""What a tail is, as far as its values can tell."""

OrderModel = Literal["bg_nbd", "mbg_nbd"] | Literal["pareto_nbd"]
"""A model of repeat orders."""

Answer = Literal["accepted", "accepted_with_changes", "needs_approval"] | Literal["rejected"]
"""The answer to an order, in four words."""

LineStatus = Literal["confirmed", "late", "partial"] | Literal["rejected"]
"""What a line gets: all in time, all but later, some, nothing."""

Severity = Literal["hint", "warn", "approve"] | Literal["block"]
"""How much a finding weighs: worth knowing, a change or risk, a person must
agree, it cannot be done."""

Beneficiary = Literal["partner", "distributor", "upline", "referrer"] | Literal["agent"]
"""Who gets a share of a fee."""

PlanKind = Literal["fee", "rebate", "fund"] | Literal["claim"]
"""What a fee plan is to the company that pays it."""

EarnPoint = Literal["ordered", "delivered", "invoiced", "paid"] | Literal["sold_through"]
"""When in the life of a sale a fee is earned."""

Outcome = (
    Literal[
        "applied",
        "shadowed",
        "not_matched",
        "not_yet_valid",
        "expired",
        "below_quantity",
        "clamped",
        "approval",
        "refused",
        "passed",
        "rounded",
        "no_receiver",
        "not_yet_known",
    ]
    | Literal["corrected"]
)
"""What became of a rule, in a row of the trace."""

TraceLevel = Literal["none", "summary", "candidates"] | Literal["full"]
"""How much of the way to an answer is recorded."""

Language = Literal["en"] | Literal["nl"]
"""A language that findings are worded in."""

StockMode = Literal["running"] | Literal["snapshot"]
"""Whether an order sees what the orders before it were promised."""

Returns = Literal["net"] | Literal["gross"]
"""Whether rows with a negative amount lower the revenue or are left out."""

ErrorKind = Literal["internal", "input", "rulebook", "data", "table", "range"] | Literal["cancelled"]
"""What kind of misuse an exception tells of."""


class SalesColumns(TypedDict, total=False):
    """What `longtail.Tally` takes beside the table: names of columns, and options."""

    currency: str
    """Required with a table."""
    partner: str
    niche: str | None
    product: str | None
    order: str | None
    day: str | None
    quantity: str | None
    amount: str
    zone: str | None
    float_decimals: int | None
    returns: Returns | Literal["matched"]
    from_: Date | None
    until: Date | None
    excluded_products: Sequence[str]
    threads: int
    progress: Callable[[int], object] | None


class OrderLine(TypedDict):
    """One line of an order: a product or a GTIN, and how many."""

    id: NotRequired[str | None]
    product: NotRequired[str | None]
    gtin: NotRequired[str | None]
    quantity: int | str | Decimal
    unit: NotRequired[str | None]
    """The unit the quantity is counted in; default the product's own."""
    requested: NotRequired[Date | None]
    """The day of arrival asked for; default the order's."""
    partial: NotRequired[bool | None]
    """False: all at once, or not at all."""
    late_days_max: NotRequired[int | None]
    """How many days late its last delivery may leave, when nothing else says less."""
    unit_price: NotRequired[Decimal | str | int | None]
    """The price a unit that is expected; a difference is a finding."""


class Facts(TypedDict):
    """What came before an order in the period of a fee plan."""

    base: NotRequired[Decimal | str | int]
    """How much there was of what the plan is over."""
    count: NotRequired[int]
    """How many transactions there were."""
    paid: NotRequired[Decimal | str | int]
    """What was paid of the plan's budget."""
    quantity: NotRequired[Decimal | str | int]
    list: NotRequired[Decimal | str | int]
    net: NotRequired[Decimal | str | int]
    gross: NotRequired[Decimal | str | int]
    margin: NotRequired[Decimal | str | int]


class Order(TypedDict):
    """An order as a partner writes it."""

    id: NotRequired[str | None]
    partner: str
    placed_at: str | datetime.datetime
    """RFC 3339; without an offset it is local time in the rulebook's zone."""
    currency: NotRequired[str | None]
    requested: NotRequired[Date | None]
    """The day of arrival asked for."""
    together: NotRequired[bool | None]
    """Whether all lines leave on one day; default as the rulebook says."""
    partial: NotRequired[bool | None]
    """False: each line all at once, or not at all."""
    late_days_max: NotRequired[int | None]
    """How many days late the last delivery of a line may leave, when the rulebook does not say less."""
    owner: NotRequired[str | None]
    """Whose holds do not count against the order."""
    known_at: NotRequired[Date | None]
    """The day whose knowledge of prices counts; default everything is known."""
    reference: NotRequired[str | None]
    deal: NotRequired[str | None]
    """The deal it belongs to, as the company calls it."""
    to_date: NotRequired[Mapping[str, Facts] | None]
    """What came before the order, by fee plan."""
    lines: Sequence[OrderLine]


class DataclassInstance(Protocol):
    """Any object whose class is a dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


OrderLike = str | bytes | Order | Mapping[str, Any] | DataclassInstance
"""An order as JSON text, or as a mapping or dataclass with the same fields."""


class TraceRow(TypedDict):
    """One step on the way to the answer; what does not apply is left out."""

    line: NotRequired[int]
    """The place of the line, from 0."""
    stage: str
    rule: NotRequired[str]
    outcome: Outcome
    quantity_from: NotRequired[int]
    price: NotRequired[Decimal]
    before: NotRequired[Decimal]
    after: NotRequired[Decimal]
    rate: NotRequired[Decimal]
    condition: NotRequired[str]
    expected: NotRequired[str]
    actual: NotRequired[str]


Evaluation = (
    Literal["rounding", "split", "schedule", "commitment", "scope", "waterfall"]
    | Literal["fee", "calendar", "holidays"]
)
"""What can be evaluated by itself."""


ReliabilityVerb = (
    Literal["count_receipts", "merge_receipts", "confidence"]
    | Literal["count_promises", "merge_promises", "kept"]
)
"""What can be asked about how far dates can be trusted."""


InsightVerb = (
    Literal["best_sellers", "white_spots", "benchmark", "together"] | Literal["publish", "scores", "left_out", "table"]
)
"""What can be asked of `longtail.insight`."""
NicheVerb = (
    Literal["members", "scores", "amount_scores", "potential"] | Literal["trend", "explore", "trial", "strata"]
)
"""What can be asked of `longtail.niches`."""
RankBy = Literal["partners", "orders"] | Literal["amount"]
"""What best sellers are ranked by."""


class SalesLine(TypedDict):
    """A line of sales as `longtail.insight` takes it."""

    partner: str | None
    product: str | None
    """A line without a partner or a product takes no part."""
    amount: Decimal | str | int | None
    """In the currency of the question: 150 is a hundred and fifty euros, unlike whole numbers of a
    table of sales, which are minor units. Negative for returns; without one it takes no part."""
    quantity: NotRequired[int | None]
    niche: NotRequired[str | None]
    period: NotRequired[str | None]
    """The period, as the company names it."""
    order: NotRequired[str | int | None]
    """The order it stands in, a number being its text; without orders each line counts as one."""
    day: NotRequired[Date | None]
    """The day it was sold; `from`, `until` and matched returns look at it."""


class Gate(TypedDict, total=False):
    """What changes the rule of the gate."""

    partners_min: int
    """The fewest partners, never below 3."""
    dominance: Sequence[Mapping[Literal["largest", "percent_max"], int]]
    """How many percent so many of the largest may make at most."""
    p_percent: int
    """The p % rule; 0 switches it off."""
    amounts: Literal["hidden", "exact"] | Mapping[Literal["rounded"], Decimal | str | int]
    """Whether amounts are told; hidden unless said otherwise."""


_From = TypedDict("_From", {"from": Date}, total=False)


class InsightQuestion(_From, total=False):
    """Sales and a question about them, as `longtail.insight` takes it; the guide's page
    *What may be shared* says what each verb reads. `from` is the first day that counts.
    """

    currency: str
    sales: Sequence[SalesLine]
    tree: Mapping[str, str]
    """The niche above each niche."""
    members: Mapping[str, Sequence[str]]
    """The niches of each partner, in place of those of the lines."""
    periods: Sequence[str]
    """The periods that count; all when not given."""
    returns: Returns | Literal["matched"]
    """What happens to lines below zero; `net` unless said otherwise."""
    until: Date
    """The first day that does not count any more."""
    excluded_products: Sequence[str]
    """Codes that are no products: postage, fees, samples."""
    gate: Gate
    previous: Sequence[Mapping[str, Any]]
    """What was released earlier of the same or an overlapping period."""
    release: str
    """The id of the release to keep of this publication."""
    niche: str
    partner: str
    by: RankBy
    audience: Literal["company", "partner"]
    """Who reads it; a partner is not told what is withheld."""
    limit: int
    peers_percent_min: int
    permitted: Sequence[str]
    available: Sequence[str]
    support_min_per_10_000: int
    baskets_min: int
    language: Language
    """What `why` is worded in; English unless said otherwise."""
    niche_orders_min: int
    product_orders_min: int
    partners_min: int
    false_discoveries_max: float
    coverage: float


LedgerVerb = Literal["accrue", "refund", "settle", "statement"] | Literal["verify"]
"""What can be asked of the fee ledger."""

StockVerb = (
    Literal["add_receipt", "adjust", "arrive", "at_risk", "cancel_receipt", "commit", "confirm"]
    | Literal["count", "expire", "hold", "move_receipt", "plan", "purge", "release", "repromise"]
    | Literal["ship", "state", "supply", "take", "verify"]
)
"""What can be asked of a stock ledger."""


class Prospect(TypedDict):
    """What an order comes to for the partner that asks."""

    verdict: str
    net: str
    gross: str
    earned: dict[str, str]
    """What the partner itself receives, by kind of plan."""


class PlanOutlook(TypedDict):
    """What one plan gives the partner on an order."""

    plan: str
    kind: str
    earned: str
    base: str
    """How much of the plan's base there is in its period with the order."""
    next: dict[str, str] | None
    """The next tier: `from`, `missing`, and what it gives."""


class DealOutlook(TypedDict):
    """An order with a registered deal."""

    first: Prospect
    second: Prospect


class Lapse(TypedDict):
    """A day of the partner that rules can ask for."""

    attribute: str
    until: str
    """The last day on which it holds."""
    days: int
    """How many days that is after the day of the order."""
    without: Prospect


class Outlook(TypedDict):
    """What an order holds for the partner that asks."""

    day: str
    currency: str
    now: Prospect
    plans: list[PlanOutlook]
    deals: DealOutlook
    lapses: list[Lapse]
    near: list[dict[str, Any]]
    """Findings of severity `hint`, as `Finding.to_dict` gives them."""


class AnalysisExample(TypedDict):
    """An order that shows what a finding says."""

    order: dict[str, Any]
    """An order as `Engine.decide` takes it."""
    rows: dict[str, dict[str, str]]
    """Rows by name of their table, where the master data has none that fit."""


class AnalysisFinding(TypedDict):
    """What the analysis of a rulebook found."""

    code: str
    severity: str
    path: str
    """The place of the rule in the rulebook, such as `waterfall[0].adjustments[2]`."""
    rule: str
    """The rule it is about."""
    data: dict[str, Any]
    """What the message speaks of; `other` is the other rule where there are two."""
    message: str
    remedy: str
    example: AnalysisExample | None


class AnalysisMore(TypedDict):
    """Findings of a code beyond those that are told."""

    code: str
    count: int


class Analysis(TypedDict):
    """What a rulebook holds that its author may not have meant."""

    rules: int
    """How many rules were looked at."""
    findings: list[AnalysisFinding]
    more: list[AnalysisMore]


class ReplayRow(TypedDict):
    """Orders before and after, of one currency and one partner, niche or product."""

    currency: str
    id: str | None
    """The partner, niche or product; None for all orders together."""
    orders_before: int
    orders_after: int
    units_before: int
    units_after: int
    revenue_before: Decimal
    revenue_after: Decimal
    fee_before: Decimal
    fee_after: Decimal
    margin_before: Decimal
    margin_after: Decimal


class ArrowStream(Protocol):
    """A table that gives itself as an Arrow stream (the PyCapsule interface)."""

    def __arrow_c_stream__(self, requested_schema: Any = None, /) -> Any: ...


class ArrowArray(Protocol):
    """A record batch that gives itself as an Arrow array (the PyCapsule interface)."""

    def __arrow_c_array__(self, requested_schema: Any = None, /) -> Any: ...


ArrowTable = ArrowStream | ArrowArray
"""A frame of pandas or Polars, a table of PyArrow, a relation of DuckDB."""


class LeftOut(TypedDict):
    """Rows that the figures do not stand on, for one reason."""

    rows: int
    amount: Decimal


class Concentration(TypedDict):
    """How revenue is spread over the partners with revenue above zero."""

    partners: int
    gini: float
    """0: all equal; (n - 1) / n: one has everything."""
    gini_sample: float | None
    """`gini` times n / (n - 1), for a small sample; None for one partner."""
    hhi: float
    """Herfindahl-Hirschman index: the sum of squared shares, from 1 / n to 1."""
    effective_number: float
    """1 / hhi: so many equal partners would be as concentrated."""
    cr1: float
    """The share of the largest partner."""
    cr4: float
    """The share of the four largest."""
    cr10: float
    """The share of the ten largest."""
    partners_for_half: int
    """The smallest number of partners that makes at least half."""
    largest_fifth: int
    """A fifth of the partners, rounded up."""
    largest_fifth_share: float
    """The share that the largest fifth makes."""


class Summary(TypedDict):
    """What holds for all partners together, and what was left out."""

    currency: str | None
    returns: Returns
    rows: int
    """All rows given."""
    rows_used: int
    """The rows that the figures stand on."""
    return_rows: int
    """Of these, rows with a negative amount."""
    rows_without_quantity: int
    """Of these, rows without a quantity; their units count as zero."""
    rows_without_niche: int
    partners: int
    partners_zero: int
    """Of these, partners whose revenue is zero."""
    partners_negative: int
    """Of these, partners whose revenue is negative."""
    niches: int
    head_partners: int
    """How many partners the head has."""
    revenue: Decimal
    """Of all rows used."""
    revenue_above_zero: Decimal
    """Of the partners above zero: the whole that shares are of."""
    revenue_without_niche: Decimal
    head_revenue: Decimal
    head_share: Decimal
    """The share that was asked for."""
    left_out: dict[
        Literal["no_day", "outside_period", "no_amount", "return", "no_partner"], LeftOut
    ]
    """Every reason, also when there are no such rows."""
    concentration: Concentration | None
    """None when no partner is above zero."""
