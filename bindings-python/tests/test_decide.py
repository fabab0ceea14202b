"""One order in, one verdict out: kinds of input, kinds of attribute, fixed objects."""

from __future__ import annotations

import copy
import dataclasses
import datetime
import json
import pickle
import types
from decimal import Decimal
from typing import Any

import longtail
import pytest
import shop
from longtail.types import OrderLike, TraceLevel

ENGINE = shop.engine()
LEVELS: tuple[TraceLevel, ...] = ("none", "summary", "candidates", "full")


@dataclasses.dataclass
class Line:
    product: str
    quantity: int | Decimal
    requested: datetime.date | None = None
    unit_price: Decimal | None = None


@dataclasses.dataclass
class Order:
    partner: str
    placed_at: datetime.datetime
    lines: list[Line]
    id: str | None = None


def at(hour: int = 10, minute: int = 15) -> datetime.datetime:
    zone = datetime.timezone(datetime.timedelta(hours=1))
    return datetime.datetime(2026, 3, 2, hour, minute, tzinfo=zone)


PLAIN: dict[str, Any] = json.loads(shop.ORDER)
SAME: dict[str, OrderLike] = {
    "str": shop.ORDER,
    "bytes": shop.ORDER.encode(),
    "str with white space": "\n " + json.dumps(PLAIN, indent=2) + "\n",
    "dict": PLAIN,
    "dict with a Decimal": PLAIN | {"lines": [{"product": "G-100", "quantity": Decimal("115")}]},
    "dict with 1.15E+2": PLAIN | {"lines": [{"product": "G-100", "quantity": Decimal("1.15E+2")}]},
    "dict with a text": PLAIN | {"lines": [{"product": "G-100", "quantity": "115"}]},
    "dict with a float": PLAIN | {"lines": [{"product": "G-100", "quantity": 115.0}]},
    "dict with a datetime": PLAIN | {"placed_at": at()},
    "dict with a tuple": PLAIN | {"lines": tuple(PLAIN["lines"])},
    "dict with None": PLAIN | {"reference": None, "requested": None},
    "mapping": types.MappingProxyType(PLAIN),
    "dataclass": Order("P-1", at(), [Line("G-100", 115)], "O-1"),
    "dict of dataclasses": PLAIN | {"lines": [Line("G-100", Decimal(115))]},
}


@pytest.mark.parametrize("name", SAME)
def test_every_kind_of_order_gives_the_same_verdict(name: str) -> None:
    assert ENGINE.decide_json(SAME[name]) == ENGINE.decide_json(shop.ORDER)
    assert ENGINE.decide(SAME[name]).json().encode() == ENGINE.decide_json(shop.ORDER)


def test_whole_numbers_of_numpy_are_taken() -> None:
    numpy = pytest.importorskip("numpy")
    number = numpy.array([115])[0]
    assert ENGINE.decide(shop.order(quantity=number)).lines[0].ordered == 115


def test_a_day_may_be_a_date_or_its_text() -> None:
    dated = ENGINE.decide_json(shop.order(requested=datetime.date(2026, 3, 20)))
    assert dated == ENGINE.decide_json(shop.order(requested="2026-03-20"))
    assert dated != ENGINE.decide_json(shop.order())


def test_a_moment_without_an_offset_is_local_time() -> None:
    local = datetime.datetime(2026, 3, 2, 15, 59, 59, 999_999)
    early = ENGINE.decide({**shop.order(), "placed_at": local})
    late = ENGINE.decide({**shop.order(), "placed_at": datetime.datetime(2026, 3, 2, 16)})
    assert early.lines[0].deliveries[0].ship == datetime.date(2026, 3, 2)
    assert late.lines[0].deliveries[0].ship == datetime.date(2026, 3, 3)


@pytest.mark.parametrize(
    ("price", "differs"),
    [
        (Decimal("0.10"), False),
        (Decimal("0.1000"), False),
        ("0.10", False),
        (0.1, False),
        (Decimal("0.100000000001"), True),
        (Decimal("0.11"), True),
        (Decimal("1E+2"), True),
        (1, True),
    ],
)
def test_an_expected_price_is_compared_exactly(price: object, differs: bool) -> None:
    verdict = ENGINE.decide(shop.order(unit_price=price))
    codes = [finding.code for finding in verdict.findings]
    assert codes == (["order.price_differs"] if differs else [])


