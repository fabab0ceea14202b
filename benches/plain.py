"""The plain twin: what one company would write by hand instead of using longtail.

    python plain.py JOB_DIR [--out FILE] [--mode text|totals|fields] [--orders N] [--repeat K]

An independent second implementation of the order decision for the job of
`job.py`, written from the documents alone: the bar that longtail is measured
against, and a check of its answers. It knows this company's features only and
refuses a rulebook with others.
"""

from __future__ import annotations

import argparse
import csv
import gc
import hashlib
import json
import pathlib
import time
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

FEATURES = {
    "format", "id", "zone", "currency", "valid", "attributes", "niches", "tax", "price_lists",
    "choose_price", "waterfall", "guards", "order_rules", "availability", "fees",
}  # fmt: skip
QUANTITY_MAX = 1_000_000_000
LINES_MAX = 10_000


def cents_text(cents: int) -> str:
    if cents < 0:
        return "-" + cents_text(-cents)
    return f"{cents // 100}.{cents % 100:02}"


def scaled(value: object, scale: int) -> int:
    """A decimal as a whole number of 10^-scale; refuses to lose a digit."""
    exact = Decimal(str(value)).scaleb(scale)
    if exact != int(exact):
        raise ValueError(f"{value} has more than {scale} decimals")
    return int(exact)


def decimals(value: object) -> int:
    return max(0, -Decimal(str(value)).normalize().as_tuple().exponent)


