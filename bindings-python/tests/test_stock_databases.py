"""Stock in a database: many real clients, some of which die, promise nothing twice."""

from __future__ import annotations

import json
import pathlib
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import postgres_server
import pytest
from stock_host import HAND, PRODUCTS, Conflict, Host

HERE = pathlib.Path(__file__).parent
CLIENTS = 64
NOW = "2026-03-02T09:00:00Z"


def created(place: str) -> Host:
    """The tables, with stock and receipts."""
    host = Host(place)
    for name, _ in host.database.statements.items():
        if name.startswith("schema."):
            host.database.change(name)
    for each in [*PRODUCTS, HAND]:
        pool = {"product": each, "location": "main"}
        host.database.change("receipts.count", **pool, on_hand=60 if each != HAND else 40, safety=0)
    for each in PRODUCTS:
        receipt = {"product": each, "location": "main", "id": "R-1", "day": "2026-03-09", "quantity": 50}
        assert host.database.change("receipts.add", **receipt) == 1
    return host


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: pathlib.Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:{tmp_path / 'stock.db'}"
        return
    folder = postgres_server.programs()
    if folder is None:
        pytest.skip("no PostgreSQL server programs here: stock in PostgreSQL was not tested")
    with postgres_server.server(folder) as own:
        yield own


def order(key: str, quantity: int, product: str = "A", placed: str = NOW) -> dict[str, Any]:
    lines = [{"id": "1", "product": product, "quantity": quantity}]
    return {"id": key, "partner": "P-1", "placed_at": placed, "lines": lines}


def promised(host: Host, key: str) -> int:
    text = "select coalesce(sum(quantity), 0) as units from stock_promise where order_key = :key"
    host.database.statements["test.promised"] = text
    return int(host.database.rows("test.promised", key=key)[0]["units"])


def test_a_plan_is_booked_once_and_only_while_its_versions_hold(place: str) -> None:
    host = created(place)
    first, second = host.plan(order("O-1", 40)), host.plan(order("O-2", 40))
    assert host.book(first) == "ok"
    with pytest.raises(Conflict):
        host.book(second)
    assert promised(host, "O-2") == 0
    assert host.book(first) == "replayed"
    assert host.database.rows("commit.known", key="O-1")[0]["answer"] == first["answer"]
    assert host.place(order("O-2", 40)) == "ok"
    assert (promised(host, "O-1"), promised(host, "O-2")) == (40, 40)
    assert host.release("O-1") and not host.release("O-1")
    assert promised(host, "O-1") == 0
    assert host.book(first) == "released"


def test_holds_expire_and_make_place_for_their_owner(place: str) -> None:
    host = created(place)
    hold = host.plan(order("C-1", 60), owner="cart", now=NOW)
    assert host.book(hold, "2026-03-02T09:15:00Z") == "ok"
    assert host.book(hold, "2026-03-02T09:15:00Z") == "replayed"
    others = host.plan(order("O-1", 60), now="2026-03-02T09:14:59Z")
    assert [delta["day"] for delta in others["deltas"]] == ["2026-03-09"], "what is held is not there"
    own = host.plan(order("O-2", 60), owner="cart", now="2026-03-02T09:05:00Z")
    assert [delta["day"] for delta in own["deltas"]] == ["2026-03-02"]
    late = host.plan(order("O-3", 60), now="2026-03-02T09:15:00Z")
    assert [delta["day"] for delta in late["deltas"]] == ["2026-03-02"], "it has expired"
    assert host.book(late) == "ok"
    assert not host.confirm("C-1", "2026-03-02T09:14:00Z"), "a slow clock brings no hold back"
    with pytest.raises(Conflict):
        host.book(own)
    assert host.database.rows("check.below_zero") == []


def test_a_hold_is_confirmed_in_time(place: str) -> None:
    host = created(place)
    hold = host.plan(order("C-1", 50), now=NOW)
    assert host.book(hold, "2026-03-02T09:15:00Z") == "ok"
    late = host.plan(order("O-3", 60), now="2026-03-02T09:15:00Z")
    assert host.confirm("C-1", "2026-03-02T09:14:00Z")
    with pytest.raises(Conflict):
        host.book(late)
    assert host.database.rows("check.below_zero") == []


