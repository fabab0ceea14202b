"""Misuse: always one of longtail's exceptions, with its kind, findings and JSON."""

from __future__ import annotations

import json
import pickle
import random
from decimal import Decimal
from typing import Any

import longtail
import pytest
import shop

ENGINE = shop.engine()


def table(amount: object) -> Any:
    pyarrow = pytest.importorskip("pyarrow")
    return pyarrow.table({"partner": ["P-1", "P-1"], "amount": [amount, amount]})


def raised_by(kind: str) -> longtail.LongtailError:
    with pytest.raises(longtail.LongtailError) as raised:
        match kind:
            case "input":
                ENGINE.decide('{"partner": 7}')
            case "rulebook":
                longtail.Engine("format: 1\nid: x\n")
            case "data":
                shop.engine(prices="list,product,unit_price\ngeneral,G-1,1\n")
            case "table":
                longtail.channel_figures(table(1.5), currency="EUR")
            case "range":
                longtail.channel_figures(table(2**62), currency="EUR")
    return raised.value


CLASSES: dict[str, type[longtail.LongtailError]] = {
    "input": longtail.InputError,
    "rulebook": longtail.RulebookError,
    "data": longtail.DataError,
    "table": longtail.TableError,
    "range": longtail.RangeError,
}


@pytest.mark.parametrize("kind", CLASSES)
def test_every_class_has_kind_findings_and_json(kind: str) -> None:
    error = raised_by(kind)
    assert type(error) is CLASSES[kind] and isinstance(error, Exception)
    assert error.kind == CLASSES[kind].kind == kind
    assert bool(error.findings) == (kind in ("input", "rulebook", "data"))
    said = json.loads(error.json)["error"]
    assert said["kind"] == kind and said["message"] == str(error)
    assert [finding["code"] for finding in said["findings"]] == [f.code for f in error.findings]


def test_every_class_is_a_longtail_error() -> None:
    assert {each.__base__ for each in CLASSES.values()} == {longtail.LongtailError}
    assert longtail.LongtailError.__base__ is Exception
    assert not issubclass(longtail.LongtailError, (ValueError, TypeError))


@pytest.mark.parametrize("kind", CLASSES)
def test_an_error_crosses_processes(kind: str) -> None:
    error = raised_by(kind)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error) and str(again) == str(error)
    assert (again.kind, again.json) == (error.kind, error.json)
    assert [repr(finding) for finding in again.findings] == [repr(f) for f in error.findings]


def test_an_error_that_a_caller_makes_has_its_kind() -> None:
    assert longtail.InputError("mine").kind == "input"
    assert longtail.InputError("mine").findings == ()


def test_faults_are_told_all_at_once_with_their_place() -> None:
    with pytest.raises(longtail.DataError) as raised:
        shop.engine(
            products="id,name,category\nG-100,Glove,gloves\nG-100,Again,gloves\n",
            prices="list,product,unit_price\ngeneral,G-100,a lot\nretail,G-100,1\n",
        )
    places = {(f.source, f.line) for f in raised.value.findings}
    assert {("products", 3), ("prices", 2), ("prices", 3)} <= places


@pytest.mark.parametrize("option", ["trace", "language"])
@pytest.mark.parametrize("call", ["decide", "decide_json", "decide_all", "decide_lines"])
def test_an_option_that_is_no_word_of_its_own_is_misuse(call: str, option: str) -> None:
    order = [shop.ORDER] if call == "decide_all" else shop.ORDER
    for word in ("", "FULL", "\ud800", "fr"):
        with pytest.raises(longtail.InputError):
            getattr(ENGINE, call)(order, **{option: word})
    getattr(ENGINE, call)(order, **{option: None})


def test_stock_is_an_option_of_many_orders_only() -> None:
    for call in (ENGINE.decide_all, ENGINE.decide_lines):
        with pytest.raises(longtail.InputError, match="running, snapshot"):
            call("", stock="own")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="stock"):
        ENGINE.decide(shop.ORDER, stock="running")  # type: ignore[call-arg]


def test_a_call_without_what_it_needs_is_a_type_error() -> None:
    calls: list[Any] = [longtail.Engine, ENGINE.decide, longtail.check_rulebook]
    for call in [*calls, longtail.gtin_valid, longtail.load]:
        with pytest.raises(TypeError):
            call()
    with pytest.raises(TypeError, match="trace"):
        ENGINE.decide(shop.ORDER, trace=5)  # type: ignore[arg-type]


def cyclic() -> dict[str, Any]:
    own = shop.order()
    lines: Any = own["lines"]
    lines.append(own)
    return dict(own)


def deep() -> object:
    inside: Any = []
    for _ in range(100_000):
        inside = [inside]
    return inside


