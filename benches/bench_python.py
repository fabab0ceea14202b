"""The Python package on the same orders as the plain twin.

    python bench_python.py JOB_DIR [--out FILE] [--mode text|totals|fields|workers] [--repeat K] [--workers N]

Prints one line of JSON with the best of K rounds.
"""

from __future__ import annotations

import argparse
import gc
import json
import pathlib
import threading
import time
from collections.abc import Callable

import longtail
from plain import walk

CHUNK = 500


def text_to_text(engine: longtail.Engine, orders: list) -> None:
    for order in orders:
        engine.decide_json(order, trace="candidates")


def totals(engine: longtail.Engine, orders: list) -> None:
    for order in orders:
        decided = engine.decide(order, trace="candidates")
        sums = decided.totals
        read = (decided.verdict, sums.list, sums.discount, sums.net, sums.tax, sums.gross, sums.fee)
        assert len(read) + len(decided.findings) >= len(read)


def fields(engine: longtail.Engine, orders: list) -> None:
    for order in orders:
        walk(engine.decide(order, trace="candidates").to_dict())


def chunks_of(texts: list[str], workers: int) -> list[list[str]]:
    """The orders of each worker, in chunks of whole lines."""
    chunks = ["\n".join(texts[at : at + CHUNK]) for at in range(0, len(texts), CHUNK)]
    size = -(-len(chunks) // workers)
    return [chunks[at : at + size] for at in range(0, len(chunks), size)]


def in_threads(engine: longtail.Engine, shares: list[list[str]]) -> None:
    def work(share: list[str]) -> None:
        for chunk in share:
            engine.decide_lines(chunk, trace="candidates")

    threads = [threading.Thread(target=work, args=(share,)) for share in shares]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def task(mode: str, engine: longtail.Engine, texts: list[str], workers: int) -> Callable[[], None]:
    if mode == "text":
        return lambda: text_to_text(engine, texts)
    if mode == "workers":
        shares = chunks_of(texts, workers)
        return lambda: in_threads(engine, shares)
    orders = [json.loads(text) for text in texts]
    return (lambda: totals(engine, orders)) if mode == "totals" else (lambda: fields(engine, orders))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("job", type=pathlib.Path)
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--mode", choices=("text", "totals", "fields", "workers"), default="text")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    start = time.perf_counter()
    engine = longtail.load(options.job)
    load_seconds = time.perf_counter() - start
    # As the plain twin does: what was loaded stays.
    gc.freeze()
    texts = (options.job / "orders.jsonl").read_text(encoding="utf-8").splitlines()
    if options.out:
        with options.out.open("wb") as file:
            for text in texts:
                file.write(bytes(engine.decide_json(text, trace="candidates")) + b"\n")
    work = task(options.mode, engine, texts, options.workers)
    best = float("inf")
    for _ in range(options.repeat):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    report = {
        "mode": options.mode,
        "workers": options.workers,
        "orders": len(texts),
        "seconds": round(best, 6) if options.repeat else None,
        "us_per_order": round(best / max(len(texts), 1) * 1e6, 3) if options.repeat else None,
        "load_seconds": round(load_seconds, 3),
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
