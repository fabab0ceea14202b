"""The native part of longtail; import it from `longtail`."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal, Self, final

from .types import (
    Answer,
    ArrowTable,
    Beneficiary,
    EarnPoint,
    Date,
    ErrorKind,
    Language,
    LineStatus,
    Numbers,
    OrderLike,
    OrderModel,
    PlanKind,
    Progress,
    RankBy,
    Repeats,
    Returns,
    Severity,
    StockMode,
    StockVerb,
    Summary,
    TailAdvice,
    TailKind,
    Text,
    TraceLevel,
    TraceRow,
)

__all__ = [
    "LongtailError",
    "InputError",
    "RulebookError",
    "DataError",
    "TableError",
    "RangeError",
    "_analyse",
    "_evaluate",
    "_input_error",
    "_insight",
    "_niches",
    "_reliability",
    "_replay",
    "Finding",
    "_finding",
    "ChannelFigures",
    "ChannelTable",
    "Tally",
    "_cost_of_sales",
    "channel_figures",
    "AmountFit",
    "Insight",
    "OrderFit",
    "PartnerValue",
    "OrderHistory",
    "PowerLawFit",
    "fit_amounts",
    "fit_orders",
    "fit_power_law",
    "partner_value",
    "__version__",
    "Engine",
    "Verdict",
    "Totals",
    "Line",
    "Delivery",
    "Fee",
    "Share",
    "gtin_valid",
    "check_rulebook",
]

__version__: str

class LongtailError(Exception):
    """Misuse or unreadable input; nothing was changed.

    `kind` is a word for the kind of misuse, `findings` has the faults one by one
    (a tuple, empty when there is only the message), `json` the same as JSON text.
    A business "no" is never an exception: it is a verdict with findings.

    >>> try:
    ...     engine.decide('{"partner": 7}')
    ... except longtail.LongtailError as error:
    ...     print(error.kind, [finding.message for finding in error.findings])
    input ['field `placed_at` is missing', 'field `lines` is missing', 'expected a text in quotes that is not empty, found 7']
    """

    kind: ErrorKind
    findings: tuple[Finding, ...]
    json: str

class InputError(LongtailError):
    """An order, a text or an option that cannot be read as one; `kind` is `input`."""

class RulebookError(LongtailError):
    """A rulebook with faults, all of them in `findings`; `kind` is `rulebook`."""

class DataError(LongtailError):
    """Master data with faults, all of them in `findings`; `kind` is `data`."""

class TableError(LongtailError):
    """A table of sales that is none, or a column that is missing or of the wrong
    type; `kind` is `table`.
    """

class RangeError(LongtailError):
    """A sum beyond the range of its type; `kind` is `range`."""

@final
class Finding:
    """A business answer, or a fault in what was written.

    Its code is stable and meant for programs; its message and remedy are for
    people. It can be pickled, so that errors cross processes.

    >>> finding = engine.decide(order).findings[0]
    >>> finding.code, finding.path, finding.data
    ('order.quantity_not_multiple', 'lines[0].quantity', {'quantity': 115, 'multiple': 10, 'accepted': 120})
    >>> print(finding.message, '-', finding.remedy)
    quantity 115 is not a multiple of 10; 120 was taken - order in multiples of 10
    """

    @property
    def code(self) -> str:
        """The stable code, such as `order.unknown_product`."""

    @property
    def severity(self) -> Severity:
        """`hint`, `warn`, `approve` or `block`."""

    @property
    def path(self) -> str:
        """Where in the order or document, such as `lines[2].quantity`; empty for the whole."""

    @property
    def rule(self) -> str | None:
        """The rule or product that spoke; None when none did."""

    @property
    def source(self) -> str | None:
        """The name of the text with the fault, such as `prices`; None for an order's answer."""

    @property
    def line(self) -> int | None:
        """The line in that text, from 1."""

    @property
    def column(self) -> int | None:
        """The column in that text, in characters from 1."""

    @property
    def data(self) -> dict[str, int | str]:
        """What the message speaks of: whole numbers as int, prices, amounts, days and words as str."""

    @property
    def message(self) -> str:
        """What was found, in the language asked for."""

    @property
    def remedy(self) -> str:
        """What can be done about it, in the language asked for."""