class Hostile:
    __dataclass_fields__: dict[str, Any] = {}

    def __getattr__(self, name: str) -> object:
        raise RuntimeError("not mine to give")


# What is wrong, and what the message says of it.
UNSAYABLE: list[tuple[str, object, str]] = [
    ("nan", shop.order(quantity=float("nan")), "lines[0].quantity: nan is no number"),
    ("infinity", shop.order(unit_price=float("-inf")), "lines[0].unit_price: -inf is no number"),
    ("nan of decimal", shop.order(quantity=Decimal("NaN")), "lines[0].quantity: `NaN`"),
    ("infinity of decimal", shop.order(unit_price=Decimal("inf")), "lines[0].unit_price"),
    ("half a pair", shop.order(product="G\ud800"), "lines[0].product: character 1 is half"),
    ("half a pair in a name", shop.order(**{"\udfff": 1}), "lines[0]: character 0 is half"),
    ("a name that is a tuple", {("a", 1): 2}, "the key ('a', 1) is no text"),
    ("a name that is a number", {1: 2}, "4 faults"),
    ("a cycle", cyclic(), "lines[1].lines: it contains itself"),
    ("too deep", deep(), "it is nested too deeply"),
    ("a set", shop.order(quantity={1}), "lines[0].quantity: a value of type set"),
    ("bytes inside", shop.order(product=b"G-100"), "lines[0].product: a value of type bytes"),
    ("a class", shop.order(product=Decimal), "lines[0].product: a value of type type"),
    ("thousands of digits", shop.order(quantity=10**5000), "lines[0].quantity"),
    ("a huge exponent", shop.order(unit_price=Decimal("1E+999999999")), "lines[0].unit_price"),
    ("an object that raises", shop.order(product=Hostile()), "lines[0].product"),
    ("no order", None, "expected a mapping"),
    ("a number", 7, "expected a mapping"),
    ("a list", [], "expected a mapping"),
    ("empty text", "", "order"),
    ("half a pair as text", "\ud800", "order: the text is not Unicode"),
    ("bytes that are no text", b'{"partner":"\xff"}', "order: the bytes are not UTF-8"),
    ("a pair in UTF-8", b'{"partner":"\xed\xa0\x80"}', "order: the bytes are not UTF-8"),
    ("UTF-16", '{"partner":"P"}'.encode("utf-16"), "order: the bytes are not UTF-8"),
    ("an escape that is half", '{"partner":"\\ud800"}', "partner: the text cannot be read"),
]


@pytest.mark.parametrize(("order", "words"), [u[1:] for u in UNSAYABLE], ids=[u[0] for u in UNSAYABLE])
def test_what_is_no_order_is_an_input_error_that_says_where(order: Any, words: str) -> None:
    for call in (ENGINE.decide, ENGINE.decide_json):
        with pytest.raises(longtail.InputError) as raised:
            call(order)
        assert words in str(raised.value)
        assert raised.value.kind == "input"
        assert json.loads(raised.value.json)["error"]["message"] == str(raised.value)


def test_among_many_what_is_no_order_has_its_error_in_its_place() -> None:
    orders: list[Any] = [each[1] for each in UNSAYABLE]
    answers = ENGINE.decide_all([*orders, shop.ORDER])
    assert [type(each) for each in answers] == [longtail.InputError] * len(orders) + [
        longtail.Verdict
    ]


def test_many_orders_are_an_iterable_and_not_one_order() -> None:
    for orders in (shop.ORDER, shop.ORDER.encode(), shop.order(), 7, None):
        with pytest.raises(longtail.InputError, match="iterable of orders"):
            ENGINE.decide_all(orders)  # type: ignore[arg-type]


def test_an_iterable_that_raises_keeps_its_own_exception() -> None:
    def orders() -> Any:
        yield shop.ORDER
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        ENGINE.decide_all(orders())


@pytest.mark.parametrize("text", [b"\xff", "\ud800", 7, None, ["x"]], ids=repr)
def test_a_rulebook_or_lines_that_are_no_text_are_an_input_error(text: Any) -> None:
    for call in (longtail.Engine, longtail.check_rulebook, ENGINE.decide_lines):
        with pytest.raises(longtail.InputError):
            call(text)


@pytest.mark.parametrize("name", shop.TABLES)
@pytest.mark.parametrize("text", [b"\xff", "\ud800", 7], ids=repr)
def test_a_table_that_is_no_text_is_an_input_error_with_its_name(name: str, text: Any) -> None:
    with pytest.raises(longtail.InputError, match=name):
        shop.engine(**{name: text})