def test_a_sale_from_hand_is_guarded(place: str) -> None:
    host = created(place)
    assert host.take("T-1", HAND, 39) == "ok"
    assert host.take("T-1", HAND, 39) == "replayed"
    assert host.take("T-2", HAND, 2) == "not_free"
    assert host.take("T-3", "A", 1) == "dated"
    assert host.release("T-1")
    assert host.take("T-2", HAND, 2) == "ok"
    assert host.database.rows("check.taken_differs") == []


def test_a_receipt_that_slips_never_fails(place: str) -> None:
    host = created(place)
    assert host.place(order("O-1", 100)) == "ok"
    pool = {"product": "A", "location": "main"}

    def move() -> str:
        assert host.database.change("receipts.touch", **pool) == 1
        return str(host.database.change("receipts.move", **pool, id="R-1", day="2026-03-20", quantity=50))

    assert host.transaction("receipts", move) == "1"
    days = {str(row["day"])[:10] for row in host.database.rows("check.below_zero")}
    assert days == {"2026-03-09"}


def answers(host: Host) -> dict[str, dict[str, Any]]:
    host.database.statements["test.orders"] = "select key, state, answer from stock_order where key like 'O-%'"
    return {row["key"]: row for row in host.database.rows("test.orders")}


def booked(host: Host) -> dict[str, Counter[tuple[str, str, str]]]:
    host.database.statements["test.promises"] = (
        "select order_key, line, product, cast(day as text) as day, quantity from stock_promise"
    )
    found: dict[str, Counter[tuple[str, str, str]]] = {}
    for row in host.database.rows("test.promises"):
        own = found.setdefault(row["order_key"], Counter())
        own[(row["line"], row["product"], row["day"])] += row["quantity"]
    return found


def refolded(answer: str) -> Counter[tuple[str, str, str]]:
    """What an answer promised, from the text that the partner was given."""
    lines = json.loads(answer)["lines"]
    return Counter(
        {
            (line["id"], line["product"], delivery["ship"]): delivery["quantity"]
            for line in lines
            for delivery in line["deliveries"]
        }
    )


def run(place: str, mode: str) -> list[tuple[int, str]]:
    program = str(HERE / "stock_host.py")
    command = [sys.executable, program, place]
    clients = [
        subprocess.Popen([*command, str(at), mode], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for at in range(CLIENTS)
    ]
    done = []
    for client in clients:
        out, fault = client.communicate(timeout=400)
        assert client.returncode in (0, -signal.SIGKILL), fault
        done.append((client.returncode, out))
    return done


def test_64_clients_that_may_die_promise_nothing_twice_and_lose_no_order(place: str) -> None:
    host = created(place)
    first = run(place, "deadly")
    killed = sum(code != 0 for code, _ in first)
    again = run(place, "alive")
    assert all(code == 0 for code, _ in again)
    told = [json.loads(out) for _, out in first + again if out]
    conflicts = sum(own["conflicts"] for own in told)
    outcomes = Counter(outcome for own in told for outcome in own["outcomes"])
    print(f"{place.split(':')[0]}: {killed} killed, {conflicts} conflicts, {dict(outcomes)}")

    orders, promises = answers(host), booked(host)
    assert len(orders) == 3 * CLIENTS, "no order is lost"
    for key, row in orders.items():
        _, client, at = key.split("-")
        released = at == "2" and int(client) % 4 == 0
        assert row["state"] == ("released" if released else "firm"), key
        expected = Counter() if released else refolded(row["answer"])
        assert promises.get(key, Counter()) == expected, f"{key} is booked as it was answered"
    for check in ("stray_promises", "taken_differs", "below_zero"):
        assert host.database.rows(f"check.{check}") == []
    assert killed > 5 and conflicts > 0 and outcomes["replayed"] > 0
    host.database.statements["test.taken"] = "select taken from stock_pool where product = 'H'"
    assert host.database.rows("test.taken")[0]["taken"] == 40, "the last unit is sold once"