@final
class Engine:
    """A rulebook compiled with the master data of one moment.

    `rulebook` is YAML or JSON, each table CSV with a header or JSON rows, all as
    `str` or UTF-8 `bytes`. A table that is not given has no rows. Raises
    `RulebookError` and `DataError` with every fault as a finding, `InputError`
    for what is no text.

    An engine never changes: build it once and use it from any number of threads.
    It does not pickle; give another process the texts it was made of.

    >>> longtail.Engine(rulebook, partners="id,name\\nP-1,Jansen\\nP-1,Bakker\\n")
    Traceback (most recent call last):
    ...
    longtail.DataError: partners:3:1: id: partner `P-1` has two rows [data.duplicate_row]; keep one of the two
    """

    def __new__(
        cls,
        rulebook: Text,
        *,
        partners: Text | None = None,
        products: Text | None = None,
        prices: Text | None = None,
        stock: Text | None = None,
        receipts: Text | None = None,
        promises: Text | None = None,
        registrations: Text | None = None,
        safety: Text | None = None,
        quotas: Text | None = None,
        protections: Text | None = None,
        kits: Text | None = None,
        substitutes: Text | None = None,
    ) -> Engine: ...
    @property
    def rulebook_id(self) -> str:
        """The id of the rulebook."""

    @property
    def rulebook_hash(self) -> str:
        """The first 16 hexadecimal digits of the SHA-256 of the rulebook's text."""

    @property
    def currency(self) -> str:
        """The currency of everything in the rulebook that names none."""

    @property
    def findings(self) -> list[Finding]:
        """What was noticed in the data without making it unusable: a new list of `Finding`."""

    def with_supply(
        self,
        *,
        stock: Text | None = None,
        receipts: Text | None = None,
        promises: Text | None = None,
        safety: Text | None = None,
        quotas: Text | None = None,
        protections: Text | None = None,
    ) -> Engine:
        """The same rules, partners, products, prices, kits and substitutes with other
        stock.

        The six tables replace all that was there: one that is not given has no
        rows. The engine itself is unchanged, and shares everything else with the
        new one. Raises `DataError` with every fault as a finding.

        >>> empty = engine.with_supply(stock="product,on_hand\\nG-100,0\\n")
        >>> empty.decide(order).lines[0].status, engine.decide(order).lines[0].status
        ('rejected', 'late')
        """

    def niches_of(self, partner: str) -> list[str]:
        """The ids of the niches a partner belongs to, in the order of the rulebook.

        Raises `InputError` when there is no such partner.

        >>> engine.niches_of("P-1")
        ['dentists']
        """

    def decide(
        self,
        order: OrderLike,
        *,
        trace: TraceLevel | None = None,
        language: Language | None = None,
    ) -> Verdict:
        """Decides one order.

        `order` is JSON text (`str` or UTF-8 `bytes`), or a mapping or dataclass
        with the same fields; in these, prices and quantities may be `Decimal`,
        days `date` and the moment `datetime`. A float is read as the digits that
        `repr` shows. `trace` is `none`, `summary` (default), `candidates` or
        `full`; `language` is `en` (default) or `nl`.

        What the order was promised is forgotten after the call. A business "no" is
        a verdict with findings; `InputError` is raised for what cannot be read as
        an order, with every fault as a finding.

        >>> engine.decide({"partner": "P-1", "placed_at": "2026-03-02T10:15:00+01:00",
        ...                "lines": [{"product": "G-100", "quantity": 20}]})
        Verdict(accepted order=None gross=2.42 EUR)
        """

    def decide_json(
        self,
        order: OrderLike,
        *,
        trace: TraceLevel | None = None,
        language: Language | None = None,
    ) -> bytes:
        """Decides one order to the JSON text of the verdict, as UTF-8 bytes.

        The same as `decide(order).json()`, without making objects. Takes what
        `decide` takes and raises what it raises.

        >>> engine.decide_json(order, trace="none")[:34]
        b'{"order":"O-1","partner":"P-1","ve'
        """

    def _ledger(self, verb: str, question: Text | Mapping[str, Any]) -> str: ...
    def _plan(self, question: Text | Mapping[str, Any]) -> str: ...
    def _sales(self, order: OrderLike, event: str, booked: str) -> str: ...
    def _outlook(self, order: OrderLike, language: Language | None) -> str: ...
    def explain(
        self,
        order: OrderLike,
        *,
        trace: TraceLevel | None = None,
        language: Language | None = None,
    ) -> str:
        """How an order comes to its answer, in words: a line for each step.

        `order` is what `decide` takes; it is decided as if it were alone. `trace`
        says how much is told: `full`, unless said otherwise, also tells of rules
        that did not apply, and why. Raises `InputError` for what cannot be read as
        an order.

        >>> print(engine.explain(order, trace="summary").splitlines()[2].strip())
        list: `general` gives 0.10 from 1
        """

    def explain_promise(
        self,
        order: OrderLike,
        *,
        language: Language | None = None,
    ) -> list[dict[str, Any]]:
        """Why the lines of an order are promised as they are, and what single change
        would have each leave whole on the day it is wanted, or be promised whole at all.

        `order` is what `decide` takes; it is decided as if it were alone. Gives a list
        of dicts, one for each line that has a price: the calendar's steps, what binds on
        the wanted day, the receipts that its deliveries lean on, and what would make it
        better, each worked out by planning again. `words` has a sentence for each of
        these, in the language. Days are text. Raises `InputError` for what cannot be read
        as an order.

        >>> [reason["better"][0]["quantity"] for reason in engine.explain_promise(order)]
        [40]
        >>> engine.explain_promise(order, language="nl")[0]["words"][1]
        'besteld 115, afgerond op 120: het gaat per 10, vanaf 1'
        """

    def confidence(self, order: OrderLike, question: Text | Mapping[str, Any]) -> dict[str, Any]:
        """By which dates the promises of an order are there, and with which percentage.

        `order` is what `decide` takes; it is decided as if it were alone. `question` holds
        the `state` of lateness that `reliability("count_receipts", ...)` counts, and as it
        likes `percents` (50, 80 and 95), the `pool` and the `language`; it is a dict or
        JSON text. Gives a dict of the `verdict` and the `lines`, each with its dates, its
        deliveries with theirs, the receipts that they lean on, and `words`. Stock on hand
        has no doubt. Raises `InputError` for what cannot be read.

        >>> rows = [{"supplier": "S-1", "expected": "2026-01-05", "arrived": "2026-01-07"}]
        >>> question = longtail.reliability("count_receipts", {"receipts": rows}) | {"percents": [80]}
        >>> engine.confidence(order, question)["lines"][0]["words"]
        '2026-03-10, 80 % by 2026-03-12 (receipts observed of an unnamed supplier: 0, of all: 1)'
        """

    def hints(
        self,
        order: OrderLike,
        *,
        language: Language | None = None,
    ) -> list[Finding]:
        """What is near an order: quantities, amounts and tiers from which on the
        partner would do better.

        `order` is what `decide` takes. Gives a list of `Finding` of severity
        `hint`, each worked out by deciding the order that reaches it. Raises
        `InputError` for what cannot be read as an order.

        >>> engine.hints(order)
        []
        """

    def decide_all(
        self,
        orders: Iterable[OrderLike],
        *,
        trace: TraceLevel | None = None,
        language: Language | None = None,
        stock: StockMode | None = None,
    ) -> list[Verdict | LongtailError]:
        """Decides many orders, in their order.

        `orders` is any iterable of what `decide` takes. Gives a list: for each
        order its verdict, or, when it cannot be read, its `InputError` (not
        raised). With `stock="running"` (default) an order that is not rejected
        takes what it was promised, so that those after it cannot have it; with
        `stock="snapshot"` each is decided as if it were alone. Other threads run
        meanwhile.

        >>> engine.decide_all([order, order, {"partner": 7}])  # doctest: +ELLIPSIS
        [Verdict(...), Verdict(...), InputError(...)]
        """

    def decide_lines(
        self,
        orders: Text,
        *,
        trace: TraceLevel | None = None,
        language: Language | None = None,
        stock: StockMode | None = None,
    ) -> bytes:
        """Decides many orders, one JSON text a line, to one verdict a line.

        Text in (`str` or UTF-8 `bytes`), UTF-8 bytes out, and no objects in
        between. Empty lines are skipped. A line that cannot be read gives
        `{"error": ...}` in its place. `stock` is as for `decide_all`. Other threads
        run meanwhile.

        >>> answers = engine.decide_lines(order + "\\n" + order + "\\n", stock="snapshot")
        >>> len(answers.splitlines())
        2
        """

    def __copy__(self) -> Engine: ...
    def __deepcopy__(self, _memo: Any) -> Engine: ...

