"""Stock in a database: many real clients, some of which die, promise nothing twice."""

from __future__ import annotations

import json
import pathlib
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any

import postgres_server
import pytest
from stock_host import HAND, KIT, KITS_MAX, PARTS, PRODUCTS, Conflict, Host

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
    host.database.statements["test.quota"] = "insert into stock_quota (product, partner_group) values ('K', 'few')"
    host.database.change("test.quota")
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


def confirmed(plan: dict[str, Any]) -> int:
    return sum(int(line["confirmed"]) for line in json.loads(plan["answer"])["lines"])


def test_kits_count_on_their_quota_while_promised_held_and_shipped(place: str) -> None:
    host = created(place)
    plans = [host.plan(order(f"O-{at}", 6, KIT)) for at in range(2)]
    assert host.book(plans[0]) == "ok"
    with pytest.raises(Conflict):
        host.book(plans[1])
    assert promised(host, "O-0") == 6 * sum(PARTS.values()), "parts are taken once"
    second = host.plan(order("O-1", 6, KIT))
    assert confirmed(second) == 4, "six of ten are promised"
    hold = "2026-03-02T09:15:00Z"
    assert host.book(host.plan(order("C-1", 2, KIT), owner="cart", now=NOW), hold) == "ok"
    assert confirmed(host.plan(order("O-2", 6, KIT), now=NOW)) == 2, "two are held"
    assert confirmed(host.plan(order("O-2", 6, KIT), now=NOW, owner="cart")) == 4, "by themselves"
    late = host.plan(order("O-2", 3, KIT), now=hold)
    assert host.book(late) == "ok" and confirmed(late) == 3
    assert not host.confirm("C-1", "2026-03-02T09:10:00Z"), "a slow clock brings no hold back"
    host.ship("O-0")
    assert promised(host, "O-0") == 0
    assert confirmed(host.plan(order("O-3", 6, KIT))) == 1, "what has left still counts"
    assert host.release("O-2")
    assert confirmed(host.plan(order("O-3", 6, KIT))) == 4
    for check in ("stray_promises", "stray_loose", "below_zero"):
        assert host.database.rows(f"check.{check}") == []


def test_what_is_closed_is_purged_and_too_old_to_be_booked_again(place: str) -> None:
    host = created(place)
    old = host.plan(order("O-1", 2))
    assert host.book(old) == "ok"
    kit = host.plan(order("O-2", 1, KIT))
    assert (host.book(kit), host.place(order("O-3", 1))) == ("ok", "ok")
    host.ship("O-1")
    host.ship("O-2")
    assert host.take("T-1", HAND, 1, "2026-03-02") == "ok"
    host.purge("2026-03-02", "2026-01-01")
    assert host.book(old) == "replayed", "of that day nothing is dropped"
    host.purge("2026-03-10", "2026-01-01")
    assert host.book(old) == "too_old"
    assert host.book(kit) == "replayed", "its kit still counts"
    assert host.place(order("O-3", 1)) == "replayed", "it is still promised"
    assert host.take("T-1", HAND, 1, "2026-03-02") == "replayed", "it has not left"
    assert host.take("T-2", HAND, 1, "2026-03-02") == "too_old"
    assert host.take("T-3", HAND, 1) == "ok"
    host.purge("2026-03-10", "2026-03-10")
    assert host.book(kit) == "too_old"
    assert host.place(order("O-4", 1, placed="2026-03-11T09:00:00Z")) == "ok"


def test_what_left_before_a_quota_was_made_counts_on_it(place: str) -> None:
    host = created(place)
    assert host.place(order("O-1", 3)) == "ok"
    host.ship("O-1")
    window = {"from": "2026-01-01", "until": "2027-01-01"}
    host.quotas.append({"product": "A", "group": "few", **window})
    assert host.database.rows("read.loose", product="A", owner=None, now=NOW) == [], "no quota, nothing to count"
    host.database.statements["test.quota"] = "insert into stock_quota (product, partner_group) values ('A', 'few')"
    host.database.change("test.quota")
    assert confirmed(host.plan(order("O-2", 20))) == KITS_MAX - 3
    assert host.place(order("O-2", 20)) == "ok"


def test_what_leaves_raises_the_version_of_its_pool(place: str) -> None:
    host = created(place)
    assert host.place(order("O-1", 60)) == "ok"
    reads = host.database.rows

    def ships_between(name: str, **values: Any) -> Any:
        found = reads(name, **values)
        if name == "read.pools":
            host.database.rows = reads  # type: ignore[method-assign]
            host.ship("O-1")
        return found

    host.database.rows = ships_between  # type: ignore[method-assign]
    plan = host.plan(order("O-2", 60), now=NOW)
    with pytest.raises(Conflict):
        host.book(plan)
    assert host.database.rows("check.below_zero") == []


