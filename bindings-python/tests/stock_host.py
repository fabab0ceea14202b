"""A host that keeps stock in its own database and books what the engine plans.

The statements are those of `sql/`; this is what a host writes around them. Run as a
program it is one client of many: it places its orders, and dies now and then.
"""

from __future__ import annotations

import importlib
import json
import os
import pathlib
import random
import re
import signal
import sqlite3
import sys
from collections.abc import Callable
from typing import Any

import longtail

SQL = pathlib.Path(__file__).parents[2] / "sql"

RULEBOOK = """
format: 1
id: stock
zone: UTC
currency: EUR
price_lists: [{ id: general, for: everyone }]
availability:
  location: main
  deliveries_max: 3
  groups: [{ id: few, for: { partner: P-1 } }]
"""
PRODUCTS = ["A", "B", "C", "D", "E", "F"]
HAND = "H"
KIT = "K"
PARTS = {"A": 1, "B": 2}
KITS_MAX = 10
"""At most so many kits for P-1."""

Row = dict[str, Any]


class Conflict(Exception):
    """Something was booked in between: read again, plan again."""


def statements(folder: pathlib.Path) -> dict[str, str]:
    """Every statement of a folder as `file.name`."""
    found = {}
    for path in sorted(folder.glob("*.sql")):
        parts = re.split(r"^-- name: (\w+)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        for name, text in zip(parts[1::2], parts[2::2], strict=True):
            lines = [line for line in text.splitlines() if not line.strip().startswith("--")]
            found[f"{path.stem}.{name}"] = "\n".join(lines).strip().rstrip(";")
    return found


class Database:
    """A connection with the statements of its kind."""

    def __init__(self, place: str) -> None:
        kind, _, where = place.partition(":")
        self.statements = statements(SQL / kind)
        self.connection: Any
        if kind == "sqlite":
            self.connection = sqlite3.connect(where, timeout=120, isolation_level=None)
            self.failures: tuple[type[Exception], ...] = (sqlite3.OperationalError,)
            self.call = self._sqlite
        else:
            native = importlib.import_module("pg8000.native")
            user, port = where.split("@")
            self.connection = native.Connection(user, host="127.0.0.1", port=int(port), database="postgres")
            self.failures = (native.DatabaseError,)
            self.call = self._postgresql

    def _sqlite(self, name: str, values: Row) -> tuple[list[Row], int]:
        cursor = self.connection.execute(self.statements[name], values)
        if cursor.description is None:
            return [], cursor.rowcount
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        return rows, len(rows)

    def _postgresql(self, name: str, values: Row) -> tuple[list[Row], int]:
        text = self.statements[name]
        named = {key: value for key, value in values.items() if re.search(rf":{key}\b", text)}
        found = self.connection.run(text, **named)
        if not self.connection.columns:
            return [], int(self.connection.row_count)
        names = [column["name"] for column in self.connection.columns]
        rows = [dict(zip(names, row, strict=True)) for row in found]
        return rows, len(rows)

    def rows(self, name: str, **values: Any) -> list[Row]:
        return self.call(name, values)[0]

    def change(self, name: str, **values: Any) -> int:
        return self.call(name, values)[1]


class Host:
    """What a shop does with its orders."""

    def __init__(self, place: str, pause: Callable[[str], None] = lambda _: None) -> None:
        self.database = Database(place)
        self.pause = pause
        self.conflicts = 0
        self.engine = longtail.Engine(
            RULEBOOK,
            partners="id,name\n" + "".join(f"P-{at},Partner {at}\n" for at in range(8)),
            products="id,name\n" + "".join(f"{each},Product\n" for each in [*PRODUCTS, KIT]),
            prices="list,product,unit_price\n" + "".join(f"general,{each},1.00\n" for each in [*PRODUCTS, KIT]),
            kits="kit,part,quantity\n" + "".join(f"{KIT},{part},{units}\n" for part, units in PARTS.items()),
        )
        self.quotas = [{"product": KIT, "group": "few", "from": "2026-01-01", "until": "2027-01-01"}]

    def plan(self, order: Row, owner: str | None = None, now: str | None = None) -> Row:
        """Reads the supply of what the order may take, and plans."""
        rows = self.database.rows
        now = now or rows("read.now")[0]["now"]
        found: dict[str, list[Row]] = {"quotas": [], "pools": [], "receipts": [], "promises": [], "loose": []}
        lines = {line["product"] for line in order["lines"]}
        touched = sorted(lines | (set(PARTS) if KIT in lines else set()))
        for name, own in found.items():
            for product in touched:
                own += rows(f"read.{name}", product=product, owner=owner, now=now)
        stock = [{key: own[key] for key in ("product", "location", "on_hand", "safety")} for own in found["pools"]]
        versions = [{key: own[key] for key in ("product", "location", "version")} for own in found["pools"]]
        engine = self.engine.with_supply(
            stock=json.dumps(stock),
            receipts=json.dumps(found["receipts"]),
            promises=json.dumps(found["promises"] + found["loose"]),
            quotas=json.dumps([{**quota, "quantity": KITS_MAX} for quota in self.quotas]),
        )
        versions += found["quotas"]
        question = {"order": order, "now": now, "versions": versions, "owner": owner}
        return longtail.plan(engine, question)

    def transaction(self, file: str, work: Callable[[], str]) -> str:
        """Commits what the work did, unless it conflicts."""
        try:
            self.database.change(f"{file}.begin")
            outcome = work()
            self.database.change(f"{file}.commit")
        except self.database.failures as fault:
            self.database.change(f"{file}.rollback")
            raise Conflict(str(fault)) from fault
        except Exception:
            self.database.change(f"{file}.rollback")
            raise
        return outcome

    def book(self, plan: Row, expires_at: str | None = None) -> str:
        """Books a plan: `ok`, `replayed`, `released` or `too_old`; else it is a conflict."""
        return self.transaction("commit", lambda: self._book(plan, expires_at))

    def _book(self, plan: Row, expires_at: str | None) -> str:
        change = self.database.change
        own = {key: plan[key] for key in ("key", "partner", "owner", "answer", "now", "today")}
        state = "firm" if expires_at is None else "held"
        if change("commit.key", **own, state=state, expires_at=expires_at) != 1:
            known = self.database.rows("commit.known", key=plan["key"])
            if not known:
                return "too_old"
            return "released" if known[0]["state"] == "released" else "replayed"
        for seen in plan["versions"]:
            if "group" in seen:
                held = change("commit.quota_version", **seen) == 1
            elif seen["version"] == 0:
                held = not self.database.rows("commit.no_pool", **seen)
            else:
                held = change("commit.pool_version", **seen) == 1
            if not held:
                raise Conflict(plan["key"])
        self.pause("booking")
        change("commit.own_holds_end", **own)
        change("commit.own_holds", **own)
        change("commit.own_loose", **own)
        loose = plan.get("loose", [])
        for pool in sorted({(row["product"], row["location"]) for row in plan["deltas"] + loose}):
            place = {"product": pool[0], "location": pool[1]}
            change("commit.old_holds_end", **own, **place)
            change("commit.old_holds", **place)
            change("commit.old_loose", **place)
        for rows, more, less in ((plan["deltas"], "delta", "less"), (loose, "loose", "loose_less")):
            for row in rows:
                name = more if row["quantity"] > 0 else less
                if change(f"commit.{name}", **row) != 1:
                    raise Conflict(plan["key"])
        change("commit.tidy")
        change("commit.tidy_loose")
        return "ok"

    def place(self, order: Row, **how: Any) -> str:
        """Plans and books until nobody comes in between."""
        while True:
            plan = self.plan(order, owner=how.get("owner"))
            self.pause("planned")
            try:
                outcome = self.book(plan, how.get("expires_at"))
            except Conflict:
                self.conflicts += 1
                continue
            self.pause("booked")
            return outcome

    def again(self, work: Callable[[], str]) -> str:
        """Does what commutes, until the database lets it."""
        while True:
            try:
                return work()
            except Conflict:
                self.conflicts += 1

    def confirm(self, key: str, now: str | None = None) -> bool:
        now = now or self.database.rows("read.now")[0]["now"]
        return self.again(lambda: self.transaction("release", lambda: self._end(key, "confirm", now))) == "ok"

    def release(self, key: str) -> bool:
        return self.again(lambda: self.transaction("release", lambda: self._end(key, "release", ""))) == "ok"

    def _end(self, key: str, what: str, now: str) -> str:
        change = self.database.change
        if "release.lock" in self.database.statements:
            self.database.rows("release.lock", key=key)
        change("release.touch", key=key)
        if change(f"release.{what}", key=key, now=now) != 1:
            return "no"
        if what == "release":
            change("release.give_back", key=key)
            change("release.give_back_loose", key=key)
            change("release.untake", key=key)
            change("release.give_back_taken", key=key)
        return "ok"

    def ship(self, key: str) -> None:
        """All of an order leaves."""
        rows, change = self.database.rows, self.database.change
        names = ("line", "product", "location", "day", "quantity")
        text = "select line, product, location, cast(day as text) as day, quantity"
        loose = f"{text} from stock_loose where order_key = :key and not cast(has_left as boolean)"
        self.database.statements["host.promised"] = f"{text} from stock_promise where order_key = :key"
        self.database.statements["host.loose"] = loose

        def work() -> str:
            for name, parts in (("promised", ("ship", "shipped", "left")), ("loose", ("ship_loose", "left"))):
                for row in rows(f"host.{name}", key=key):
                    left = {each: row[each] for each in names} | {"order": key}
                    for part in parts:
                        assert change(f"receipts.{part}", **left) == 1
            change("receipts.tidy")
            change("receipts.tidy_loose")
            return "ok"

        self.transaction("receipts", work)

    def purge(self, before: str, quotas_from: str) -> None:
        def work() -> str:
            if "purge.lock" in self.database.statements:
                self.database.change("purge.lock")
            assert self.database.change("purge.mark", before=before) == 1
            self.database.change("purge.left", before=before, quotas_from=quotas_from)
            self.database.change("purge.orders", before=before)
            return "ok"

        self.transaction("purge", work)

    def take(self, key: str, product: str, quantity: int, today: str | None = None) -> str:
        """Sells from hand: `ok`, `replayed`, `too_old`, `dated` or `not_free`."""
        now = self.database.rows("read.now")[0]["now"]
        own = {"key": key, "partner": "P-1", "answer": "sold", "today": today, "now": now}
        place = {"product": product, "location": "main", "quantity": quantity}

        def work() -> str:
            if self.database.change("take.key", **own) != 1:
                return "replayed" if self.database.rows("commit.known", key=key) else "too_old"
            self.database.change("take.own_holds", **own)
            self.database.change("take.own_loose", **own)
            if "take.lock" in self.database.statements:
                self.database.rows("take.lock", **place)
            if self.database.change("take.take", **place) != 1:
                raise LookupError("dated" if self.database.rows("take.dated", **place) else "not_free")
            self.database.change("take.taken", **own, **place)
            return "ok"

        try:
            return self.again(lambda: self.transaction("take", work))
        except LookupError as fault:
            return str(fault)


def order(key: str, seed: random.Random) -> Row:
    lines = [
        {"id": str(at), "product": product, "quantity": seed.randint(1, 6)}
        for at, product in enumerate(seed.sample([*PRODUCTS, KIT], 2))
    ]
    placed = "2026-03-02T09:00:00Z"
    return {"id": key, "partner": f"P-{seed.randrange(8)}", "placed_at": placed, "lines": lines}


def main(place: str, client: int, deadly: bool) -> None:
    """One client: three orders and a sale from hand."""
    chance = random.Random(f"{client} {deadly}")

    def pause(_: str) -> None:
        if deadly and chance.random() < 0.08:
            os.kill(os.getpid(), signal.SIGKILL)

    host = Host(place, pause)
    seed = random.Random(client)
    outcomes = [host.place(order(f"O-{client}-0", seed))]
    held = order(f"O-{client}-1", seed)
    outcomes.append(host.place(held, expires_at="2126-03-02T09:00:00Z", owner=f"cart-{client}"))
    pause("held")
    host.confirm(held["id"])
    last = order(f"O-{client}-2", seed)
    outcomes.append(host.place(last))
    if client % 4 == 0:
        host.release(last["id"])
    outcomes.append(host.take(f"T-{client}", HAND, 1))
    print(json.dumps({"outcomes": outcomes, "conflicts": host.conflicts}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3] == "deadly")