@final
class StockLedger:
    """A stock ledger in memory, for hosts that keep stock in no database.

    `snapshot` and `log` are what an earlier one gave and the host stored, as `str`
    or UTF-8 `bytes`; without them the ledger is empty. Raises `InputError` when a
    line of them cannot be read or is missing.

    Any number of threads may use one. Each command is done whole or not at all;
    append `log(after)` to a store before acting on an answer.

    >>> ledger = longtail.StockLedger()
    >>> count = {"product": "G-100", "on_hand": 80, "today": "2026-03-02"}
    >>> ledger.ask(engine, "count", count)["outcome"]
    'ok'
    """

    def __new__(cls, snapshot: Text | None = None, log: Text | None = None) -> StockLedger: ...
    def ask(self, engine: Engine, verb: StockVerb, question: Text | Mapping[str, Any]) -> Any:
        """Asks or tells it something; the rules are those of an engine.

        The guide's page *The stock ledger* has the verbs, what each reads and what
        it answers. `plan`, `at_risk`, `repromise`, `supply`, `state` and `verify`
        change nothing; all others answer with an `outcome`: `ok`, `replayed`,
        `conflict` or `refused`.

        Raises `InputError` for a question that cannot be read, with every fault as
        a finding, and for a plan that no engine made; the ledger is unchanged.

        >>> ledger = longtail.StockLedger()
        >>> ledger.ask(engine, "verify", {})
        {'findings': []}
        """

    def log(self, after: int = 0) -> str:
        """The entries after the one with this number, one JSON text a line.

        >>> longtail.StockLedger().log()
        ''
        """

    def snapshot(self) -> str:
        """The state as it is now, one JSON text a line.

        >>> longtail.StockLedger().snapshot()
        '{"seq":0,"clock":"1970-01-01T00:00:00Z"}\\n'
        """

    def compact(self) -> None:
        """Forgets the entries so far, once a snapshot is stored: the log begins anew.

        >>> longtail.StockLedger().compact()
        """


@final
class Verdict:
    """The answer to an order.

    Everything in it is fixed; lines, fees, findings and the trace are made when
    they are first asked for. Amounts are `Decimal` with the currency's decimals,
    prices have as many as they need. A copy is the verdict itself. It does not
    pickle: send `json()` or `to_dict()`.

    >>> verdict = engine.decide(order)
    >>> verdict
    Verdict(accepted_with_changes order='O-1' gross=14.52 EUR)
    >>> verdict.totals.gross, verdict.lines[0].confirmed
    (Decimal('14.52'), 120)
    """

    @property
    def verdict(self) -> Answer:
        """`accepted`, `accepted_with_changes`, `needs_approval` or `rejected`."""

    @property
    def order(self) -> str | None:
        """The partner's own id of the order; None when it has none."""

    @property
    def partner(self) -> str | None:
        """Who ordered, as written in the order."""

    @property
    def reference(self) -> str | None:
        """The partner's reference; None when the order has none."""

    @property
    def currency(self) -> str:
        """The currency of every amount, such as `EUR`."""

    @property
    def totals(self) -> Totals:
        """The sums, on the confirmed quantities."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that was found, all at once: a tuple of `Finding` in the order found."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines in the order written: a tuple of `Line`."""

    @property
    def fees(self) -> tuple[Fee, ...]:
        """The fees by plan and line: a tuple of `Fee`."""

    @property
    def trace(self) -> tuple[TraceRow, ...]:
        """How the answer came about: a tuple with one dict a step.

        As much as the option `trace` asked for. Prices in it are `Decimal`; what
        does not apply to a step is left out.
        """

    @property
    def trace_hash(self) -> str:
        """The hash of the trace, 16 hexadecimal digits, to be stored with what is
        booked: the same order under the same rulebook and data has the same hash,
        at the same level of the trace.
        """

    def json(self) -> str:
        """The verdict as JSON text, the same to the byte as in every language."""

    def to_dict(self) -> dict[str, Any]:
        """The verdict as plain dicts and lists, as `json()` has it; amounts are text.

        >>> engine.decide(order).to_dict()["totals"]["gross"]
        '14.52'
        """

    def __copy__(self) -> Verdict: ...
    def __deepcopy__(self, _memo: Any) -> Verdict: ...

@final
class Totals:
    """The sums of an order, as `Decimal` in the verdict's currency.

    >>> engine.decide(order).totals
    Totals(net=12.00, tax=2.52, gross=14.52)
    """

    @property
    def list(self) -> Decimal:
        """At list prices."""

    @property
    def discount(self) -> Decimal:
        """What the discounts come to: zero or negative, unless a price was raised."""

    @property
    def net(self) -> Decimal:
        """Without tax."""

    @property
    def tax(self) -> Decimal:
        """The tax."""

    @property
    def gross(self) -> Decimal:
        """With tax: what is to be paid."""

    @property
    def fee(self) -> Decimal:
        """What is paid out in fees."""

@final
class Line:
    """One line of a verdict.

    Amounts are on the confirmed quantity, in the verdict's currency.

    >>> line = engine.decide(order).lines[0]
    >>> line
    Line(G-100 late 120 of 120)
    >>> line.ordered, line.quantity, line.unit_price, line.price_list
    (115, 120, Decimal('0.10'), 'general')
    """

    @property
    def id(self) -> str | None:
        """The partner's own id of the line; None when it has none."""

    @property
    def product(self) -> str | None:
        """The product's id, or what was written when it is not known."""

    @property
    def substitute(self) -> str | None:
        """What is delivered in its place; None for the product itself."""

    @property
    def status(self) -> LineStatus:
        """`confirmed`, `late`, `partial` or `rejected`."""

    @property
    def ordered(self) -> int | None:
        """The quantity as written, in units; None when it was no whole number."""

    @property
    def quantity(self) -> int:
        """The quantity taken, after the minimum and the multiple."""

    @property
    def confirmed(self) -> int:
        """The quantity promised, over all deliveries."""

    @property
    def price_list(self) -> str | None:
        """The price list the price is from; None for a line that was not priced."""

    @property
    def list_price(self) -> Decimal | None:
        """The price of a unit in that list, as `Decimal`; None as for `price_list`."""

    @property
    def unit_price(self) -> Decimal | None:
        """The price of a unit after discounts, rounding and guards; None as for `price_list`."""

    @property
    def list(self) -> Decimal:
        """The amount at the list price."""

    @property
    def net(self) -> Decimal:
        """The amount without tax."""

    @property
    def tax(self) -> Decimal:
        """The tax."""

    @property
    def gross(self) -> Decimal:
        """The amount with tax."""

    @property
    def deliveries(self) -> tuple[Delivery, ...]:
        """When it comes: a tuple of `Delivery`, the earliest first."""

@final
class Delivery:
    """Units that leave and arrive together.

    >>> engine.decide(order).lines[0].deliveries
    (Delivery(80 on 2026-03-03), Delivery(40 on 2026-03-10))
    """

    @property
    def ship(self) -> datetime.date:
        """The day they leave, as `date`."""

    @property
    def arrive(self) -> datetime.date:
        """The day they arrive, as `date`."""

    @property
    def quantity(self) -> int:
        """How many units."""

    @property
    def location(self) -> str:
        """The location they leave from."""