@pytest.mark.parametrize("bad", ["\ud800", "P-\udfff"])
def test_words_that_are_no_text_are_an_input_error(bad: str) -> None:
    for call in (ENGINE.niches_of, longtail.gtin_valid):
        with pytest.raises(longtail.InputError, match="not Unicode"):
            call(bad)
    with pytest.raises(longtail.InputError):
        longtail.check_rulebook("", source=bad)
    with pytest.raises(longtail.InputError):
        longtail.channel_figures(table(1), currency="EUR", partner=bad)


def test_an_unknown_partner_has_no_niches() -> None:
    with pytest.raises(longtail.InputError, match="P-9"):
        ENGINE.niches_of("P-9")


def mutated(random: random.Random, text: str) -> str | bytes:
    """The text with a few bytes changed, as text when it still is."""
    made = bytearray(text.encode())
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(made))
        match random.randrange(5):
            case 0:
                made[at] = random.choice(b"\x00\x7f\xff{}[]:,\"'-+.0eE\n \t#&*!|>%@`\\")
            case 1:
                del made[at : at + random.randint(1, 12)]
            case 2:
                made[at:at] = made[random.randrange(len(made)) :][: random.randint(1, 40)]
            case 3:
                made[at:at] = random.choice(
                    [b"9" * 40, b"-1", b"1e999", b"null", b"\\ud800", b"\xed\xa0\x80", b"[" * 70]
                )
            case _:
                del made[at:]
        made = made or bytearray(b" ")
    try:
        return made.decode() if random.random() < 0.5 else bytes(made)
    except UnicodeDecodeError:
        return bytes(made)


FULL = json.dumps(
    {
        **shop.order(id="1", requested="2026-03-06", unit_price="0.10", gtin="4006381333931"),
        "currency": "EUR",
        "requested": "2026-03-05",
        "reference": "PO 77",
    }
)


@pytest.mark.parametrize("seed", range(10))
def test_any_order_gives_a_verdict_or_a_longtail_error(seed: int) -> None:
    chance = random.Random(seed)
    answers = {"verdict": 0, "error": 0}
    for _ in range(200):
        text = mutated(chance, FULL)
        try:
            verdict = ENGINE.decide(text, trace="full", language="nl")
            assert verdict.to_dict()["verdict"] == verdict.verdict
            assert len(verdict.lines) == len(verdict.to_dict()["lines"])
            answers["verdict"] += 1
        except longtail.InputError as error:
            assert error.kind == "input" and str(error)
            answers["error"] += 1
    assert min(answers.values()) > 0, "both ways are taken"


ODD: list[Any] = [
    *(None, True, 0, -1, 12, 10**30, 10**5000, 0.1, float("nan"), float("inf"), b"x", {1}, object()),
    *("", "P-1", "G-100", "12", "1e3", "-0.0", "2026-03-02", "\ud800", "a\x00b", "é" * 300),
    *(Decimal("1E+999999"), Decimal("-0"), Decimal("sNaN"), Decimal("1E-40"), 1j, range(3), int),
    *([], {}, [[]], {"a": {}}, {None: 1}, (1, 2), cyclic(), deep()),
]


@pytest.mark.parametrize("seed", range(5))
def test_any_mapping_gives_a_verdict_or_an_input_error(seed: int) -> None:
    chance = random.Random(seed)
    answers = {"verdict": 0, "error": 0}
    for _ in range(200):
        order: Any = json.loads(FULL)
        for place in [chance.choice([order, order["lines"][0]]) for _ in range(2)]:
            place[chance.choice(sorted(place))] = chance.choice(ODD)
            if not isinstance(order["lines"], list):
                break
        try:
            assert ENGINE.decide(order).json().encode() == ENGINE.decide_json(order)
            answers["verdict"] += 1
        except longtail.InputError as error:
            assert error.kind == "input" and str(error)
            answers["error"] += 1
    assert min(answers.values()) > 0, "both ways are taken"


@pytest.mark.parametrize("seed", range(5))
def test_any_rulebook_gives_an_engine_or_a_longtail_error(seed: int) -> None:
    chance = random.Random(seed)
    answers = {"engine": 0, "error": 0}
    for _ in range(200):
        text = mutated(chance, shop.RULEBOOK)
        try:
            engine = longtail.Engine(text, **shop.TABLES)
            engine.decide(shop.ORDER, trace="full").json()
            answers["engine"] += 1
        except (longtail.RulebookError, longtail.DataError, longtail.InputError) as error:
            assert error.findings or error.kind == "input"
            answers["error"] += 1
    assert min(answers.values()) > 0, "both ways are taken"


@pytest.mark.parametrize("seed", range(3))
def test_any_table_gives_an_engine_or_a_longtail_error(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(100):
        name = chance.choice(sorted(shop.TABLES))
        try:
            tables: dict[str, Any] = {name: mutated(chance, shop.TABLES[name])}
            shop.engine(**tables).decide(shop.ORDER).json()
        except (longtail.DataError, longtail.InputError) as error:
            assert str(error)