def test_attributes_have_their_types_and_values() -> None:
    verdict = ENGINE.decide(shop.ORDER)
    assert verdict.verdict == "accepted_with_changes"
    assert (verdict.order, verdict.partner, verdict.reference) == ("O-1", "P-1", None)
    assert verdict.currency == "EUR"
    assert [str(getattr(verdict.totals, name)) for name in ("list", "discount", "net")] == [
        "12.00",
        "0.00",
        "12.00",
    ]
    assert str(verdict.totals.tax) == "2.52" and str(verdict.totals.gross) == "14.52"
    assert str(verdict.totals.fee) == "0.30"
    line = verdict.lines[0]
    assert (line.id, line.product, line.status) == (None, "G-100", "late")
    assert (line.ordered, line.quantity, line.confirmed) == (115, 120, 120)
    assert line.price_list == "general"
    assert (str(line.list_price), str(line.unit_price)) == ("0.10", "0.10")
    assert [str(amount) for amount in (line.list, line.net, line.tax, line.gross)] == [
        "12.00",
        "12.00",
        "2.52",
        "14.52",
    ]
    days = [(each.ship, each.arrive, each.quantity) for each in line.deliveries]
    assert days == [
        (datetime.date(2026, 3, 2), datetime.date(2026, 3, 3), 80),
        (datetime.date(2026, 3, 9), datetime.date(2026, 3, 10), 40),
    ]
    fee = verdict.fees[0]
    assert (fee.plan, fee.line) == ("advice", None)
    assert [str(each) for each in (fee.base, fee.exact, fee.fee, fee.tax)] == [
        "12.00",
        "0.30",
        "0.30",
        "0.00",
    ]
    share = fee.shares[0]
    assert (share.to, share.partner, share.amount) == ("partner", "P-1", Decimal("0.30"))


def test_amounts_and_prices_are_decimals() -> None:
    verdict = ENGINE.decide(shop.ORDER)
    line, fee = verdict.lines[0], verdict.fees[0]
    money = [verdict.totals.gross, verdict.totals.fee, line.list_price, line.unit_price]
    money += [line.net, fee.base, fee.exact, fee.fee, fee.shares[0].amount]
    assert {type(each) for each in money} == {Decimal}
    assert type(line.deliveries[0].ship) is datetime.date


def test_a_line_that_is_not_priced_has_none() -> None:
    verdict = ENGINE.decide(shop.order(product="G-10"))
    line = verdict.lines[0]
    assert verdict.verdict == "rejected" and line.product == "G-10"
    assert (line.price_list, line.list_price, line.unit_price) == (None, None, None)
    assert line.deliveries == () and line.net == Decimal("0.00")
    assert ENGINE.decide(shop.order(quantity="1.5")).lines[0].ordered is None


def test_findings_say_what_and_where() -> None:
    finding = ENGINE.decide(shop.order(product="G-10")).findings[0]
    assert (finding.code, finding.severity) == ("order.unknown_product", "block")
    assert finding.path == "lines[0].product"
    assert (finding.source, finding.line, finding.column) == (None, None, None)
    assert finding.data == {"found": "G-10", "nearest": "G-100"}
    assert str(finding) == finding.message and "G-100" in finding.message
    assert finding.remedy


def test_the_language_changes_words_only() -> None:
    english = ENGINE.decide(shop.ORDER)
    dutch = ENGINE.decide(shop.ORDER, language="nl")
    both = list(zip(english.findings, dutch.findings, strict=True))
    assert both and all(a.message != b.message and a.remedy != b.remedy for a, b in both)
    assert all((a.code, a.path, a.data) == (b.code, b.path, b.data) for a, b in both)
    assert english.lines[0].status == dutch.lines[0].status


