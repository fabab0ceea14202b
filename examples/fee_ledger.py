"""Books what a company's orders earn its partners, in SQLite.

    python fee_ledger.py FOLDER DATABASE

Decides the folder's orders, books the fees of each as entries, takes back every
tenth order, settles the month, prints a statement, and computes everything again.
Running it twice books nothing twice.
"""

from __future__ import annotations

import json
import pathlib
import sqlite3
import sys
from typing import Any

import longtail

SCHEMA = """
CREATE TABLE IF NOT EXISTS fee_entries (
  seq     INTEGER PRIMARY KEY,
  key     TEXT NOT NULL UNIQUE,
  plan    TEXT,
  of      TEXT,
  entry   TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS fee_entries_by_sale ON fee_entries (plan, of);
CREATE TRIGGER IF NOT EXISTS fee_entries_stay BEFORE UPDATE ON fee_entries
BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
"""


class Ledger:
    """The entries of one database; each question is one transaction."""

    def __init__(self, engine: longtail.Engine, path: str) -> None:
        self.engine = engine
        self.database = sqlite3.connect(path, isolation_level=None)
        self.database.executescript(SCHEMA)

    def book(self, verb: Any, name: str, events: list[dict[str, Any]]) -> int:
        """Asks and stores, event by event; how many entries are new."""
        booked = 0
        for event in events:
            self.database.execute("BEGIN IMMEDIATE")
            partner = event.get("partner")
            answer = longtail.ledger(self.engine, verb, {"entries": self.of(event["plan"], partner), name: [event]})
            for own in answer["answers"]:
                booked += self.store(own["entries"])
            self.database.execute("COMMIT")
        return booked

    def settle(self, term: dict[str, Any]) -> list[dict[str, Any]]:
        self.database.execute("BEGIN IMMEDIATE")
        answer = longtail.ledger(self.engine, "settle", {"entries": self.all(), **term})
        self.store(answer["entries"])
        self.database.execute("COMMIT")
        accounts: list[dict[str, Any]] = answer["accounts"]
        return accounts

    def of(self, plan: str, partner: str | None) -> list[Any]:
        """What a sale or refund must know of: its plan and partner, and all payouts."""
        rows = self.database.execute(
            "SELECT entry FROM fee_entries WHERE plan IS NULL OR (plan = ? AND of = coalesce(?, of)) ORDER BY seq",
            (plan, partner),
        )
        return [json.loads(entry) for (entry,) in rows]

    def all(self) -> list[Any]:
        rows = self.database.execute("SELECT entry FROM fee_entries ORDER BY seq")
        return [json.loads(entry) for (entry,) in rows]

    def store(self, entries: list[dict[str, Any]]) -> int:
        rows = [(own["key"], own["plan"], own["of"], json.dumps(own)) for own in entries]
        self.database.executemany("INSERT INTO fee_entries (key, plan, of, entry) VALUES (?, ?, ?, ?)", rows)
        return len(rows)


def main() -> None:
    folder, path = pathlib.Path(sys.argv[1]), sys.argv[2]
    engine = longtail.load(folder)
    ledger = Ledger(engine, path)
    sold: list[dict[str, Any]] = []
    for text in (folder / "orders.jsonl").read_text(encoding="utf-8").splitlines():
        try:
            sold += longtail.sales(engine, text, booked="2026-03-31")
        except longtail.InputError:
            # No order, or one without an id: the demo tells of these.
            continue
    booked = ledger.book("accrue", "sales", sold)
    print(f"{len(sold)} sales with a fee: {booked} entries booked")
    refunds = [refund_of(sale) for sale in sold[::10]]
    print(f"{len(refunds)} taken back: {ledger.book('refund', 'refunds', refunds)} entries booked")
    term = {"policy": {"minimum": {"EUR": "25.00"}}, "from": "2026-03-01", "until": "2026-04-01", "booked": "2026-04-02"}
    accounts = ledger.settle(term)
    paid = [account for account in accounts if account["payout"] not in ("0.00", "0")]
    print(f"{len(accounts)} accounts, {len(paid)} paid out")
    partner = max(accounts, key=lambda account: float(account["balance"]))["partner"]
    question = {"entries": ledger.all(), "partner": partner, "currency": "EUR", "from": "2026-03-01", "until": "2026-04-01"}
    statement = longtail.ledger(engine, "statement", question)
    print(f"{partner}: opening {statement['opening']}, {len(statement['rows'])} rows, closing {statement['closing']}")
    findings = longtail.ledger(engine, "verify", {"entries": ledger.all(), "policy": term["policy"]})["findings"]
    print(f"computed again: {len(findings)} findings")
    for finding in findings:
        print(f"  {finding['message']}")


def refund_of(sale: dict[str, Any]) -> dict[str, Any]:
    """All of a sale, brought back on the last day of the month."""
    source = {"order": sale["order"]} | ({"line": sale["line"]} if sale.get("line") else {})
    return {
        "plan": sale["plan"],
        "order": f"R-{sale['order']}",
        "sale": source,
        "day": "2026-03-31",
        "booked": "2026-03-31",
        "currency": sale["currency"],
        "base": sale["base"],
    }


if __name__ == "__main__":
    main()
