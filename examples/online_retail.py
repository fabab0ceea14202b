#!/usr/bin/env python3
"""Turns the order lines of a real wholesaler into the files that longtail reads.

    python3 online_retail.py DATA OUT_DIR [--orders N]

DATA is the UCI data set "Online Retail" (doi 10.24432/C5BW33, CC BY 4.0) as
Parquet, with the columns invoice_no, stock_code, description, quantity,
invoice_ts, unit_price (pounds, three decimals), customer_id and country. Needs
pyarrow.

What becomes what:

  customer    a partner; of several countries the one with the most lines
  country     a niche, in a rulebook that is written too
  stock code  a product, in capitals: 85123a and 85123A are one
  price       one list in pounds: per product the positive unit price that most
              sales have, of several the lowest; no quantity breaks are inferred
  invoice     an order, of its lines of goods that were sold for a price to a
              known customer; the price on the invoice is the price expected, so
              every line that differs from the list gives `order.price_differs`
  row         a sale or return, in sales.csv; without a customer the partner is
              `unknown`

Every row read is in exactly one bucket of report.json, with its amount; nothing
is dropped in silence. Exact duplicates are counted and kept: two equal lines of
one invoice may be two boxes.

Prices are exact thousandths of a pound, amounts whole pennies, half a penny
rounded away from zero. Four rows have a price of a tenth of a penny; the report
states what rounding them changes.
"""

import argparse
import csv
import json
import re
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

try:
    import pyarrow
    import pyarrow.compute
    import pyarrow.parquet
    from tqdm import tqdm
except ImportError:
    sys.exit("online_retail.py needs pyarrow and tqdm: pip install pyarrow tqdm")

UNKNOWN = "unknown"
# Codes of postage, discounts, fees, samples, vouchers and corrections by hand.
CHARGES = {"POST", "DOT", "M", "D", "C2", "S", "B", "BANK CHARGES", "AMAZONFEE", "CRUK", "PADS"}
EPOCH = datetime(1970, 1, 1)

# What the description of the data set states, to hold the reading against.
STATED = {
    "rows": 541_909, "invoices": 25_900, "stock_codes": 4_070, "customers": 4_372, "countries": 38,
    "pieces": 5_176_450, "revenue": "9747747.934", "missing_customer_rows": 135_080,
    "missing_description_rows": 1_454, "zero_price_rows": 2_515, "negative_price_rows": 2,
    "sub_penny_rows": 4, "cancelled_invoices": 3_836, "negative_quantity_rows": 10_624,
    "surplus_duplicate_rows": 5_268, "customers_in_two_countries": 8,
    "valid_sales_rows": 397_884, "valid_sales_invoices": 18_532, "valid_sales_customers": 4_338,
    "valid_sales_revenue": "8911407.904",
}

# Each row is in the first that fits; `True` when it is a sale or a return.
BUCKETS = {
    "bad_debt": False,           # invoice A…: an adjustment of debts
    "cancellation": True,        # invoice C…: a return or a cancelled line
    "stock_correction": False,   # fewer than none, on no credit note
    "negative_price": False,
    "zero_price": False,         # given away, or a note of the stock room
    "charge": True,              # postage, discount, fee, voucher, …
    "without_customer": True,
    "order_line": True,          # goods, sold for a price to a known customer
}


