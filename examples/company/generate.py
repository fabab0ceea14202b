#!/usr/bin/env python3
"""Makes the invented company Van Dijk Bedrijfsbenodigdheden: partners, products,
prices, stock, sales and a week of orders, of which some are wrong in every way
a real one can be. The rulebook goes along, so that the folder is complete.

    python3 generate.py OUT_DIR [--seed N]

The same seed gives the same bytes on every platform.
"""

import argparse
import csv
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import company
import history
import mistakes
import orders
import prices
from company import Dice, money

ORDERS = 2000
HERE, OTHER = "veghel", "tilburg"
RULEBOOK = Path(__file__).with_name("rulebook.yaml")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("out", type=Path, metavar="OUT_DIR")
    parser.add_argument("--seed", type=int, default=2026, metavar="N")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for name, count in write_company(options.out, options.seed):
        print(f"{name}: {count} rows", file=sys.stderr)


def write_company(out, seed):
    """Writes every file; gives each one's name and number of rows."""
    partners, products = company.make_partners(seed), company.make_products(seed)
    (out / RULEBOOK.name).write_bytes(RULEBOOK.read_bytes())
    yield write_csv(out, "partners", PARTNER_COLUMNS, map(partner_row, partners))
    yield write_csv(out, "products", PRODUCT_COLUMNS, map(product_row, products))
    yield write_csv(out, "prices", PRICE_COLUMNS, prices.price_rows(products, seed))
    # Writing the sales gives every partner its favourites, which orders follow.
    yield write_csv(out, "sales", SALES_COLUMNS, history.sales(partners, products, seed))
    texts, expected, demand = open_orders(partners, products, seed)
    (out / "orders.jsonl").write_text("".join(f"{text}\n" for text in texts), encoding="utf-8", newline="\n")
    yield "orders.jsonl", len(texts)
    yield write_csv(out, "orders_expected", ["order", "kind", "code"], expected)
    stock, receipts, promises = supply(products, demand, seed)
    yield write_csv(out, "stock", ["product", "location", "on_hand", "safety"], stock)
    yield write_csv(out, "receipts", ["product", "location", "date", "quantity"], receipts)
    yield write_csv(out, "promises", ["product", "location", "date", "quantity"], promises)