@final
class Fee:
    """What one plan pays on the order or on a line.

    >>> fee = engine.decide(order).fees[0]
    >>> fee, fee.base, fee.exact, fee.shares
    (Fee(advice 0.30), Decimal('12.00'), Decimal('0.30'), (Share(partner P-1 0.30),))
    """

    @property
    def plan(self) -> str:
        """The id of the plan."""

    @property
    def kind(self) -> PlanKind:
        """What the plan is to the company: fee, rebate, fund or claim."""

    @property
    def earn_on(self) -> EarnPoint:
        """When it is earned: ordered, delivered, invoiced, paid or sold_through."""

    @property
    def line(self) -> int | None:
        """The place of the line, from 0; None when it is paid on the order."""

    @property
    def base(self) -> Decimal:
        """What it is taken of: an amount, or units."""

    @property
    def exact(self) -> Decimal:
        """The fee before rounding, minimum and maximum."""

    @property
    def fee(self) -> Decimal:
        """The fee, without its own tax."""

    @property
    def tax(self) -> Decimal:
        """The tax on the fee."""

    @property
    def shares(self) -> tuple[Share, ...]:
        """Who gets it: a tuple of `Share` that add up to the fee."""

@final
class Share:
    """One partner's part of a fee."""

    @property
    def to(self) -> Beneficiary:
        """`partner` or `distributor`."""

    @property
    def partner(self) -> str:
        """The id of who gets it."""

    @property
    def amount(self) -> Decimal:
        """How much, in the verdict's currency."""

@final
class ChannelFigures:
    """The figures: two Arrow tables and a summary.

    >>> figures
    ChannelFigures(partners=2, niches=0, rows_used=3 of 3)
    >>> figures.summary["head_partners"], figures.summary["revenue"]
    (1, Decimal('100.00'))
    """

    @property
    def partners(self) -> ChannelTable:
        """One row a partner, the largest first, ties by name.

        Columns: `partner`, `rank` (from 1), `rows`, `return_rows`, `revenue`
        (decimal), `quantity` (when it was asked), `share` and `cumulative_share`
        (decimals; of the revenue of the partners above zero), `part` (`head`: the
        smallest set of largest partners that makes the head's share, or `tail`).
        """

    @property
    def niches(self) -> ChannelTable:
        """One row a niche, the largest first, ties by name; no rows without the column.

        Columns as for partners, and `partners` (how many), `top_partner`,
        `top_partner_share`, and the concentration of its partners: `gini`, `hhi`,
        `effective_number`, `cr1`, `cr4`, `cr10` (floats).
        """

    @property
    def summary(self) -> Summary:
        """What holds for all partners together, and what was left out: a new dict.

        Amounts and shares are `Decimal`, counts `int`, ratios of concentration
        `float`. The keys are those of `longtail.types.Summary`.
        """

    def _repr_html_(self) -> str: ...

@final
class ChannelTable:
    """A table that every Arrow library takes.

    `pandas.DataFrame.from_arrow(table)`, `polars.DataFrame(table)`,
    `pyarrow.table(table)`, and DuckDB by the name of the variable.

    >>> figures.partners
    ChannelTable(2 rows: partner, rank, rows, return_rows, revenue, share, cumulative_share, part)
    >>> len(figures.partners), figures.partners.columns[0]
    (2, 'partner')
    """

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""

    def __len__(self) -> int: ...
    def __arrow_c_schema__(self) -> Any: ...
    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...
    def _repr_html_(self) -> str: ...

@final
class Tally:
    """Sales summed once: a state that answers many questions.

    `table` is anything that gives itself as Arrow: a frame of pandas or Polars, a
    table of PyArrow, a relation of DuckDB. `partner`, `niche`, `product`, `order`,
    `day`, `quantity` and `amount` are the names of its columns; those that are None
    are not looked at. Partners, niches and products are text, or whole numbers, which
    count as their text. `amount` is a decimal, or whole minor units (cents); a float
    only with `float_decimals`, to which it is rounded. `currency` is a code such as
    `EUR`, or the column that has it. `order` is text or whole numbers. Times are cut
    into days in `zone`.

    `returns` says what happens to rows with a negative amount: they lower the
    revenue (`net`), are left out (`gross`), or (`matched`) are paired with the
    latest earlier sale of the same partner, product, quantity and price in the
    table; both are then left out, and a return without such a sale too. Rows of
    `excluded_products` and outside `from_` up to `until` are left out. What was left
    out is counted: `longtail.figures.left_out`.

    The work is done on `threads` threads, on which the answer does not depend.
    `progress` is called now and then with the number of rows read so far; an
    exception of it, or Ctrl-C, breaks the work off and leaves the state as it was.

    >>> import pyarrow
    >>> sales = pyarrow.table({"partner": ["P-1", "P-2"], "amount": [6000, 1500]})
    >>> tally = longtail.Tally(sales, currency="EUR")
    >>> tally.update(pyarrow.table({"partner": ["P-1"], "amount": [2500]}))
    >>> other = longtail.Tally.from_bytes(tally.to_bytes())
    >>> other.merge(tally)
    >>> pyarrow.table(longtail.figures.revenue(other))["revenue"].to_pylist()
    [Decimal('170.00'), Decimal('30.00')]
    """

    def __new__(
        cls,
        table: ArrowTable | None = None,
        *,
        currency: str,
        partner: str = "partner",
        niche: str | None = None,
        product: str | None = None,
        order: str | None = None,
        day: str | None = None,
        quantity: str | None = None,
        amount: str = "amount",
        zone: str | None = None,
        float_decimals: int | None = None,
        returns: Returns | Literal["matched"] = "net",
        from_: Date | None = None,
        until: Date | None = None,
        excluded_products: Sequence[str] = (),
        threads: int = 1,
        progress: Callable[[int], object] | None = None,
    ) -> Self: ...
    def update(
        self, table: ArrowTable, *, progress: Callable[[int], object] | None = None
    ) -> None:
        """Takes more rows in; the columns are those that the tally was made with.

        Raises `TableError` for a table, column or value that cannot be taken,
        `RangeError` for a sum out of range. After an exception the state is what it
        was.
        """

    def merge(self, other: Tally) -> None:
        """Takes in what another tally has; both were asked the same.

        Raises `InputError` when the options differ, `TableError` when the currencies
        do.
        """

    def to_bytes(self) -> bytes:
        """The state as bytes, to be stored or sent. The same rows give the same bytes,
        however they were split and ordered.
        """

    @staticmethod
    def from_bytes(data: bytes, *, threads: int = 1) -> Tally:
        """The state that bytes hold. It can be read and merged.

        Raises `InputError` for bytes that are no tally, or one of another version.
        """

    @property
    def size(self) -> int:
        """About how many bytes the sums take."""

    def _repr_html_(self) -> str: ...
    def _figure(self, question: str) -> ChannelTable:
        """Answers a question written as JSON; `longtail.figures` writes them."""

def _cost_of_sales(
    table: ArrowTable,
    question: str,
    currency: str,
    partner: str,
    amount: str,
    cost: str,
    fees: str | None,
    digital: str | None,
    touches: str | None,
    placed: str | None,
    zone: str | None,
    float_decimals: int | None,
) -> tuple[ChannelTable, ChannelTable, int, str]:
    """The names of the columns, and the question as JSON; `longtail.figures` calls it."""