def parquet_file(data: Path) -> Path:
    """DATA itself, or the one Parquet file in the folder DATA."""
    if not data.is_dir():
        return data
    files = sorted(data.glob("*.parquet"))
    if len(files) != 1:
        sys.exit(f"online_retail: {data} holds {len(files)} Parquet files; name the one to read")
    return files[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("data", type=Path, metavar="DATA")
    parser.add_argument("out", type=Path, metavar="OUT_DIR")
    parser.add_argument("--orders", type=int, metavar="N", help="write the first N invoices only (default: all)")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    say("reading")
    lines = Lines(pyarrow.parquet.read_table(parquet_file(options.data)))
    report = write_all(lines, options.out, options.orders)
    wrong = [check["name"] for check in report["checks"] if not check["holds"]]
    rows = report["rows_read"]
    say(f"{rows} rows read, {sum(b['rows'] for b in report['buckets'].values())} in buckets, "
        f"{len(report['checks']) - len(wrong)} of {len(report['checks'])} stated totals hold")
    if wrong:
        sys.exit(f"not as the description of the data states: {', '.join(wrong)}")


def progress(rows, what):
    """A bar on a terminal that shows one, and nothing in a log."""
    return tqdm(rows, desc=what, unit=" rows", disable=None, leave=False, delay=1)


def say(what):
    print(f"online_retail: {what}", file=sys.stderr, flush=True)


class Lines:
    """The columns as lists; prices and amounts in thousandths of a pound."""

    def __init__(self, table):
        column = {name: table[name].to_pylist() for name in
                  ("invoice_no", "stock_code", "description", "quantity", "customer_id", "country")}
        self.invoice, self.code = column["invoice_no"], column["stock_code"]
        self.description, self.quantity, self.country = column["description"], column["quantity"], column["country"]
        self.customer = [None if c is None else str(c) for c in column["customer_id"]]
        self.price = thousandths(table["unit_price"])
        moments = pyarrow.compute.cast(table["invoice_ts"], pyarrow.timestamp("s"), safe=False)
        self.seconds = pyarrow.compute.cast(moments, pyarrow.int64()).to_pylist()
        self.product = [code.strip().upper() for code in self.code]
        self.amount = [quantity * price for quantity, price in zip(self.quantity, self.price)]
        self.bucket = [bucket_of(*row) for row in
                       zip(self.invoice, self.product, self.quantity, self.price, self.customer)]

    def __len__(self):
        return len(self.invoice)

    def of(self, *buckets):
        """The rows in these buckets."""
        return [at for at, bucket in enumerate(self.bucket) if bucket in buckets]


def thousandths(column):
    """Prices as whole thousandths; a float is rounded to three decimals first."""
    thousand = pyarrow.scalar(1000, pyarrow.decimal128(4, 0))
    if pyarrow.types.is_floating(column.type):
        column = pyarrow.compute.round(pyarrow.compute.multiply(column, 1000.0))
    else:
        column = pyarrow.compute.multiply(column, thousand)
    return pyarrow.compute.cast(column, pyarrow.int64()).to_pylist()


def is_charge(product):
    return product in CHARGES or product.startswith("GIFT_")


def bucket_of(invoice, product, quantity, price, customer):
    if invoice.startswith("A"):
        return "bad_debt"
    if invoice.startswith("C"):
        return "cancellation"
    if quantity < 0:
        return "stock_correction"
    if price <= 0:
        return "negative_price" if price < 0 else "zero_price"
    if is_charge(product):
        return "charge"
    return "without_customer" if customer is None else "order_line"


# --------------------------------------------------------------------------
# What is written


def write_all(lines, out, orders_max):
    countries, several = countries_of(lines)
    prices = observed_prices(lines)
    names = most_frequent((p, d) for p, d in zip(lines.product, lines.description) if d and d.strip())
    written = {}

    def table(name, columns, rows):
        written[f"{name}.csv"] = write_csv(out / f"{name}.csv", columns, rows)

    say("writing partners, products and prices")
    table("partners", ["id", "name", "country"], ((c, f"Customer {c}", countries[c]) for c in sorted(countries)))
    table("products", ["id", "name", "kind"],
          ((p, names.get(p, p).strip(), "charge" if is_charge(p) else "goods") for p in sorted(set(lines.product))))
    table("prices", ["list", "product", "unit_price"], (("observed", p, pounds(prices[p])) for p in sorted(prices)))
    # What the wholesaler had in stock is not in the file.
    table("stock", ["product", "location", "on_hand", "safety"], ())
    table("receipts", ["product", "location", "date", "quantity"], ())
    table("promises", ["product", "location", "date", "quantity"], ())
    (out / "rulebook.yaml").write_text(rulebook(sorted(set(lines.country))), encoding="utf-8", newline="\n")
    say("writing sales")
    table("sales", ["partner", "product", "day", "quantity", "amount", "currency", "order"], sales_rows(lines))
    say("writing orders")
    orders, differing = write_orders(lines, prices, out, orders_max)
    written["orders.jsonl"] = orders
    table("orders_expected", ["order", "kind", "code"],
          ((invoice, "invoice_price_differs", "order.price_differs") for invoice in differing))
    report = make_report(lines, prices, several, written)
    (out / "report.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8", newline="\n")
    return report


def write_csv(path, columns, rows):
    count = 0
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for count, row in enumerate(progress(rows, path.name), start=1):
            writer.writerow(row)
    return count


def most_frequent(pairs):
    """For each key the value that it has most often; of several the lowest."""
    counts = {}
    for key, value in pairs:
        counts.setdefault(key, Counter())[value] += 1
    return {key: min(values, key=lambda v: (-values[v], v)) for key, values in counts.items()}


def countries_of(lines):
    """Each customer's country, and how many customers have more than one."""
    pairs = [(c, country) for c, country in zip(lines.customer, lines.country) if c is not None]
    return most_frequent(pairs), len(set(pairs)) - len({c for c, _ in pairs})


def observed_prices(lines):
    """The price of each product that most of its sales have."""
    return most_frequent((lines.product[at], lines.price[at]) for at in lines.of("order_line", "without_customer"))


def sales_rows(lines):
    days = {}
    for at in lines.of(*(bucket for bucket, sale in BUCKETS.items() if sale)):
        number = lines.seconds[at] // 86_400
        day = days.get(number)
        if day is None:
            day = days[number] = (EPOCH + timedelta(days=number)).date().isoformat()
        yield (lines.customer[at] or UNKNOWN, lines.product[at], day, lines.quantity[at],
               penny_text(pennies(lines.amount[at])), "GBP", lines.invoice[at])


def write_orders(lines, prices, out, orders_max):
    """One order for each invoice; gives how many, and those whose prices differ."""
    by_invoice = {}
    for at in lines.of("order_line"):
        by_invoice.setdefault(lines.invoice[at], []).append(at)
    chosen = list(by_invoice)[:orders_max]
    differing = []
    with open(out / "orders.jsonl", "w", encoding="utf-8", newline="\n") as file:
        for invoice in progress(chosen, "orders.jsonl"):
            own = by_invoice[invoice]
            placed = EPOCH + timedelta(seconds=min(lines.seconds[at] for at in own))
            order = {"id": invoice, "partner": lines.customer[own[0]], "placed_at": placed.isoformat(), "lines": [
                {"id": str(number), "product": lines.product[at], "quantity": lines.quantity[at],
                 "unit_price": pounds(lines.price[at])}
                for number, at in enumerate(own, start=1)
            ]}
            file.write(json.dumps(order, separators=(",", ":")) + "\n")
            if any(lines.price[at] != prices[lines.product[at]] for at in own):
                differing.append(invoice)
    return len(chosen), differing


def rulebook(countries):
    """One niche for each country, one list, and stock that nobody counted."""
    niches = "\n".join(
        f"  - {{ id: {slug(country)}, name: {json.dumps(country)}, for: {{ country: {json.dumps(country)} }} }}"
        for country in countries
    )
    return f"""\
# Made by online_retail.py from the data set's countries.
format: 1
id: online-retail
name: Online Retail
zone: Europe/London
currency: GBP

attributes:
  partner: {{ country: text }}
  product: {{ kind: [goods, charge] }}

niches:
{niches}

price_lists:
  - {{ id: observed, name: Observed prices, for: everyone }}

availability:
  untracked: unlimited        # the file says nothing about stock

calendar:
  working_days: [mon, tue, wed, thu, fri, sun]    # no invoice is of a Saturday
  transit_days: 1
"""


def slug(text):
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


# --------------------------------------------------------------------------
# Numbers and their account


def pennies(amount):
    """Half a penny goes away from zero."""
    size = (abs(amount) + 5) // 10
    return -size if amount < 0 else size


def fixed(number, decimals):
    size = f"{abs(number):0{decimals + 1}d}"
    return f"{'-' if number < 0 else ''}{size[:-decimals]}.{size[-decimals:]}"


def penny_text(number):
    return fixed(number, 2)


def pounds(number):
    """Thousandths as a price with two decimals, three where it has them."""
    text = fixed(number, 3)
    return text[:-1] if text.endswith("0") else text


def make_report(lines, prices, several, written):
    buckets = {}
    for bucket, sale in BUCKETS.items():
        own = lines.of(bucket)
        buckets[bucket] = {
            "rows": len(own), "pieces": sum(lines.quantity[at] for at in own),
            "amount": fixed(sum(lines.amount[at] for at in own), 3), "in_sales": sale, "in_orders": bucket == "order_line",
        }
    odd = odd_rows(lines)
    found = totals(lines, odd, several)
    sold = [at for at, bucket in enumerate(lines.bucket) if BUCKETS[bucket]]
    exact, rounded = sum(lines.amount[at] for at in sold), sum(pennies(lines.amount[at]) for at in sold)
    in_buckets = sum(bucket["rows"] for bucket in buckets.values())
    checks = [{"name": name, "stated": stated, "found": found[name], "holds": stated == found[name]}
              for name, stated in STATED.items()]
    checks.append({"name": "rows_in_buckets", "stated": len(lines), "found": in_buckets, "holds": in_buckets == len(lines)})
    checks.append({"name": "sales_rows", "stated": len(sold), "found": written["sales.csv"],
                   "holds": written["sales.csv"] == len(sold)})
    return {
        "rows_read": len(lines), "buckets": buckets,
        # A row can be odd in several ways; these overlap.
        "odd_rows": odd,
        "products": len(set(lines.product)), "products_with_a_price": len(prices),
        "invoices_without_an_order": found["invoices"] - len({lines.invoice[at] for at in lines.of("order_line")}),
        "sales": {"rows": len(sold), "amount": penny_text(rounded), "exact": fixed(exact, 3),
                  "rounding": fixed(rounded * 10 - exact, 3)},
        "written": written, "checks": checks,
    }


def totals(lines, odd, several):
    """The figures that the description of the data states."""
    rows = range(len(lines))
    valid = [at for at in rows if lines.customer[at] and lines.invoice[at][0] != "C"
             and lines.quantity[at] > 0 and lines.price[at] > 0]
    return {
        "rows": len(lines), "invoices": len(set(lines.invoice)), "stock_codes": len(set(lines.code)),
        "customers": len({c for c in lines.customer if c}), "countries": len(set(lines.country)),
        "pieces": sum(lines.quantity), "revenue": fixed(sum(lines.amount), 3),
        "missing_customer_rows": odd["missing_customer"], "missing_description_rows": odd["missing_description"],
        "zero_price_rows": odd["zero_price"], "negative_price_rows": odd["negative_price"],
        "sub_penny_rows": odd["part_of_a_penny"],
        "cancelled_invoices": len({i for i in lines.invoice if i.startswith("C")}),
        "negative_quantity_rows": odd["negative_quantity"], "surplus_duplicate_rows": odd["exact_duplicate"],
        "customers_in_two_countries": several, "valid_sales_rows": len(valid),
        "valid_sales_invoices": len({lines.invoice[at] for at in valid}),
        "valid_sales_customers": len({lines.customer[at] for at in valid}),
        "valid_sales_revenue": fixed(sum(lines.amount[at] for at in valid), 3),
    }


def odd_rows(lines):
    """How many rows are odd in each way."""
    whole = zip(lines.invoice, lines.code, lines.description, lines.quantity, lines.seconds, lines.price,
                lines.customer, lines.country)
    return {
        "cancellation_invoice": sum(i.startswith("C") for i in lines.invoice),
        "bad_debt_invoice": sum(i.startswith("A") for i in lines.invoice),
        "negative_quantity": sum(q < 0 for q in lines.quantity),
        "missing_customer": sum(c is None for c in lines.customer),
        "missing_description": sum(d is None for d in lines.description),
        "zero_price": sum(p == 0 for p in lines.price),
        "negative_price": sum(p < 0 for p in lines.price),
        "part_of_a_penny": sum(p % 10 != 0 for p in lines.price),
        "non_product_code": sum(map(is_charge, lines.product)),
        "code_not_in_capitals": sum(c != p for c, p in zip(lines.code, lines.product)),
        "exact_duplicate": len(lines) - len(set(whole)),
        "non_product_codes": dict(sorted(Counter(p for p in lines.product if is_charge(p)).items())),
    }


if __name__ == "__main__":
    main()