def test_each_trace_level_has_the_rows_of_the_one_before() -> None:
    order = shop.order(product="M-200", quantity=100)
    rows: dict[str, Any] = {
        level: ENGINE.decide(order, trace=level).trace
        for level in LEVELS
    }
    assert rows["none"] == ()
    sizes = [len(rows[level]) for level in ("none", "summary", "candidates")]
    assert sizes == sorted(set(sizes)), "each has more"
    assert len(rows["full"]) >= len(rows["candidates"])
    for less, more in (("summary", "candidates"), ("candidates", "full")):
        assert all(row in rows[more] for row in rows[less])
    assert rows["summary"] == ENGINE.decide(order).trace, "the default"


def test_numbers_of_the_trace_are_exact() -> None:
    trace = ENGINE.decide(shop.order(product="M-200", quantity=100), trace="candidates").trace
    applied = next(row for row in trace if row.get("rule") == "masks-90")
    assert (applied["stage"], applied["outcome"]) == ("promotion", "applied")
    assert (applied["before"], applied["after"]) == (Decimal("0.15"), Decimal("0.13875"))
    assert type(applied["after"]) is Decimal
    lost = next(row for row in trace if row.get("rule") == "masks-500")
    assert (lost["expected"], lost["actual"]) == ("at least 500", "100")


def test_text_and_objects_say_the_same() -> None:
    for trace in LEVELS:
        verdict = ENGINE.decide(shop.ORDER, trace=trace, language="nl")
        text = ENGINE.decide_json(shop.ORDER, trace=trace, language="nl")
        assert verdict.json().encode() == text
        assert verdict.to_dict() == json.loads(text)
        said = verdict.to_dict()
        assert [str(line.net) for line in verdict.lines] == [line["net"] for line in said["lines"]]
        assert [finding.code for finding in verdict.findings] == [
            finding["code"] for finding in said["findings"]
        ]
        assert [dict(row) for row in verdict.trace] == [
            {
                name: Decimal(value) if name in ("price", "before", "after") else value
                for name, value in row.items()
            }
            for row in said["trace"]
        ]


def test_what_is_made_late_is_made_once_and_is_not_the_next_orders() -> None:
    first = ENGINE.decide(shop.ORDER, trace="full")
    second = ENGINE.decide(shop.order(product="M-200", quantity=3), trace="none")
    assert second.lines[0].product == "M-200" and second.findings == () and second.trace == ()
    assert first.lines[0].product == "G-100" and len(first.findings) == 2
    for name in ("lines", "fees", "findings", "trace"):
        assert getattr(first, name) is getattr(first, name)


def test_a_verdict_outlives_its_engine() -> None:
    verdict = shop.engine().decide(shop.ORDER)
    assert verdict.lines[0].product == "G-100"
    assert json.loads(verdict.json())["lines"][0]["product"] == "G-100"


def every_object() -> list[object]:
    verdict = ENGINE.decide(shop.ORDER)
    line, fee = verdict.lines[0], verdict.fees[0]
    inside = [line.deliveries[0], fee.shares[0], verdict.findings[0]]
    return [ENGINE, verdict, verdict.totals, line, fee, *inside]


@pytest.mark.parametrize("own", every_object(), ids=lambda own: type(own).__name__)
def test_nothing_can_be_changed(own: object) -> None:
    names = [name for name in dir(own) if not name.startswith("_")]
    assert names
    for name in [*names, "something_new"]:
        with pytest.raises(AttributeError):
            setattr(own, name, None)
        with pytest.raises(AttributeError):
            delattr(own, name)


def test_collections_of_a_verdict_are_tuples() -> None:
    verdict = ENGINE.decide(shop.ORDER)
    parts = [verdict.lines, verdict.fees, verdict.findings, verdict.trace]
    parts += [verdict.lines[0].deliveries, verdict.fees[0].shares]
    assert {type(part) for part in parts} == {tuple}


def test_a_repr_says_what_it_is() -> None:
    shown = [repr(own) for own in every_object()]
    assert shown == [
        "Engine(rulebook='shop', partners=2, products=2)",
        "Verdict(accepted_with_changes order='O-1' gross=14.52 EUR)",
        "Totals(net=12.00, tax=2.52, gross=14.52)",
        "Line(G-100 late 120 of 120)",
        "Fee(advice 0.30)",
        "Delivery(80 on 2026-03-03)",
        "Share(partner P-1 0.30)",
        "Finding(warn order.quantity_not_multiple 'lines[0].quantity': "
        "quantity 115 is not a multiple of 10; 120 was taken)",
    ]