def channel_figures(
    table: ArrowTable,
    *,
    currency: str,
    partner: str = "partner",
    niche: str | None = None,
    day: str = "day",
    quantity: str | None = None,
    amount: str = "amount",
    zone: str | None = None,
    returns: Returns = "net",
    head_share: Decimal | str | float | None = None,
    from_: Date | None = None,
    until: Date | None = None,
    share_decimals: int = 6,
    float_decimals: int | None = None,
) -> ChannelFigures:
    """The figures of a table of sales: who makes the revenue, and how it is spread.

    `table` is anything that gives itself as Arrow: a frame of pandas or Polars, a
    table of PyArrow, a relation of DuckDB. It is read batch by batch and never
    copied as a whole; other threads run meanwhile.

    `partner`, `niche`, `day`, `quantity` and `amount` are the names of columns.
    Partners and niches are text, or whole numbers, which count as their text. `amount`
    is a decimal, or whole minor units (cents); a float only with `float_decimals`, to
    which it is rounded. `currency` is a code such as `EUR`, or the column that has it;
    two currencies are refused.
    `day` is looked at only with `from_` or `until`: a date, a time, or text; times
    are cut into days in `zone`. The period is from `from_` up to, but without,
    `until`. `returns` says whether rows with a negative amount lower the revenue
    (`net`) or are left out (`gross`). `head_share` (default 0.80) is the share of
    the revenue that the head makes. Shares have `share_decimals` decimals.

    Rows that are left out are counted in the summary. Raises `TableError` for a
    table, column or value that cannot be taken, `InputError` for an option,
    `RangeError` for a sum beyond 64 bits of minor units.

    >>> import pyarrow
    >>> from decimal import Decimal
    >>> sales = pyarrow.table({
    ...     "partner": ["P-1", "P-2", "P-1"],
    ...     "amount": [Decimal("60.00"), Decimal("15.00"), Decimal("25.00")],
    ... })
    >>> figures = longtail.channel_figures(sales, currency="EUR")
    >>> pyarrow.table(figures.partners).select(["partner", "revenue"]).to_pylist()
    [{'partner': 'P-1', 'revenue': Decimal('85.00')}, {'partner': 'P-2', 'revenue': Decimal('15.00')}]
    """

@final
class Insight:
    """What sells to whom, of a table of sales lines, as far as it may be shared.

    `table` is anything that gives itself as Arrow. `partner`, `product`, `amount`,
    `niche`, `period`, `order` and `quantity` are the names of columns; the last four
    may be left out. Names are text, or whole numbers, which count as their text.
    `amount` is a decimal, or whole minor units; a float only with `float_decimals`, to
    which it is rounded. Without `order` each line counts as an order, and there are no baskets.

    `returns` (`net`, `gross` or `matched`), `from_`, `until` and `excluded_products` say
    which lines take part, as for a `Tally`; a period needs the column `day`, whose times
    are cut into days in `zone`. `left_out` tells of the others.

    `tree` says which niche lies in which, `{"dentists": "care"}`; all lie in `all`.
    With `members`, `{"P-1": ["dentists"]}`, a line belongs to the niches of its
    partner in place of a column; without either there are no niches to lie in a tree.
    `periods` names the periods that count, of the column `period`. `gate` changes the
    rule of the gate: `partners_min`, `dominance`, `p_percent`, `amounts`.
    With `previous`, the texts of earlier releases from the first to the last, every
    question is answered beside those, and what that takes is prepared once.

    Raises `TableError` for a table, column or value that cannot be taken, `InputError`
    for an option, `RangeError` for a sum out of range.

    >>> import pyarrow
    >>> sales = pyarrow.table({
    ...     "partner": ["P-1", "P-2", "P-3", "P-4", "P-5", "P-6"],
    ...     "product": ["gloves"] * 6,
    ...     "niche": ["dentists"] * 6,
    ...     "amount": [1000, 1200, 900, 1500, 1100, 1300],
    ... })
    >>> insight = longtail.Insight(sales, currency="EUR", niche="niche")
    >>> [row] = pyarrow.table(insight.best_sellers("dentists")).to_pylist()
    >>> row["product"], row["rank"], row["partners_from"], row["amount"]
    ('gloves', 1, 5, None)
    """

    def __new__(
        cls,
        table: ArrowTable,
        *,
        currency: str,
        partner: str = "partner",
        product: str = "product",
        amount: str = "amount",
        niche: str | None = None,
        period: str | None = None,
        order: str | None = None,
        quantity: str | None = None,
        day: str | None = None,
        zone: str | None = None,
        returns: Returns | Literal["matched"] = "net",
        from_: Date | None = None,
        until: Date | None = None,
        excluded_products: Sequence[str] = (),
        tree: Mapping[str, str] | None = None,
        members: Mapping[str, Sequence[str]] | None = None,
        periods: Sequence[str] | None = None,
        gate: Mapping[str, Any] | Text | None = None,
        previous: Sequence[str] | None = None,
        float_decimals: int | None = None,
    ) -> Insight: ...
    @classmethod
    def merge(
        cls,
        parts: Sequence[bytes],
        *,
        currency: str,
        tree: Mapping[str, str] | None = None,
        members: Mapping[str, Sequence[str]] | None = None,
        periods: Sequence[str] | None = None,
        gate: Mapping[str, Any] | Text | None = None,
        previous: Sequence[str] | None = None,
    ) -> Insight:
        """The insight of bytes that `to_bytes` gave, and that other processes' parts were
        merged into with `merge`.

        Options as for a table. Raises `InputError` for bytes of another kind or version,
        or with returns treated otherwise, `TableError` for parts of another currency.
        """

    def to_bytes(self) -> bytes:
        """The lines as bytes for another process: the same for the same lines, however
        they were split. They hold amounts of partners and are never shown.
        """

    @property
    def left_out(self) -> ChannelTable:
        """The lines that take no part: `reason`, `rows`, `amount`. Every reason is there: those
        of `longtail.figures.left_out`, and `no_product`.
        """

    @property
    def niches(self) -> list[str]:
        """The niches with sales, and `all`; sorted."""

    def best_sellers(
        self,
        niche: str,
        *,
        by: RankBy = "partners",
        limit: int = 10,
        previous: Sequence[str] | None = None,
    ) -> ChannelTable:
        """The best sellers of a niche, by `partners`, `orders` or `amount`; at most
        `limit` for each level that is told of.

        Columns: `product`, `niche` (the level told of), `rank`, `partners_from`,
        `share_from_percent`, `share_until_percent`, `index` (100: the mean of the
        products told), `lift`, `amount` (null unless the gate lets it be told).
        `previous` are releases of the same or an overlapping period.
        """

    def publish(self, *, previous: Sequence[str] | None = None) -> ChannelTable:
        """Every cell of niche and product, whether it may be shown, and why not.

        Columns: `niche`, `product`, `shown`, `reasons` (words with spaces between),
        `shown_at` (the lowest niche at which it may be told), `amount` (when the gate
        lets it be told). For the company: it says where there were sales.
        """

    def release(self, id: str, *, previous: Sequence[str] | None = None) -> str:
        """What to keep of `publish` for the next time, as JSON text. It holds amounts of
        partners and is never shown.
        """

    def white_spots(
        self,
        partner: str,
        niche: str,
        *,
        peers_percent_min: int = 25,
        permitted: Sequence[str] | None = None,
        available: Sequence[str] | None = None,
        limit: int = 20,
        previous: Sequence[str] | None = None,
    ) -> ChannelTable:
        """What a partner does not sell, but at least `peers_percent_min` of its peers do,
        of what is `permitted` and `available` (lists of products; `None`: everything).

        Columns: `product`, `niche` (whose peers), `peers_percent_from`,
        `expected_from` and `expected_until` (the product's band of shares at the
        partner's size). `previous` as for `best_sellers`.
        """

    def together(
        self,
        niche: str | None = None,
        *,
        support_min_per_10_000: int = 100,
        baskets_min: int = 3,
        limit: int | None = None,
        previous: Sequence[str] | None = None,
    ) -> ChannelTable:
        """What is bought together in a niche, in all when none is named: pairs in at least
        `support_min_per_10_000` of 10,000 baskets, and in `baskets_min`, that pass the gate;
        of the niche first, then of those above it what may not be told of the niche. All of
        them, or the first `limit`.

        Columns: `a`, `b`, `niche` (the level told of), `baskets_from` (on the grid of the
        benchmark), `partners_from`, and to two digits `support`, `confidence_a`,
        `confidence_b`, `lift`, `lift_shrunken` (to sort by: a pair of few baskets does not
        lead; null where there is nothing to learn from), `leverage`.

        `previous` as for `best_sellers`: a pair is told only where both products are.
        """

    def benchmark(self, partner: str, niche: str, *, previous: Sequence[str] | None = None) -> dict[str, Any]:
        """A partner beside its peers in a niche, without itself among them: a dict with
        `own`, `niche` (the level told of), `partners_from`, `lower_from`, `median_from`,
        `upper_from` (three quarters, half, a quarter of the peers sell at least so much),
        `above_percent`; only `own` and the reasons in `withheld` when nothing may be told.

        `previous` as for `best_sellers`: what is told is safe beside all of them.
        """

    def reasons(self, *, language: Language = "en") -> ChannelTable:
        """Why figures are withheld, under this gate: `reason` (the word that stands with them),
        `code` (the stable one, as on the page of codes), `message` and `remedy` in `en` or
        `nl`. The level at which one can be shown is in `shown_at` of `publish`.
        """

    def scores(
        self,
        *,
        niche_orders_min: int = 1000,
        product_orders_min: int = 20,
        partners_min: int = 3,
        false_discoveries_max: float = 0.1,
        coverage: float = 0.95,
    ) -> ChannelTable:
        """Where niches buy more than expected, by orders: for the company, not for partners.

        Columns: `niche`, `product`, `orders`, `partners`, `expected`, `raw`, `lift` with
        `lift_low` and `lift_high`, `low_5` (to sort by), `q`, `discovery`.
        """

