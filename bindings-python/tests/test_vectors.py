"""The vectors: what the engine answers, case by case and to the byte."""

from __future__ import annotations

import json
import pathlib
from decimal import Decimal
from typing import Any

import longtail
import pytest

FOLDER = pathlib.Path(__file__).parents[2] / "vectors"
SUPPLY = ("stock", "receipts", "promises", "safety", "quotas", "protections")
TABLES = ("partners", "products", "prices", *SUPPLY, "registrations", "kits", "substitutes")


def cases() -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob("*.json")):
        file = json.loads(path.read_text(encoding="utf-8"))
        for case in file["cases"]:
            case["company"] = file.get("company", {}) | case.get("company", {})
            found.append(pytest.param(case, id=f"{path.stem}: {case['name']}"))
    return found


def compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def text_of(order: object) -> str:
    return order if isinstance(order, str) else compact(order)


def lines(tables: dict[str, list[str]], name: str) -> str:
    return "\n".join(tables.get(name, []))


def changed(text: str, change: dict[str, str]) -> str:
    for old, new in change.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def rulebook_of(case: dict[str, Any]) -> str:
    return changed(lines(case["company"], "rulebook"), case.get("change", {}))


def engine_of(case: dict[str, Any], change: dict[str, str] | None = None) -> longtail.Engine:
    tables = {name: lines(case["company"], name) for name in TABLES}
    engine = longtail.Engine(changed(rulebook_of(case), change or {}), **tables)
    if "with_supply" not in case:
        return engine
    supply = case["company"] | case["with_supply"]
    return engine.with_supply(**{name: lines(supply, name) for name in SUPPLY})


def plain(finding: longtail.Finding) -> dict[str, Any]:
    """A finding outside a verdict, with the keys that its JSON has."""
    place = {"source": finding.source, "line": finding.line, "column": finding.column}
    return {
        "code": finding.code,
        "severity": finding.severity,
        "path": finding.path,
        **(place if finding.source is not None else {}),
        **({"rule": finding.rule} if finding.rule is not None else {}),
        "data": finding.data,
        "message": finding.message,
        "remedy": finding.remedy,
    }


def stock_ledger(engine: longtail.Engine, case: dict[str, Any]) -> str:
    stored = ["\n".join(text_of(line) for line in case.get(name, [])) for name in ("snapshot", "log")]
    ledger = longtail.StockLedger(*stored)
    answers: list[Any] = []
    for verb, question in case["stock_ledger"]:
        text = text_of(question)
        for at, known in enumerate(answers):
            text = text.replace(f'"${at}"', compact(known))
            if isinstance(known, dict) and "plan" in known:
                text = text.replace(f'"${at}.plan"', compact(known["plan"]))
        answers.append(ledger.ask(engine, verb, text))
    return compact(answers)


def columns_of(given: dict[str, list[Any]], places: int) -> Any:
    """The columns of a case as a table of Arrow."""
    pyarrow: Any = pytest.importorskip("pyarrow")
    money = pyarrow.array([Decimal(each) for each in given["amount"]], pyarrow.decimal128(38, places))
    whole = {name: pyarrow.array(column, pyarrow.int64()) for name, column in given.items() if name == "quantity"}
    return pyarrow.table(given | whole | {"amount": money})


def tallied(case: dict[str, Any]) -> str:
    given = {"orders": True, "products": True} | case["tally"]
    kept = {"order": given.pop("orders"), "product": given.pop("products")}
    names = ("niche", "product", "order", "day", "quantity")
    columns: dict[str, Any] = {name: name for name in names if name in case["columns"][0] and kept.get(name, True)}
    options: dict[str, Any] = {"from_" if name == "from" else name: value for name, value in given.items()}
    tally = longtail.Tally(**options, **columns)
    for part in case["columns"]:
        tally.update(columns_of(part, 0 if given["currency"] == "JPY" else 2))
    pyarrow: Any = pytest.importorskip("pyarrow")
    found = pyarrow.table(tally._figure(json.dumps(case["question"]))).to_pydict()
    told = {name: [str(each) if isinstance(each, Decimal) else each for each in column] for name, column in found.items()}
    assert told == case["expect"]["answer"]
    assert longtail.Tally.from_bytes(tally.to_bytes()).to_bytes() == tally.to_bytes()
    return compact({"bytes": tally.to_bytes().hex(), "answer": case["expect"]["answer"]})


