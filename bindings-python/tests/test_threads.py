"""Threads: other threads run while orders are decided, and all get the same bytes."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import longtail
import pytest
import shop

ENGINE = shop.engine()
ORDERS = [
    json.dumps(shop.order(product=product, quantity=quantity) | {"id": f"O-{quantity}"})
    for quantity in range(1, 60)
    for product in ("G-100", "M-200", "X-1")
]
MANY = ORDERS * 40


def runs_beside(call: Callable[[], object]) -> bool:
    """Whether another thread of Python runs between the start and the end of a call.

    The lock never changes hands on its own in here (the switch interval is
    longer than any test), so that the other thread can only run when the call
    itself lets the lock go.
    """
    began, ran, ended = threading.Event(), threading.Event(), threading.Event()
    seen: list[bool] = []

    def other() -> None:
        began.wait()
        seen.append(ended.is_set())
        ran.set()

    thread = threading.Thread(target=other)
    usual = sys.getswitchinterval()
    thread.start()
    sys.setswitchinterval(1_000.0)
    try:
        began.set()  # wakes the other, which waits for the lock from now on
        call()
        ended.set()
        ran.wait()
    finally:
        sys.setswitchinterval(usual)
        thread.join()
    return seen == [False]


def spinning() -> int:
    return sum(range(300_000))


def test_the_proof_itself_tells_who_keeps_the_lock() -> None:
    assert not any(runs_beside(spinning) for _ in range(3))


@pytest.mark.parametrize(
    "call",
    [
        lambda: ENGINE.decide_lines("\n".join(MANY)),
        lambda: ENGINE.decide_all(MANY),
        lambda: longtail.Engine(
            shop.RULEBOOK,
            **shop.TABLES
            | {"products": "id,name\n" + "".join(f"N-{at},n\n" for at in range(60_000))}
            | {"prices": "", "stock": "", "receipts": ""},
        ),
    ],
    ids=["decide_lines", "decide_all", "Engine"],
)
def test_the_lock_is_let_go_while_native_code_works(call: Callable[[], object]) -> None:
    assert any(runs_beside(call) for _ in range(5))


def test_eight_threads_get_the_bytes_of_one() -> None:
    alone = [ENGINE.decide_json(order, trace="full") for order in ORDERS]
    start = threading.Barrier(8)

    def work(_: int) -> list[bytes]:
        start.wait()
        return [ENGINE.decide_json(order, trace="full") for order in ORDERS]

    with ThreadPoolExecutor(8) as pool:
        assert all(answers == alone for answers in pool.map(work, range(8)))


def test_eight_threads_with_running_stock_do_not_see_each_other() -> None:
    lines = "\n".join(ORDERS)
    alone = ENGINE.decide_lines(lines)
    assert alone != ENGINE.decide_lines(lines, stock="snapshot"), "stock does run out"
    start = threading.Barrier(8)

    def work(_: int) -> tuple[bytes, list[str]]:
        start.wait()
        listed = ENGINE.decide_all(ORDERS)
        texts = [each.json() for each in listed if isinstance(each, longtail.Verdict)]
        return ENGINE.decide_lines(lines), texts

    with ThreadPoolExecutor(8) as pool:
        for text, listed in pool.map(work, range(8)):
            assert text == alone
            assert "\n".join(listed).encode() == alone.strip()


def test_what_is_made_late_is_made_once_for_all_threads() -> None:
    for _ in range(20):
        verdict = ENGINE.decide(shop.ORDER, trace="full")
        start = threading.Barrier(8)

        def work(_: int) -> tuple[Any, ...]:
            start.wait()
            return verdict.lines, verdict.fees, verdict.findings, verdict.trace

        with ThreadPoolExecutor(8) as pool:
            made = list(pool.map(work, range(8)))
        assert all(one is other for each in made for one, other in zip(each, made[0], strict=True))


def test_a_call_within_a_call_is_decided_like_any_other() -> None:
    inner: list[bytes] = []

    def orders() -> Any:
        for order in ORDERS[:3]:
            inner.append(ENGINE.decide_json(order))
            yield order

    answers = ENGINE.decide_all(orders(), stock="snapshot")
    assert [each.json().encode() for each in answers if isinstance(each, longtail.Verdict)] == inner