def _insight(verb: str, question: Text | Mapping[str, Any]) -> str:
    """Asks what may be shared: the JSON text of the answer."""

def _niches(verb: str, question: Text | Mapping[str, Any], progress: Progress | None = None) -> str:
    """Asks about niches: the JSON text of the answer."""

def fit_power_law(
    values: Numbers,
    *,
    kind: TailKind = "continuous",
    repeats: Repeats = "each",
    xmin: float | None = None,
    draws: int = 2500,
    seed: int = 1,
    workers: int = 1,
    alpha_step: float | None = None,
    progress: Progress | None = None,
) -> PowerLawFit:
    """Fits a power law to the tail of values, beside its rivals.

    `values` is an Arrow column, a buffer such as NumPy's, or any sequence of
    numbers; those of zero and below are left out and counted. `kind` is
    `continuous` (amounts, sizes) or `discrete` (counts). `repeats` says how repeated
    values count in the distance that chooses the start: `each` as in the tables of
    Clauset, Shalizi and Newman, `once` as in the package `powerlaw`. `xmin` fixes the
    start. `draws` draws are refitted for the p-value (0: none); `seed` makes them,
    `workers` threads share them, and the answer does not depend on how many.
    `alpha_step` takes exponents of counts in steps, 0.01 in those tables.

    Other threads run meanwhile. `progress(done, total)` is called now and then; what
    it raises stops the work. Raises `InputError` for values that are infinite or no
    numbers, without a tail, and for an option.

    >>> values = [10 * ((i + 0.3) / 500) ** (-1 / 1.5) for i in range(500)]
    >>> fit = longtail.fit_power_law(values, draws=100)
    >>> round(fit.alpha, 1), fit.advice
    (2.5, 'power_law')
    """

@final
class PowerLawFit:
    """A power law fitted to a tail, with what else was tried and what to make of it.

    >>> fit = longtail.fit_power_law([3, 4, 4, 5, 9, 30, 7, 3.5], draws=0)
    >>> fit.advice, fit.reasons[0]
    ('cannot_tell', 'the tail has fewer than 50 values')
    """

    @property
    def kind(self) -> TailKind:
        """`continuous` or `discrete`."""

    @property
    def repeats(self) -> Repeats:
        """How repeated values counted: `each` or `once`."""

    @property
    def values(self) -> int:
        """Values above zero."""

    @property
    def left_out(self) -> int:
        """Values of zero and below, which took no part."""

    @property
    def alpha(self) -> float:
        """The exponent: the density falls as `x ** -alpha`."""

    @property
    def alpha_error(self) -> float:
        """The standard error of `alpha`, for this start of the tail."""

    @property
    def xmin(self) -> float:
        """Where the tail starts."""

    @property
    def tail_values(self) -> int:
        """Values in the tail."""

    @property
    def distance(self) -> float:
        """The Kolmogorov-Smirnov distance between the tail and its fit."""

    @property
    def log_likelihood(self) -> float:
        """The logarithm of the likelihood of the tail."""

    @property
    def p_value(self) -> float | None:
        """The share of draws farther from their fit than the values; None without draws."""

    @property
    def draws(self) -> int:
        """How many draws were refitted."""

    @property
    def advice(self) -> TailAdvice:
        """`power_law`, `lognormal`, `truncated_power_law`, `not_power_law` or `cannot_tell`."""

    @property
    def reasons(self) -> list[str]:
        """The reasons for the advice, one sentence each."""

    @property
    def rivals(self) -> ChannelTable:
        """One row a rival of the power law on the same tail.

        Columns: `rival`, `log_likelihood`, `ratio` (the power law's less the rival's:
        above zero speaks for the power law), `z` (in standard deviations), `p_value`
        (Vuong's test), `at_limit` (the rival is best where it becomes the power law).
        """

    @property
    def rival_parameters(self) -> dict[str, dict[str, float]]:
        """The parameters of each rival by name; empty where it has no best fit."""