def merged(case: dict[str, Any]) -> str:
    pyarrow: Any = pytest.importorskip("pyarrow")

    def read(part: dict[str, Any]) -> longtail.Insight:
        lines = [{**line, "amount": line["amount"] and Decimal(line["amount"])} for line in part["sales"]]
        table = pyarrow.Table.from_pylist(lines)
        if "amount" in table.column_names and pyarrow.types.is_decimal(table["amount"].type):
            at = table.column_names.index("amount")
            table = table.set_column(at, "amount", table["amount"].cast(pyarrow.decimal128(38, 2)))
        optional: dict[str, Any] = {name: name for name in ("niche", "order", "quantity") if name in table.column_names}
        return longtail.Insight(table, currency=part["currency"], returns=part.get("returns", "net"), **optional)

    made = longtail.Insight.merge([read(part).to_bytes() for part in case["parts"]], **case["terms"])
    told = pyarrow.table(made.left_out).to_pylist()
    assert case["ask"] == ["left_out", {}]
    return compact({"bytes": made.to_bytes().hex(), "answer": {"left_out": [row | {"amount": str(row["amount"])} for row in told]}})


def answer(case: dict[str, Any]) -> str:
    options: dict[str, Any] = case.get("options", {})
    if "evaluate" in case:
        return compact(longtail.evaluate(case["evaluate"], case["question"]))
    if "reliability" in case:
        return compact(longtail.reliability(case["reliability"], case["question"]))
    if "insight" in case:
        return compact(longtail.insight(case["insight"], case["question"]))
    if "niches" in case:
        return compact(longtail.niches(case["niches"], case["question"]))
    if "parts" in case:
        return merged(case)
    if "tally" in case:
        return tallied(case)
    if "check_rulebook" in case:
        found = longtail.check_rulebook(rulebook_of(case), **options)
        return compact([plain(finding) for finding in found])
    if "ledger" in case:
        engine = longtail.Engine(rulebook_of(case))
        return compact(longtail.ledger(engine, case["ledger"], case["question"]))
    engine = engine_of(case)
    if "stock_ledger" in case:
        return stock_ledger(engine, case)
    if "replay" in case:
        texts = "\n".join(text_of(order) for order in case["orders"])
        return longtail.replay(engine, engine_of(case, case["replay"]), texts, workers=2).json()
    if "explain" in case:
        order = text_of(case["order"])
        told = engine.explain(order, **options)
        return compact({"trace_hash": engine.decide(order, **options).trace_hash, "lines": told.splitlines()})
    if "analyse" in case:
        return compact(longtail.analyse(engine, **case["analyse"], **options))
    if "outlook" in case:
        return compact(longtail.outlook(engine, text_of(case["order"]), **options))
    if "reasons" in case:
        return compact(engine.explain_promise(text_of(case["order"]), **options))
    if "confidence" in case:
        return compact(engine.confidence(text_of(case["order"]), case["confidence"]))
    if "hints" in case:
        return compact([plain(finding) for finding in engine.hints(text_of(case["order"]), **options)])
    if "orders" in case:
        texts = "\n".join(text_of(order) for order in case["orders"])
        answers = engine.decide_lines(texts, **options).decode().splitlines()
        return f"[{','.join(answers)}]"
    if "order" not in case:
        return compact([plain(finding) for finding in engine.findings])
    order = text_of(case["order"])
    text = engine.decide_json(order, **options).decode()
    assert engine.decide(order, **options).json() == text, "both ways give the same"
    return text


@pytest.mark.parametrize("case", cases())
def test_vector(case: dict[str, Any]) -> None:
    if "error" not in case:
        assert answer(case) == compact(case["expect"])
        return
    kinds = {
        "input": longtail.InputError,
        "rulebook": longtail.RulebookError,
        "data": longtail.DataError,
        "range": longtail.RangeError,
        "table": longtail.TableError,
    }
    with pytest.raises(kinds[case["error"]["kind"]]) as raised:
        answer(case)
    error: Any = raised.value
    assert error.json == compact({"error": case["error"]})
    assert error.kind == case["error"]["kind"]
    assert [finding.code for finding in error.findings] == [
        finding["code"] for finding in case["error"]["findings"]
    ]
