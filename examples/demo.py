"""Decides a company's folder of orders from Python and scores its sales.

    python demo.py FOLDER OUT [--trace LEVEL]
"""

from __future__ import annotations

import argparse
import collections
import csv
import io
import json
import pathlib
import time
from typing import Any

import longtail

ANSWERS = ("accepted", "accepted_with_changes", "needs_approval", "rejected")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--trace", default="summary")
    arguments = parser.parse_args()

    begin = time.perf_counter()
    engine = longtail.load(arguments.folder)
    print(f"Python: loaded in {time.perf_counter() - begin:.2f} s: {engine!r}")

    orders = (arguments.folder / "orders.jsonl").read_bytes()
    begin = time.perf_counter()
    verdicts = engine.decide_lines(orders, trace=arguments.trace)
    seconds = time.perf_counter() - begin

    parsed = [json.loads(line) for line in verdicts.splitlines()]
    for wanted in ANSWERS:
        for verdict in parsed:
            if verdict.get("verdict") == wanted:
                print_account(verdict)
                break
    counts = collections.Counter(verdict.get("verdict", "unreadable") for verdict in parsed)
    told = "".join(f"  {answer}: {counts[answer]}" for answer in sorted(counts))
    print(f"Python: {len(parsed)} orders{told}; {len(parsed) / seconds:.0f} orders a second")

    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "verdicts.jsonl").write_bytes(verdicts)
    (arguments.out / "verdicts.csv").write_bytes(table(parsed).encode())

    sales = arguments.folder / "sales.csv"
    if sales.is_file():
        import demo_channel

        demo_channel.show(arguments.folder, arguments.out, engine)


def print_account(verdict: dict[str, Any]) -> None:
    totals = verdict["totals"]
    print(
        f"\n{verdict['verdict'].upper()}  order {verdict['order'] or '-'} of {verdict['partner']}: "
        f"net {totals['net']} + tax {totals['tax']} = {totals['gross']} {verdict['currency']}, "
        f"fee {totals['fee']}"
    )
    for line in verdict["lines"]:
        days = "".join(f"; {d['quantity']} on {d['arrive']}" for d in line["deliveries"])
        print(
            f"    {line['confirmed']} of {line['product'] or '-':<14} {line['status']:<9} "
            f"{line['unit_price'] or '-'} each = {line['net']}{days}"
        )
    for finding in verdict["findings"]:
        print(f"    {finding['severity']}: {finding['message']}; {finding['remedy']}")


def table(verdicts: list[dict[str, Any]]) -> str:
    """One row an order: `order,partner,verdict,currency,net,gross,fee,codes`."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["order", "partner", "verdict", "currency", "net", "gross", "fee", "codes"])
    for verdict in verdicts:
        findings = verdict.get("error", verdict)["findings"]
        totals = verdict.get("totals", {})
        writer.writerow(
            [
                verdict.get("order") or "",
                verdict.get("partner", ""),
                verdict.get("verdict", "unreadable"),
                verdict.get("currency", ""),
                totals.get("net", ""),
                totals.get("gross", ""),
                totals.get("fee", ""),
                " ".join(finding["code"] for finding in findings),
            ]
        )
    return out.getvalue()


if __name__ == "__main__":
    main()