def fit_orders(
    repeats: Numbers, recency: Numbers, age: Numbers, *, model: OrderModel = "bg_nbd"
) -> OrderFit:
    """Fits a model of repeat orders to partners.

    `repeats` is how many orders each partner placed after its first, `recency` the
    time from the first to the last, `age` the time from the first to the end of what
    was observed, in any one unit. Each is an Arrow column, a buffer or a sequence.
    `model` is `bg_nbd`, `mbg_nbd` or `pareto_nbd`. Raises `InputError` for rows that
    cannot be and when no partner ordered twice.

    >>> fit = longtail.fit_orders([0, 1, 3, 9], [0, 4, 28, 29], [30, 30, 30, 30])
    >>> sorted(fit.parameters)
    ['a', 'alpha', 'b', 'r']
    """

@final
class OrderFit:
    """A model of repeat orders fitted to partners.

    >>> fit = longtail.fit_orders([0, 1, 3, 9], [0, 4, 28, 29], [30, 30, 30, 30])
    >>> [orders] = fit.expected_orders([9], [29], [30], horizon=10)
    >>> 2 < orders < 4
    True
    """

    @property
    def model(self) -> OrderModel:
        """`bg_nbd`, `mbg_nbd` or `pareto_nbd`."""

    @property
    def parameters(self) -> dict[str, float]:
        """The parameters by name, times in the unit that was given."""

    @property
    def log_likelihood(self) -> float:
        """The logarithm of the largest likelihood."""

    @property
    def dropout_gain(self) -> float:
        """How much less it is where nobody ever leaves."""

    @property
    def limits(self) -> list[str]:
        """Where the model has nothing to say: `no_dropout`, `at_bound`, `not_reached`."""

    @property
    def partners(self) -> int:
        """How many partners it was fitted to."""

    def expected_orders(
        self, repeats: Numbers, recency: Numbers, age: Numbers, horizon: float
    ) -> list[float]:
        """The orders expected of partners within `horizon` after the observed time.

        Raises `InputError` for rows that cannot be, and for a horizon below zero or
        beyond 10⁹ units.
        """

    def p_alive(self, repeats: Numbers, recency: Numbers, age: Numbers) -> list[float]:
        """The chance of each partner that it will order again at all.

        Raises `InputError` for rows that cannot be.
        """

def fit_amounts(orders: Numbers, mean: Numbers) -> AmountFit:
    """Fits the Gamma-Gamma model: what partners spend on an order.

    `orders` is how many orders each mean is over, `mean` their mean amount. Each is
    an Arrow column, a buffer or a sequence. Of `order_rows` these are the rows with a
    mean, for a partner without repeat orders has none: `rows.drop_null()` in PyArrow.
    Raises `InputError` for means that are not above zero, and for fewer than two
    partners that differ.

    >>> orders, mean = [1, 1, 1, 1, 9, 12, 10, 8], [5, 90, 20, 60, 15, 45, 38, 80]
    >>> fit = longtail.fit_amounts(orders, mean)
    >>> one, many = fit.expected_amount([1, 40], [90, 90])
    >>> one < many
    True
    """

@final
class AmountFit:
    """The Gamma-Gamma model fitted to partners."""

    @property
    def p(self) -> float:
        """The shape of the amounts of one partner: large where they are alike."""

    @property
    def q(self) -> float:
        """The shape of the partners: large where they are alike."""

    @property
    def gamma(self) -> float:
        """The scale of the amounts."""

    @property
    def log_likelihood(self) -> float:
        """The logarithm of the largest likelihood."""

    @property
    def limits(self) -> list[str]:
        """Where the model has nothing to say: `at_bound`, `not_reached`."""

    def expected_amount(self, orders: Numbers, mean: Numbers) -> list[float]:
        """What partners are expected to spend on an order, after so many of such a mean.

        The mean of a partner without orders is not looked at. Raises `InputError` for
        any other mean that is not above zero.
        """

@final
class OrderHistory:
    """The orders of partners by day: what the models of partner value read.

    `table` is anything that gives itself as Arrow: a row a sale. `partner`, `day` and
    `amount` are names of columns: partners are text, or whole numbers, which count as
    their text; `amount` is a decimal, or whole minor units, a float only with
    `float_decimals`, to which it is rounded; `currency` is a code such as `EUR`, or the
    column that has it; times are cut into days in `zone`. All sales of a partner on one day are one order; rows
    with an amount of zero or below are left out and counted.

    More tables are taken in with `update`, other states with `merge`; the same rows
    give the same state however they were split and ordered.

    >>> import datetime
    >>> import pyarrow
    >>> start = datetime.date(2026, 1, 5)
    >>> sales = pyarrow.table({
    ...     "partner": ["P-1", "P-1", "P-2", "P-1"],
    ...     "day": [start + datetime.timedelta(days=days) for days in (0, 14, 7, 28)],
    ...     "amount": [5000, 6000, 2500, 7000],
    ... })
    >>> history = longtail.OrderHistory(sales, currency="EUR")
    >>> pyarrow.table(history.order_rows(unit_days=7)).to_pydict()
    {'partner': ['P-1', 'P-2'], 'repeats': [2, 0], 'recency': [4.0, 0.0], 'age': [4.0, 3.0], 'amount_mean': [65.0, None]}
    """

    def __new__(
        cls,
        table: ArrowTable | None = None,
        *,
        currency: str,
        partner: str = "partner",
        day: str = "day",
        amount: str = "amount",
        zone: str | None = None,
        float_decimals: int | None = None,
    ) -> Self: ...
    def update(self, table: ArrowTable) -> None:
        """Takes more rows in; the columns are those that the history was made with.

        Raises `TableError` for a table, column or value that cannot be taken; the state
        is then what it was.
        """

    def merge(self, other: OrderHistory) -> None:
        """Takes in what another history has.

        Raises `TableError` when the currencies differ.
        """

    def to_bytes(self) -> bytes:
        """The state as bytes, to be stored or sent. The same rows give the same bytes,
        however they were split and ordered.
        """

    @staticmethod
    def from_bytes(data: bytes) -> OrderHistory:
        """The state that bytes hold. It can be read and merged.

        Raises `InputError` for bytes that are no history, or one of another version.
        """

    @property
    def partners(self) -> int:
        """How many partners ordered."""

    @property
    def rows(self) -> int:
        """Rows taken in, those left out included."""

    @property
    def left_out(self) -> dict[str, int]:
        """Rows that are no orders, by reason: a new dict."""

    def order_rows(self, *, until: Date | None = None, unit_days: float = 7.0) -> ChannelTable:
        """What the models know of each partner, by name.

        Columns: `partner`, `repeats` (orders after the first), `recency` (first order to
        last), `age` (first order to the last day observed), in units of `unit_days`
        days, and `amount_mean` of the orders after the first, a float in units of the
        currency (missing without any). Orders from `until` on are not looked at (by
        default the day after the last). `fit_orders` takes these; `fit_amounts` takes
        `repeats` and `amount_mean` of the rows that have a mean: `rows.drop_null()`.

        Raises `InputError` for an option.
        """

    def partner_value(
        self,
        *,
        model: OrderModel = "bg_nbd",
        horizon_days: int = 91,
        until: Date | None = None,
        draws: int = 1000,
        seed: int = 1,
        workers: int = 1,
        progress: Progress | None = None,
    ) -> PartnerValue:
        """What each partner is worth over a horizon: `longtail.partner_value` of these
        orders, with its options.
        """