def half_up(value: int, unit: int) -> int:
    return (value + unit // 2) // unit


def values_of(condition: object) -> frozenset:
    return frozenset(condition if isinstance(condition, list) else [condition])


class Scope:
    """Who or what a rule is for: conditions of the partner, the category and the quantity."""

    def __init__(self, scope: object) -> None:
        conditions = {} if scope == "everyone" else dict(scope)
        quantity = conditions.pop("quantity", {})
        self.at_least = quantity.get("at_least")
        if set(quantity) - {"at_least"}:
            raise ValueError("only `at_least` is known of a quantity")
        categories = conditions.pop("category", None)
        self.categories = None if categories is None else values_of(categories)
        self.partner = [(name, values_of(wanted)) for name, wanted in conditions.items()]

    def holds_for(self, attributes: dict) -> bool:
        return all(attributes[name] in wanted for name, wanted in self.partner)

    def covers(self, category: str) -> bool:
        return self.categories is None or category in self.categories


class Validity:
    def __init__(self, valid: dict | None) -> None:
        self.start = (valid or {}).get("from", "")
        self.end = (valid or {}).get("until", "9999-99-99")

    def fault(self, day: str) -> str | None:
        if day < self.start:
            return "not_yet_valid"
        return "expired" if day >= self.end else None


class PriceList:
    """A price list with its entries by product."""

    __slots__ = ("id", "scope", "valid", "prices")

    def __init__(self, row: dict) -> None:
        if set(row) - {"id", "for", "valid"}:
            raise ValueError(f"price list {row['id']} has a feature this program does not know")
        self.id = row["id"]
        self.scope = Scope(row["for"])
        self.valid = Validity(row.get("valid"))
        self.prices: dict[str, list[Entry]] = {}


class Entry:
    """A price of a product in a list."""

    __slots__ = ("quantity_from", "price", "text", "start", "end")


class Adjustment:
    __slots__ = ("id", "scope", "start", "end", "at_least", "expected", "percent", "divisor", "original", "amount")

    def __init__(self, row: dict, scale: int) -> None:
        if set(row) - {"id", "for", "valid", "percent", "of", "amount"}:
            raise ValueError(f"adjustment {row['id']} has a feature this program does not know")
        valid = Validity(row.get("valid"))
        self.id = row["id"]
        self.scope = Scope(row["for"])
        self.start, self.end = valid.start, valid.end
        self.at_least = self.scope.at_least or 0
        self.expected = f"at least {self.at_least}"
        digits = decimals(row.get("percent", 0))
        self.percent = scaled(row.get("percent", 0), digits)
        self.divisor = 100 * 10**digits
        self.original = row.get("of") == "original"
        self.amount = scaled(row.get("amount", 0), scale)

    def leaves(self, price: int, list_price: int) -> int:
        """The price after this adjustment; the scale has room, so the division is exact."""
        part = (list_price if self.original else price) * self.percent // self.divisor
        return max(0, price + part + self.amount)


class Product:
    __slots__ = ("id", "tax", "minimum", "multiple", "cost", "category")


class Partner:
    __slots__ = ("id", "attributes", "lists", "stages", "plans")


class Company:
    """The rulebook and the master data in the shape the decision needs."""

    def __init__(self, folder: pathlib.Path) -> None:
        text = (folder / "rulebook.yaml").read_bytes()
        book = json.loads(text, parse_float=Decimal)
        if set(book) - FEATURES or book["choose_price"] != "lowest" or book["tax"]["prices"] != "exclusive":
            raise ValueError("the rulebook has a feature this program does not know")
        self.rulebook = {"id": book["id"], "hash": hashlib.sha256(text).hexdigest()[:16]}
        self.zone = ZoneInfo(book["zone"])
        self.currency = book["currency"]
        self.valid = Validity(book.get("valid"))
        self.niches = [(niche["id"], Scope(niche["for"])) for niche in book["niches"]]
        self.lists = [PriceList(each) for each in book["price_lists"]]
        self.rates = {name: Decimal(str(rate)) for name, rate in book["tax"]["rates"].items()}
        self.scale = scale_of(book)
        self.cent = 10 ** (self.scale - 2)
        self.stages = [
            (stage["stage"], stage["combine"], [Adjustment(row, self.scale) for row in stage["adjustments"]])
            for stage in book["waterfall"]
        ]
        if not {combine for _, combine, _ in self.stages} <= {"first_match", "best", "compound"}:
            raise ValueError("a stage combines in a way this program does not know")
        self.set_rules(book)
        self.partners = self.read_partners(folder)
        self.products = self.read_products(folder)
        self.read_prices(folder)
        self.alphabet = sorted({letter for name in self.products for letter in name})
        self.shared: dict[tuple, dict] = {}
        # What was loaded stays: the collector need not walk it again at every turn.
        gc.freeze()
        self.encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode

    def set_rules(self, book: dict) -> None:
        """This company's guards, minimum and fee plan, each for everyone."""
        discount, margin = book["guards"]
        self.discount_guard, self.margin_guard = discount["id"], margin["id"]
        self.kept_percent = 100 - discount["max_discount_percent"]
        self.cost_percent = 100 - margin["min_margin_percent"]
        (minimum,) = book["order_rules"]["amount_min"]
        self.minimum_id = minimum["id"]
        self.minimum = scaled(minimum["amounts"][self.currency], 2)
        (plan,) = book["fees"]
        tiers = plan["schedule"]["tiers"]
        self.plan = plan["id"]
        self.plan_maximum = scaled(plan["maximum"][self.currency], 2)
        self.plan_tax = self.rates[plan["tax"]]
        # Bounds and fixed parts in cents; percentages in tenths, so exact fees are in 10^-5.
        self.tiers = [
            (scaled(t["from"], 2), scaled(t.get("percent", 0), 1), scaled(t.get("fixed", 0), 2)) for t in tiers
        ]
        everyone = [discount, margin, minimum, plan]
        reactions = (discount["reaction"], margin["reaction"], minimum["reaction"])
        if any(rule["for"] != "everyone" for rule in everyone) or reactions != ("clamp", "approve", "reject"):
            raise ValueError("a guard, minimum or fee has a feature this program does not know")

    def read_partners(self, folder: pathlib.Path) -> dict[str, Partner]:
        partners = {}
        for row in rows(folder / "partners.csv"):
            partner = Partner()
            partner.id = row["id"]
            partner.attributes = row
            partner.stages = None
            partners[partner.id] = partner
        return partners

    def read_products(self, folder: pathlib.Path) -> dict[str, Product]:
        products = {}
        for row in rows(folder / "products.csv"):
            product = Product()
            product.id = row["id"]
            product.tax = self.rates[row["tax"]]
            product.minimum = int(row["quantity_min"])
            product.multiple = int(row["quantity_multiple"])
            product.cost = scaled(row["cost"], self.scale)
            product.category = row["category"]
            products[product.id] = product
        for rate in set(self.rates.values()):
            if rate != int(rate):
                raise ValueError("tax rates are whole percentages")
        for product in products.values():
            product.tax = int(product.tax)
        return products

    def read_prices(self, folder: pathlib.Path) -> None:
        lists = {each.id: each for each in self.lists}
        prices: dict[str, tuple] = {}
        touched = []
        for row in rows(folder / "prices.csv"):
            entry = Entry()
            entry.quantity_from = int(row["quantity_from"] or 1)
            if row["unit_price"] not in prices:
                price = scaled(row["unit_price"], self.scale)
                prices[row["unit_price"]] = (price, self.price_text(price))
            entry.price, entry.text = prices[row["unit_price"]]
            entry.start, entry.end = row["valid_from"], row["valid_until"] or "9999-99-99"
            of_list = lists[row["list"]].prices
            if row["product"] not in of_list:
                of_list[row["product"]] = []
                touched.append(of_list[row["product"]])
            of_list[row["product"]].append(entry)
        for entries in touched:
            entries.sort(key=lambda entry: (entry.quantity_from, entry.start))

    def price_text(self, price: int) -> str:
        """As many decimals as it needs, at least two."""
        digits = str(price).zfill(self.scale + 1)
        return f"{digits[: -self.scale]}.{digits[-self.scale :].rstrip('0').ljust(2, '0')}"

    def prepare(self, partner: Partner) -> None:
        """What holds for a partner, found at the first order and kept; like partners share it."""
        attributes = dict(partner.attributes)
        for niche, scope in self.niches:
            if scope.holds_for(attributes):
                attributes["niche"] = niche
        attributes.setdefault("niche", "")
        partner.lists = [each for each in self.lists if each.scope.holds_for(attributes)]
        stages = tuple(
            (name, combine, tuple(each for each in rules if each.scope.holds_for(attributes)))
            for name, combine, rules in self.stages
        )
        partner.stages = self.shared.setdefault(stages, {"stages": stages})

    def stages_of(self, partner: Partner, category: str) -> list:
        """The partner's stages narrowed to a category."""
        known = partner.stages.get(category)
        if known is None:
            narrowed = [
                (name, combine, [each for each in rules if each.scope.covers(category)])
                for name, combine, rules in partner.stages["stages"]
            ]
            known = partner.stages[category] = [stage for stage in narrowed if stage[2]]
        return known

    def today(self, placed_at: str) -> str:
        moment = datetime.fromisoformat(placed_at)
        return (moment.astimezone(self.zone) if moment.tzinfo else moment).date().isoformat()

    def nearest(self, name: str) -> str | None:
        """The alphabetically first product one edit away."""
        halves = [(name[:at], name[at:]) for at in range(len(name) + 1)]
        found = [head + tail[1:] for head, tail in halves if tail]
        found += [head + tail[1] + tail[0] + tail[2:] for head, tail in halves if len(tail) > 1]
        found += [head + letter + tail[1:] for head, tail in halves if tail for letter in self.alphabet]
        found += [head + letter + tail for head, tail in halves for letter in self.alphabet]
        return min((each for each in found if each in self.products), default=None)

    # --- the decision ---------------------------------------------------

    def decide(self, order: dict) -> dict:
        return Decision(self, order).result

    def decide_text(self, text: str) -> str:
        return self.encode(self.decide(json.loads(text)))


class Decision:
    """One order on its way: findings, rows and sums are gathered here."""

    def __init__(self, company: Company, order: dict) -> None:
        self.company = company
        self.findings: list[dict] = []
        self.price_findings: list[dict] = []
        self.trace: list[dict] = []
        self.rounding: list[dict] = []
        self.lines: list[dict] = []
        self.changed = False
        self.list = self.net = self.tax = 0
        self.priced = False
        self.today = company.today(order["placed_at"])
        self.result = self.run(order)

    def run(self, order: dict) -> dict:
        company = self.company
        partner = company.partners.get(order["partner"])
        if partner is None:
            found = order["partner"]
            self.say(
                "order.unknown_partner", "block", "partner", None, {"found": found},
                f"unknown partner `{found}`", "check the partner number",
            )  # fmt: skip
        elif partner.stages is None:
            company.prepare(partner)
        self.all_lines(order, partner)
        self.findings += self.price_findings
        self.trace += self.rounding
        self.check_minimum()
        fees, fee = self.fees(partner)
        return {
            "order": order.get("id"),
            "partner": order["partner"],
            **({"reference": order["reference"]} if "reference" in order else {}),
            "verdict": self.verdict(),
            "rulebook": company.rulebook,
            "currency": company.currency,
            "totals": {
                "list": cents_text(self.list),
                "discount": cents_text(self.net - self.list),
                "net": cents_text(self.net),
                "tax": cents_text(self.tax),
                "gross": cents_text(self.net + self.tax),
                "fee": cents_text(fee),
            },
            "findings": self.findings,
            "lines": self.lines,
            "fees": fees,
            "trace": self.trace,
        }

    def say(self, code, severity, path, rule, data, message, remedy) -> None:
        self.findings.append(finding(code, severity, path, rule, data, message, remedy))

    def all_lines(self, order: dict, partner: Partner | None) -> None:
        lines = order["lines"]
        if not lines:
            self.say("order.empty", "block", "lines", None, {}, "the order has no lines", "add at least one line")
            return
        if len(lines) > LINES_MAX:
            self.say(
                "order.too_many_lines", "block", "lines", None, {"lines": len(lines), "maximum": LINES_MAX},
                f"the order has {len(lines)} lines; at most {LINES_MAX} are taken", "split the order",
            )  # fmt: skip
            return
        if self.company.valid.fault(self.today):
            self.say(
                "order.outside_validity", "block", "placed_at", "rulebook", {"day": self.today},
                f"the order is placed on {self.today}, outside the validity of the rulebook",
                "use the rulebook of that day",
            )  # fmt: skip
        seen: set[str] = set()
        for at, line in enumerate(lines):
            self.one_line(at, line, partner, seen)

    def one_line(self, at: int, line: dict, partner: Partner | None, seen: set) -> None:
        line_id = line.get("id")
        name = line["product"]
        product = self.company.products.get(name)
        if product is None:
            self.unknown_product(at, name)
        ordered = line["quantity"]
        quantity = self.quantity(at, ordered, product)
        requested = self.requested(at, line)
        twice = line_id is not None and line_id in seen
        if twice:
            self.say(
                "order.duplicate_line_id", "block", f"lines[{at}].id", None, {"found": line_id},
                f"line id `{line_id}` is used twice", "give each line its own id",
            )  # fmt: skip
        seen.add(line_id)
        if product is None or quantity is None or partner is None or twice:
            self.rejected(line_id, name, ordered, quantity)
            return
        self.price(at, line_id, partner, product, ordered, quantity, requested)

    def unknown_product(self, at: int, name: str) -> None:
        nearest = self.company.nearest(name)
        data = {"found": name} if nearest is None else {"found": name, "nearest": nearest}
        hint = "" if nearest is None else f"; did you mean `{nearest}`?"
        self.say(
            "order.unknown_product", "block", f"lines[{at}].product", None, data,
            f"unknown product `{name}`{hint}", "check the product number",
        )  # fmt: skip

    def quantity(self, at: int, ordered: int, product: Product | None) -> int | None:
        """The quantity taken; none when it cannot be."""
        if type(ordered) is not int:
            raise ValueError("this company orders whole numbers")
        path = f"lines[{at}].quantity"
        if ordered <= 0:
            self.say(
                "order.quantity_not_positive", "block", path, None, {"quantity": ordered},
                f"quantity {ordered} is not above zero", "order at least one, or leave the line out",
            )  # fmt: skip
            return None
        if ordered > QUANTITY_MAX:
            self.say(
                "order.quantity_out_of_range", "block", path, None, {"found": ordered, "maximum": QUANTITY_MAX},
                f"quantity {ordered} is too large", f"order at most {QUANTITY_MAX}",
            )  # fmt: skip
            return None
        if product is None:
            return ordered
        minimum, multiple = product.minimum, product.multiple
        raised = max(ordered, minimum)
        taken = raised + -raised % multiple
        if taken == ordered:
            return taken
        self.changed = True
        if ordered < minimum:
            self.say(
                "order.quantity_below_minimum", "warn", path, product.id,
                {"quantity": ordered, "minimum": minimum, "accepted": taken},
                f"quantity {ordered} is below the minimum of {minimum}; {taken} was taken",
                f"order at least {minimum}",
            )  # fmt: skip
        else:
            self.say(
                "order.quantity_not_multiple", "warn", path, product.id,
                {"quantity": ordered, "multiple": multiple, "accepted": taken},
                f"quantity {ordered} is not a multiple of {multiple}; {taken} was taken",
                f"order in multiples of {multiple}",
            )  # fmt: skip
        if taken > QUANTITY_MAX:
            self.say(
                "order.quantity_above_maximum", "block", path, product.id,
                {"quantity": taken, "maximum": QUANTITY_MAX},
                f"quantity {taken} is above the maximum of {QUANTITY_MAX}", f"order at most {QUANTITY_MAX}",
            )  # fmt: skip
            return None
        return taken

    def requested(self, at: int, line: dict) -> str | None:
        requested = line.get("requested")
        if requested is None or requested >= self.today:
            return requested
        self.say(
            "order.date_in_past", "warn", f"lines[{at}].requested", None,
            {"requested": requested, "today": self.today},
            f"requested day {requested} has passed; {self.today} was taken", "ask for a coming day",
        )  # fmt: skip
        return self.today

    def rejected(self, line_id, name: str, ordered: int, quantity: int | None) -> None:
        self.changed = True
        self.lines.append(
            {
                "id": line_id,
                "product": name,
                "substitute": None,
                "status": "rejected",
                "ordered": ordered,
                "quantity": quantity or 0,
                "confirmed": 0,
                "price_list": None,
                "list_price": None,
                "unit_price": None,
                "list": "0.00",
                "net": "0.00",
                "tax": "0.00",
                "gross": "0.00",
                "deliveries": [],
            }
        )

    def price(self, at, line_id, partner, product, ordered, quantity, requested) -> None:
        company = self.company
        chosen = self.choose(at, partner, product, quantity)
        if chosen is None:
            self.price_findings.append(
                finding(
                    "pricing.no_price", "block", f"lines[{at}].product", None,
                    {"product": product.id, "currency": company.currency},
                    f"product `{product.id}` has no price in {company.currency} for this partner, day and quantity",
                    "order in another currency or ask for a price",
                )
            )  # fmt: skip
            self.rejected(line_id, product.id, ordered, quantity)
            return
        list_id, entry = chosen
        list_price = price = entry.price
        text = entry.text
        for name, combine, rules in company.stages_of(partner, product.category):
            price, text = self.stage(at, name, combine, rules, quantity, price, text, list_price)
        price, text = self.guards(at, product, price, text, list_price)
        self.priced = True
        exact = price * quantity
        net = half_up(exact, company.cent)
        if net * company.cent != exact:
            self.rounding.append(
                {
                    "line": at,
                    "stage": "rounding",
                    "rule": "line",
                    "outcome": "rounded",
                    "before": company.price_text(exact),
                    "after": cents_text(net),
                }
            )
        # Nothing is tracked and there is no calendar: all of it, on the day asked for.
        day = requested or self.today
        amount = half_up(list_price * quantity, company.cent)
        tax = half_up(net * product.tax, 100)
        self.list += amount
        self.net += net
        self.tax += tax
        self.lines.append(
            {
                "id": line_id,
                "product": product.id,
                "substitute": None,
                "status": "confirmed",
                "ordered": ordered,
                "quantity": quantity,
                "confirmed": quantity,
                "price_list": list_id,
                "list_price": entry.text,
                "unit_price": text,
                "list": cents_text(amount),
                "net": cents_text(net),
                "tax": cents_text(tax),
                "gross": cents_text(net + tax),
                "deliveries": [{"ship": day, "arrive": day, "quantity": quantity, "location": "main"}],
            }
        )

    def choose(self, at: int, partner: Partner, product: Product, quantity: int) -> tuple[str, Entry] | None:
        """The list and entry with the lowest price that holds; a row for each candidate."""
        day, name, trace = self.today, product.id, self.trace
        chosen = None
        for each in partner.lists:
            entries = each.prices.get(name)
            if entries is None:
                continue
            list_id, fault = each.id, each.valid.fault(day)
            for entry in entries:
                if fault is not None:
                    outcome = fault
                elif day < entry.start:
                    outcome = "not_yet_valid"
                elif day >= entry.end:
                    outcome = "expired"
                elif quantity < entry.quantity_from:
                    outcome = "below_quantity"
                else:
                    outcome = "shadowed"
                row = {
                    "line": at,
                    "stage": "list",
                    "rule": list_id,
                    "outcome": outcome,
                    "quantity_from": entry.quantity_from,
                    "price": entry.text,
                }
                trace.append(row)
                if outcome == "shadowed" and (chosen is None or entry.price < chosen.price):
                    chosen, chosen_list, chosen_row = entry, list_id, row
        if chosen is None:
            return None
        chosen_row["outcome"] = "applied"
        return chosen_list, chosen

    def stage(self, at, name, combine, rules, quantity, price, text, list_price) -> tuple[int, str]:
        """The price after a stage, as a number and as text; a row for each rule that competes or nearly did."""
        day, trace, text_of = self.today, self.trace, self.company.price_text
        best_row = None
        for rule in rules:
            row = {"line": at, "stage": name, "rule": rule.id, "outcome": "shadowed"}
            trace.append(row)
            if day < rule.start:
                row["outcome"] = "not_yet_valid"
            elif day >= rule.end:
                row["outcome"] = "expired"
            elif quantity < rule.at_least:
                row["outcome"] = "not_matched"
                row["condition"] = "quantity"
                row["expected"] = rule.expected
                row["actual"] = str(quantity)
            elif combine == "compound":
                price = rule.leaves(price, list_price)
                row["outcome"] = "applied"
                row["before"] = text
                row["after"] = text = text_of(price)
            elif best_row is None:
                best, best_row = rule.leaves(price, list_price), row
            elif combine == "best":
                after = rule.leaves(price, list_price)
                if after < best:
                    best, best_row = after, row
        if best_row is None:
            return price, text
        best_row["outcome"] = "applied"
        best_row["before"] = text
        best_row["after"] = text = text_of(best)
        return best, text

    def guards(self, at: int, product: Product, price: int, text: str, list_price: int) -> tuple[int, str]:
        company = self.company
        bound = list_price * company.kept_percent // 100
        if price < bound:
            guard, before, after = company.discount_guard, text, company.price_text(bound)
            self.guard(at, guard, "clamped", before, after)
            self.price_findings.append(
                finding(
                    "pricing.guard_clamped", "hint", f"lines[{at}].product", guard,
                    {"price": before, "bound": after, "guard": guard},
                    f"unit price {before} was brought to {after} by guard `{guard}`",
                    "no rule goes beyond this price",
                )
            )  # fmt: skip
            price, text = bound, after
        if price * company.cost_percent < product.cost * 100:
            step = 10 ** (company.scale - 4)
            bound = -(-product.cost * 100 // (company.cost_percent * step)) * step
            guard, before, after = company.margin_guard, text, company.price_text(bound)
            self.guard(at, guard, "approval", before, after)
            self.price_findings.append(
                finding(
                    "pricing.guard_approval", "approve", f"lines[{at}].product", guard,
                    {"price": before, "bound": after, "guard": guard},
                    f"guard `{guard}` does not allow unit price {before}; its bound is {after}",
                    "ask for approval of the price",
                )
            )  # fmt: skip
        return price, text

    def guard(self, at: int, rule: str, outcome: str, before: str, after: str) -> None:
        self.trace.append(
            {"line": at, "stage": "guards", "rule": rule, "outcome": outcome, "before": before, "after": after}
        )

    def check_minimum(self) -> None:
        company = self.company
        if not self.priced or self.net >= company.minimum:
            return
        amount, minimum = cents_text(self.net), cents_text(company.minimum)
        missing = cents_text(company.minimum - self.net)
        self.say(
            "order.below_minimum_amount", "block", "", company.minimum_id,
            {"amount": amount, "minimum": minimum, "missing": missing},
            f"the order is worth {amount}, below the minimum of {minimum}",
            f"add {missing} to reach the minimum",
        )  # fmt: skip

    def fees(self, partner: Partner | None) -> tuple[list, int]:
        company, base = self.company, self.net
        if base == 0:
            # Of an order without lines, or with too many, nothing else is checked.
            if self.lines:
                self.trace.append({"stage": "fees", "outcome": "not_matched"})
            return [], 0
        exact = 0
        for at, (start, percent, fixed) in enumerate(company.tiers):
            if at and base < start:
                break
            end = company.tiers[at + 1][0] if at + 1 < len(company.tiers) else base
            exact += (min(base, end) - start) * percent + fixed * 1000
        fee = min(half_up(exact, 1000), company.plan_maximum)
        before, after = cents_text(base), company.price_text(exact * 10 ** (company.scale - 5))
        self.trace.append(
            {"stage": "fees", "rule": company.plan, "outcome": "applied", "before": before, "after": after}
        )
        line = {
            "plan": company.plan,
            "kind": "fee",
            "earn_on": "ordered",
            "line": None,
            "base": before,
            "exact": after,
            "fee": cents_text(fee),
            "tax": cents_text(half_up(fee * int(company.plan_tax), 100)),
            "shares": [{"to": "partner", "partner": partner.id, "amount": cents_text(fee)}],
        }
        return [line], fee

    def verdict(self) -> str:
        severities = {each["severity"] for each in self.findings}
        if "block" in severities:
            return "rejected"
        if "approve" in severities:
            return "needs_approval"
        return "accepted_with_changes" if self.changed else "accepted"


def finding(code, severity, path, rule, data, message, remedy) -> dict:
    return {
        "code": code,
        "severity": severity,
        "path": path,
        "rule": rule,
        "data": data,
        "message": message,
        "remedy": remedy,
    }


def scale_of(book: dict) -> int:
    """Decimals enough for every price on its way: each percentage that can apply adds its own.

    The bounds of the guards, whole percentages of a price in cents, need four.
    """
    categories = book["attributes"]["product"]["category"]

    def added(stage: dict, category: str) -> int:
        fitting = [row for row in stage["adjustments"] if Scope(row["for"]).covers(category)]
        each = [decimals(row.get("percent", 0)) + 2 for row in fitting]
        return sum(each) if stage["combine"] == "compound" else max(each, default=0)

    return 4 + max(sum(added(stage, category) for stage in book["waterfall"]) for category in categories)


def rows(path: pathlib.Path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def walk(value: object) -> int:
    """Reads every value; returns how many there are."""
    if isinstance(value, dict):
        return sum(walk(each) for each in value.values())
    if isinstance(value, list):
        return sum(walk(each) for each in value)
    return 1


def read_totals(result: dict) -> int:
    return len(result["verdict"]) + sum(map(len, result["totals"].values())) + len(result["findings"])


def measure(company: Company, mode: str, texts: list[str], repeat: int) -> float:
    parsed = [json.loads(text) for text in texts] if mode != "text" else []
    best = float("inf")
    for _ in range(repeat):
        start = time.perf_counter()
        if mode == "text":
            for text in texts:
                company.decide_text(text)
        elif mode == "totals":
            for order in parsed:
                read_totals(company.decide(order))
        else:
            for order in parsed:
                walk(company.decide(order))
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("job", type=pathlib.Path)
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--mode", choices=("text", "totals", "fields"), default="text")
    parser.add_argument("--orders", type=int)
    parser.add_argument("--repeat", type=int, default=1, choices=range(1, 1001), metavar="K")
    options = parser.parse_args()
    start = time.perf_counter()
    company = Company(options.job)
    load_seconds = time.perf_counter() - start
    texts = (options.job / "orders.jsonl").read_text(encoding="utf-8").splitlines()[: options.orders]
    if options.out:
        verdicts = "".join(company.decide_text(text) + "\n" for text in texts)
        options.out.write_text(verdicts, encoding="utf-8", newline="\n")
    seconds = measure(company, options.mode, texts, options.repeat)
    report = {
        "mode": options.mode,
        "orders": len(texts),
        "seconds": round(seconds, 6),
        "us_per_order": round(seconds / max(len(texts), 1) * 1e6, 3),
        "load_seconds": round(load_seconds, 3),
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