def write_csv(out, name, columns, rows):
    count = 0
    with open(out / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for count, row in enumerate(rows, start=1):
            writer.writerow(row)
    return f"{name}.csv", count


PARTNER_COLUMNS = ["id", "name", "currency", "status", "distributor", "credit_limit",
                   "nace", "tier", "role", "region", "certificate"]
PRODUCT_COLUMNS = ["id", "name", "gtin", "unit", "tax", "quantity_min", "quantity_multiple", "quantity_max",
                   "cost", "status", "category", "brand"]
PRICE_COLUMNS = ["list", "product", "quantity_from", "unit_price", "valid_from", "valid_until"]
SALES_COLUMNS = ["partner", "product", "day", "quantity", "amount", "currency", "order"]


def partner_row(p):
    return (p.id, p.name, p.currency if p.currency != "EUR" else "", p.status, p.distributor,
            f"{p.credit_limit}.00" if p.credit_limit else "",
            p.nace, p.tier, p.role, p.region, ";".join(p.certificates))


def product_row(p):
    return (p.id, p.name, p.gtin, p.unit, p.tax, p.minimum, p.multiple, p.maximum or "",
            money(p.cost) if p.cost else "", "active" if p.active else "discontinued", p.category, p.brand)


# --------------------------------------------------------------------------
# Orders


def open_orders(partners, products, seed):
    """The orders as text, what must be found in the wrong ones, and how much of
    each product all of them ask for."""
    shop = orders.Shop(partners, products, history.Taste(products, seed), seed)
    moments = orders.moments(shop, ORDERS)
    wrong = wrong_orders()
    plan = shop.dice.shuffled(wrong + [None] * (ORDERS - len(wrong)))
    texts, expected, demand = [], [], Counter()
    for at, (moment, wrong) in enumerate(zip(moments, plan)):
        number = f"O-{at + 1:04d}"
        text, lines, found = one_order(shop, moment, number, wrong)
        texts.append(text)
        expected += [(number, kind, code) for kind, code in found]
        for product, quantity in lines:
            demand[product.id] += product.fitted(quantity)
    return texts, expected, demand


def wrong_orders():
    """For each order that is to be wrong its kind, its codes and what makes it."""
    made = [(mistake.kind, mistake.codes, made_wrong(mistake, turn))
            for mistake in mistakes.MISTAKES for turn in range(mistake.count)]
    return made + [(kind, (mistakes.UNREADABLE,), made_unreadable(text)) for kind, text in mistakes.unreadable()]


def made_wrong(mistake, turn):
    def make(shop, moment, number):
        sound = mistake.order(turn, shop, moment, number)
        return orders.as_json(sound.document), sound.lines
    return make


def made_unreadable(text):
    def make(shop, moment, number):
        sound = mistakes.Sound(shop, moment, number, mistakes.home(shop))
        return text(sound.document), []
    return make


def one_order(shop, moment, number, wrong):
    """Its text, what it asks for, and what is wrong with it."""
    if wrong is None:
        partner = shop.some_partner()
        lines = orders.usual_lines(shop, partner)
        return orders.as_json(orders.as_document(shop, partner, lines, moment, number)), lines, []
    kind, codes, make = wrong
    text, lines = make(shop, moment, number)
    return text, lines, [(kind, code) for code in codes]


# --------------------------------------------------------------------------
# Stock


def supply(products, demand, seed):
    """Rows of stock, receipts and promises: enough of most products for every
    order there is, too little of some."""
    dice = Dice(seed, "supply")
    stock, receipts, promises = [], [], []
    for product in products:
        if product.supply in ("custom", "custom-price"):
            continue
        make = TALES.get(product.supply, deep)
        on_hand, safety, coming, promised = make(dice, demand[product.id], product.multiple)
        stock.append((product.id, HERE, on_hand, safety))
        if product.supply == "elsewhere" or dice.percent(10):
            stock.append((product.id, OTHER, dice.between(50, 900), ""))
        receipts += [(product.id, HERE, day, quantity) for day, quantity in coming]
        promises += [(product.id, HERE, day, quantity) for day, quantity in promised]
    return stock, receipts, promises


def day(offset):
    """A day so many days after the first of March."""
    return (date(2026, 3, 1) + timedelta(days=offset)).isoformat()


def deep(dice, demand, multiple):
    promised = [(day(dice.between(2, 40)), multiple * dice.between(1, 20)) for _ in range(dice.below(5) // 2)]
    coming = [(day(dice.between(-6, 89)), multiple * dice.between(10, 200)) for _ in range(dice.below(4) // 2)]
    safety = multiple * dice.below(10)
    kept = sum(quantity for _, quantity in promised) + safety
    return demand * dice.between(105, 250) // 100 + kept + multiple * dice.between(2, 60), safety, coming, promised


def tight(dice, demand, multiple):
    coming = [(day(dice.between(8, 24)), multiple * (demand // multiple + 1))] if dice.percent(75) else []
    return demand * dice.between(20, 80) // 100, 0, coming, []


def none_yet(offset, quantity):
    return lambda dice, demand, multiple: (0, 0, [(day(offset), quantity)], [])


TALES = {
    "tight": tight,
    "late": none_yet(16, 100_000),
    "too-late": none_yet(75, 100_000),
    "gone": lambda *_: (0, 0, [], []),
    "elsewhere": lambda *_: (0, 0, [], []),
    "negative": lambda *_: (-3, 0, [], []),
    "few": lambda dice, *_: (dice.between(5, 40), 0, [], []),
}


if __name__ == "__main__":
    main()