def partner_value(
    table: ArrowTable,
    *,
    currency: str,
    partner: str = "partner",
    day: str = "day",
    amount: str = "amount",
    zone: str | None = None,
    model: OrderModel = "bg_nbd",
    horizon_days: int = 91,
    until: Date | None = None,
    draws: int = 1000,
    seed: int = 1,
    workers: int = 1,
    progress: Progress | None = None,
    float_decimals: int | None = None,
) -> PartnerValue:
    """What each partner is worth over a horizon, beside plain baselines.

    `table` is anything that gives itself as Arrow: a row a sale. `partner`, `day` and
    `amount` are names of columns: partners are text, or whole numbers, which count as
    their text; `amount` is a decimal, or whole minor units, a float only with
    `float_decimals`, to which it is rounded; `currency` is a code such as `EUR`, or the
    column that has it; times are cut into days in `zone`. All sales of a partner on one day are one order; rows
    with an amount of zero or below are left out and counted.

    Orders within `horizon_days` are by `model` (`bg_nbd`, `mbg_nbd`, `pareto_nbd`),
    amounts by the Gamma-Gamma model; times of the model are in weeks. `until` is the
    first day that is not observed (by default the one after the last); with an earlier
    day, the forecast is judged by what came after it. `draws` futures make the 95 %
    intervals (0: none): they hold the uncertainty of the model, of each partner and
    of its orders and amounts, and are of what will come, not of its expectation. `seed`
    makes them, `workers` threads share them, and the answer does not depend on how many.

    Other threads run meanwhile. `progress(done, total)` is called now and then; what
    it raises stops the work. Raises `TableError` for a table, `InputError` for an
    option and when nobody ordered twice.

    >>> import pyarrow
    >>> import datetime
    >>> start = datetime.date(2026, 1, 5)
    >>> weeks = [0, 1, 2, 3, 4, 5, 6, 7, 0, 1]
    >>> sales = pyarrow.table({
    ...     "partner": ["P-1"] * 8 + ["P-2"] * 2,
    ...     "day": [start + datetime.timedelta(weeks=week) for week in weeks],
    ...     "amount": [5000] * 10,
    ... })
    >>> value = longtail.partner_value(sales, currency="EUR", horizon_days=28)
    >>> pyarrow.table(value.partners)["partner"].to_pylist()
    ['P-1', 'P-2']
    """

@final
class PartnerValue:
    """The value of partners over a horizon, beside plain baselines."""

    @property
    def partners(self) -> ChannelTable:
        """One row a partner, those worth most first, ties by name.

        Columns: `partner`, `orders` (days with orders), `recency_days` (first order to
        last), `age_days` (first order to the last day observed), `p_alive`,
        `churn_risk`, `expected_orders`, `orders_low` and `orders_high` (with draws),
        `rate_orders` (the plain rate), `seasonal_orders` (the rate with its season),
        `expected_amount`, `value`, `value_low` and `value_high` (with draws),
        `rate_value`, `actual_orders` (when judged). Amounts are estimates: floats in
        units of the currency.
        """

    @property
    def scores(self) -> ChannelTable:
        """The forecasts against what came: `forecast` (`model`, `rate`, `seasonal`),
        `expected`, `actual`, `mae`, `rmse`, `auc`; no rows unless all of the horizon
        was observed.
        """

    @property
    def calibration(self) -> ChannelTable:
        """The same by tenths of partners, the one of which most is expected first:
        `decile`, `partners`, and mean orders: `model`, `rate`, `seasonal`, `actual`.
        """

    @property
    def warnings(self) -> dict[str, str]:
        """What to know before the figures are used: a sentence by its word; empty when
        all is well.
        """

    @property
    def summary(self) -> dict[str, Any]:
        """All partners together: a new dict.

        `currency`, `rows`, `left_out` (rows by reason), `partners`, `repeats`, `until`,
        `horizon_end`, `expected_orders`, `orders_interval`, `value`, `value_interval`,
        `rate_orders`, `seasonal_orders`, `alive`, `season` (twelve months), `model`,
        `parameters`, `amount_parameters`, `log_likelihood`.
        """

def _evaluate(kind: str, question: Text | Mapping[str, Any]) -> str:
    """Evaluates one rule by itself: the JSON text of its answer."""

def _reliability(verb: str, question: Text | Mapping[str, Any]) -> str:
    """How far dates can be trusted: the JSON text of an answer."""

def _analyse(engine: Engine, at: str | None, limit: int, language: Language | None) -> str:
    """What a rulebook holds that its author may not have meant: JSON text."""

def _replay(base: Engine, candidate: Engine, orders: Text, workers: int) -> str:
    """Replays orders under two engines: the JSON text of what changes."""

def check_rulebook(
    rulebook: Text, *, source: str = "rulebook", language: Language | None = None
) -> list[Finding]:
    """Checks a rulebook (YAML or JSON, `str` or UTF-8 `bytes`) without tables.

    Gives every fault as a finding, in the order of the text, and an empty list
    when there is none. `source` is what the findings call the text. Raises
    `InputError` only when there is no text at all or no such language.

    >>> text = "format: 1\\nid: x\\nzone: Europe/Amsterdam\\ncurrency: EURO\\nprice_lists: []\\n"
    >>> [fault] = longtail.check_rulebook(text, source="rulebook.yaml")
    >>> fault.source, fault.line, fault.path
    ('rulebook.yaml', 4, 'currency')
    """

def gtin_valid(code: str) -> bool:
    """Whether a text is a GTIN (8, 12, 13 or 14 digits) with the right check digit.

    >>> longtail.gtin_valid("4006381333931"), longtail.gtin_valid("4006381333932")
    (True, False)
    """

def _finding(
    code: str,
    severity: str,
    path: str,
    rule: str | None,
    place: tuple[str | None, int | None, int | None],
    data: dict[str, Any],
    words: tuple[str, str],
) -> Finding: ...
def _input_error(message: str) -> InputError: ...