def test_a_copy_of_what_never_changes_is_itself() -> None:
    verdict = ENGINE.decide(shop.ORDER)
    for own in (ENGINE, verdict):
        assert copy.copy(own) is own
        assert copy.deepcopy([own])[0] is own


def test_a_verdict_does_not_pickle_but_what_it_says_does() -> None:
    verdict = ENGINE.decide(shop.ORDER)
    for own in (ENGINE, verdict, verdict.lines[0], verdict.totals):
        with pytest.raises(TypeError, match="cannot pickle"):
            pickle.dumps(own)
    said = pickle.loads(pickle.dumps(verdict.to_dict()))
    assert said == verdict.to_dict()


def test_a_finding_pickles() -> None:
    finding = ENGINE.decide(shop.ORDER).findings[0]
    again: longtail.Finding = pickle.loads(pickle.dumps(finding))
    assert repr(again) == repr(finding) and again.data == finding.data
    assert (again.rule, again.remedy, again.line) == (finding.rule, finding.remedy, finding.line)


def test_an_order_forgets_what_it_was_promised() -> None:
    assert ENGINE.decide_json(shop.ORDER) == ENGINE.decide_json(shop.ORDER)


def test_many_orders_see_what_those_before_them_got() -> None:
    def first(stock: Any) -> list[int]:
        verdicts = ENGINE.decide_all([shop.ORDER, shop.ORDER], stock=stock)
        assert all(isinstance(each, longtail.Verdict) for each in verdicts)
        lines: list[Any] = [getattr(each, "lines")[0] for each in verdicts]
        return [line.deliveries[0].quantity for line in lines]

    assert first("running") == first(None) == [80, 120]
    assert first("snapshot") == [80, 80]


def test_many_orders_come_from_any_iterable_and_in_any_kind() -> None:
    answers = ENGINE.decide_all(iter(SAME.values()), stock="snapshot")
    assert {each.json() for each in answers if isinstance(each, longtail.Verdict)} == {
        ENGINE.decide(shop.ORDER).json()
    }
    assert len(answers) == len(SAME)
    assert ENGINE.decide_all([]) == []


def test_lines_and_list_say_the_same() -> None:
    orders = [shop.ORDER, "nonsense", json.dumps(shop.order(product="M-200")), shop.ORDER]
    lines = ENGINE.decide_lines("\n".join(orders), trace="full").decode().splitlines()
    listed = [
        each.json if isinstance(each, longtail.LongtailError) else each.json()
        for each in ENGINE.decide_all(orders, trace="full")
    ]
    assert lines == listed


def test_empty_lines_are_no_orders() -> None:
    spaced = f"\n\n{shop.ORDER}\n \n\r\n{shop.ORDER}"
    assert ENGINE.decide_lines(spaced) == ENGINE.decide_lines(f"{shop.ORDER}\n{shop.ORDER}\n")
    assert ENGINE.decide_lines("") == b""


def test_new_stock_leaves_the_engine_as_it_was() -> None:
    more = ENGINE.with_supply(stock="product,on_hand\nG-100,1000\n")
    assert more.decide(shop.ORDER).lines[0].status == "confirmed"
    assert ENGINE.decide(shop.ORDER).lines[0].status == "late"
    assert more.rulebook_hash == ENGINE.rulebook_hash
    assert ENGINE.with_supply().decide(shop.ORDER).lines[0].status == "rejected"


def test_an_engine_tells_what_it_is_made_of() -> None:
    assert (ENGINE.rulebook_id, ENGINE.currency) == ("shop", "EUR")
    assert len(ENGINE.rulebook_hash) == 16 and int(ENGINE.rulebook_hash, 16) >= 0
    assert ENGINE.niches_of("P-1") == ["dentists"] and ENGINE.niches_of("P-2") == []
    assert ENGINE.findings == []
    assert ENGINE.decide(shop.ORDER).to_dict()["rulebook"]["hash"] == ENGINE.rulebook_hash


def test_what_the_data_has_is_told() -> None:
    findings = shop.engine(stock="product,on_hand\nG-100,-3\n").findings
    assert [(f.code, f.severity) for f in findings] == [("data.stock_negative", "warn")]
