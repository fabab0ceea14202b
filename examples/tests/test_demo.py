"""The demo as its users run it: three languages, one answer."""

from __future__ import annotations

import collections
import csv
import hashlib
import json
import pathlib
import sys

from conftest import EXAMPLES, run


def digests(folder: pathlib.Path) -> dict[str, str]:
    files = sorted(folder.iterdir())
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def verdicts(folder: pathlib.Path) -> list[dict]:
    return [json.loads(line) for line in (folder / "verdicts.jsonl").open(encoding="utf-8")]


def test_the_same_seed_makes_the_same_company(company: pathlib.Path, tmp_path: pathlib.Path) -> None:
    run(sys.executable, EXAMPLES / "company" / "generate.py", tmp_path)
    assert digests(tmp_path) == digests(company)


def test_three_languages_give_the_same_bytes_and_every_mistake_is_found(
    company: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    told = run(sys.executable, EXAMPLES / "run_demo.py", company, tmp_path)
    assert told.count("the same in rust, node, python") == 2, told
    for answer in ("ACCEPTED ", "ACCEPTED_WITH_CHANGES ", "NEEDS_APPROVAL ", "REJECTED "):
        assert told.count("\n" + answer) == 3, f"one account a language of {answer}"
    assert (tmp_path / "python" / "channel_niches.csv").is_file()

    answers = verdicts(tmp_path / "python")
    with (company / "orders_expected.csv").open(encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file))
    assert len(expected) > 400
    for row in expected:
        # The order's id is the line it stands on: unreadable orders carry none.
        answer = answers[int(row["order"].removeprefix("O-")) - 1]
        if row["code"] == "error:input":
            assert answer["error"]["kind"] == "input", row
        else:
            assert row["code"] in [finding["code"] for finding in answer["findings"]], row

    listed = {row["order"] for row in expected}
    counts = collections.Counter(
        answer["verdict"] for answer in answers if answer.get("order") not in listed and "error" not in answer
    )
    assert set(counts) <= {"accepted", "accepted_with_changes"}, counts


def test_nothing_is_promised_twice(company: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """What all orders together are promised of a product is never more than there is."""
    run(sys.executable, EXAMPLES / "demo.py", company, tmp_path)
    supply: collections.Counter[str] = collections.Counter()
    tracked = set()
    columns = [("stock", "on_hand", 1), ("stock", "safety", -1), ("receipts", "quantity", 1), ("promises", "quantity", -1)]
    for name, column, sign in columns:
        with (company / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                # The rulebook promises from this location only.
                if row["location"] == "veghel":
                    supply[row["product"]] += sign * int(row[column])
                    tracked.add(row["product"])
    promised: collections.Counter[str] = collections.Counter()
    for answer in verdicts(tmp_path):
        if answer.get("verdict", "rejected") != "rejected":
            for line in answer["lines"]:
                promised[line["product"]] += line["confirmed"]
    over = {
        product: (units, supply[product])
        for product, units in promised.items()
        if product in tracked and units > max(supply[product], 0)
    }
    assert sum(units for product, units in promised.items() if product in tracked) > 1000
    assert not over


def test_the_real_file_adds_up_and_gives_the_same_answer_in_three_languages(
    real_data: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    folder = tmp_path / "retail"
    run(sys.executable, EXAMPLES / "online_retail.py", real_data, folder)
    report = json.loads((folder / "report.json").read_text())
    # The totals that the file's README states.
    stated = {
        "rows": 541_909,
        "invoices": 25_900,
        "stock codes": 4_070,
        "customers": 4_372,
        "countries": 38,
    }
    assert report["rows_read"] == stated["rows"]
    assert all(check["holds"] for check in report["checks"]), report["checks"]
    told = run(sys.executable, EXAMPLES / "run_demo.py", folder, tmp_path / "out")
    assert told.count("the same in rust, node, python") == 2, told

    with (folder / "orders_expected.csv").open(encoding="utf-8", newline="") as file:
        differs = {row["order"] for row in csv.DictReader(file)}
    found = set()
    with (tmp_path / "out" / "python" / "verdicts.jsonl").open(encoding="utf-8") as file:
        for line in file:
            if '"order.price_differs"' in line:
                found.add(json.loads(line)["order"])
    assert found == differs