def test_a_hold_that_is_confirmed_while_its_owner_books_is_booked_or_was_too_late(place: str) -> None:
    if place.startswith("sqlite"):
        pytest.skip("SQLite lets one transaction write at a time")
    host, other = created(place), Host(place)
    held = host.plan(order("H-1", 5, KIT), owner="cart", now=NOW)
    assert host.book(held, "2126-03-02T09:15:00Z") == "ok"
    plan = other.plan(order("O-2", 1, "C"), owner="cart", now=NOW)
    change, confirmed = other.database.change, []
    client = threading.Thread(target=lambda: confirmed.append(host.confirm("H-1", NOW)))

    def confirms_between(name: str, **values: Any) -> int:
        done = change(name, **values)
        if name == "commit.own_loose":
            client.start()
            client.join(1)  # It waits for this booking, or is done.
        return done

    other.database.change = confirms_between  # type: ignore[method-assign]
    assert other.book(plan) == "ok"
    client.join()
    assert promised(other, "H-1") == (5 * sum(PARTS.values()) if confirmed == [True] else 0)
    assert promised(other, "O-2") == 1


def test_the_key_of_an_expired_hold_can_be_sold_from_hand_once(place: str) -> None:
    host = created(place)
    held = host.plan(order("O-1", 60), owner="cart", now=NOW)
    assert host.book(held, "2026-03-02T09:15:00Z") == "ok"
    assert host.take("O-1", HAND, 40) == "ok", "its time is over"
    assert (promised(host, "O-1"), host.take("O-1", HAND, 40)) == (0, "replayed")
    assert host.place(order("O-2", 60)) == "ok"
    assert host.take("O-3", HAND, 1) == "not_free"
    assert host.database.rows("check.taken_differs") == []


def test_an_expired_hold_at_another_location_cannot_come_back_over_a_quota(place: str) -> None:
    host = created(place)
    host.database.change("receipts.count", product="A", location="other", on_hand=60, safety=0)
    held = host.plan(order("H-1", 5), owner="cart", now=NOW)
    elsewhere = {"location": "other"}
    held["deltas"] = [{**row, **elsewhere} for row in held["deltas"]]
    held["versions"] = [{**row, **elsewhere} for row in held["versions"] if row["location"] == "main"]
    assert host.book(held, "2026-03-02T09:15:00Z") == "ok"
    assert host.book(host.plan(order("O-1", 5), now="2026-03-02T09:15:00Z")) == "ok"
    assert not host.confirm("H-1", "2026-03-02T09:14:00Z"), "a slow clock brings no hold back"


def test_a_plan_that_promises_again_moves_what_is_there(place: str) -> None:
    host = created(place)
    assert host.place(order("O-1", 3)) == "ok"
    (seen,) = host.database.rows("read.pools", product="A")
    row = {"order": "O-1", "line": "1", "product": "A", "location": "main"}
    move = {
        **host.plan(order("R-1", 1)),
        "deltas": [{**row, "day": "2026-03-02", "quantity": -2}, {**row, "day": "2026-03-09", "quantity": 2}],
        "versions": [{"product": "A", "location": "main", "version": seen["version"]}],
    }
    assert host.book(move) == "ok"
    assert booked(host)["O-1"] == Counter({("1", "A", "2026-03-02"): 1, ("1", "A", "2026-03-09"): 2})


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
            (line["id"], part, delivery["ship"]): delivery["quantity"] * units
            for line in lines
            for delivery in line["deliveries"]
            for part, units in (PARTS if line["product"] == KIT else {line["product"]: 1}).items()
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
    # Two kits are left for P-1, while there are parts for many.
    assert host.place(order("K-1", KITS_MAX - 2, KIT)) == "ok"
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
    for check in ("stray_promises", "stray_loose", "taken_differs", "below_zero"):
        assert host.database.rows(f"check.{check}") == []
    host.database.statements["test.kits"] = (
        "select coalesce(sum(l.quantity), 0) as units from stock_loose l"
        " join stock_order o on o.key = l.order_key where o.partner = 'P-1' and l.product = 'K'"
    )
    kits = int(host.database.rows("test.kits")[0]["units"])
    assert KITS_MAX - 2 <= kits <= KITS_MAX, "the quota of the kit holds"
    assert killed > 5 and conflicts > 0 and outcomes["replayed"] > 0
    host.database.statements["test.taken"] = "select taken from stock_pool where product = 'H'"
    assert host.database.rows("test.taken")[0]["taken"] == 40, "the last unit is sold once"
