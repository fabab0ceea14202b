"""The fee ledger in SQLite, as its users run it."""

from __future__ import annotations

import json
import pathlib
import re
import sqlite3
import sys
from decimal import Decimal

from conftest import EXAMPLES, run


def test_a_month_is_booked_once_and_adds_up_when_computed_again(company: pathlib.Path, tmp_path: pathlib.Path) -> None:
    database = tmp_path / "fees.db"
    first = run(sys.executable, EXAMPLES / "fee_ledger.py", company, database)
    second = run(sys.executable, EXAMPLES / "fee_ledger.py", company, database)
    booked = [int(count) for count in re.findall(r": (\d+) entries booked", first)]
    assert all(booked) and len(booked) == 2
    assert re.findall(r": (\d+) entries booked", second) == ["0", "0"]
    for told in (first, second):
        assert "computed again: 0 findings" in told

    rows = [json.loads(entry) for (entry,) in sqlite3.connect(database).execute("SELECT entry FROM fee_entries")]
    assert len({row["key"] for row in rows}) == len(rows)
    kinds = {row["kind"] for row in rows}
    assert {"accrual", "reversal", "payout"} <= kinds
    # Everything of a sale that came back is taken back, to the cent.
    left: dict[str, Decimal] = {}
    for row in rows:
        if row["kind"] in ("accrual", "reversal"):
            sale = row["key"] if row["kind"] == "accrual" else row["reverses"]
            left[sale] = left.get(sale, Decimal(0)) + Decimal(row["amount"])
    returned = {row["reverses"] for row in rows if row["kind"] == "reversal"}
    assert returned and all(left[sale] == 0 for sale in returned)
