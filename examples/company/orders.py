"""Open orders as partners really send them: most are fine."""

import json
from datetime import datetime, timedelta

from company import Dice, money
from history import usual_quantity
from prices import list_price

MONDAY = datetime(2026, 3, 2)
CENTS_MIN = {"EUR": 75_00, "GBP": 65_00, "CHF": 75_00}
AGENT_MIN = {"EUR": 150_00, "GBP": 130_00, "CHF": 140_00}
# No discount of the rulebook takes more than this off an ordinary line.
LEAST_PERCENT = 70
# The rulebook has a clearance price for it, in euro.
CLEARANCE = "SA-9001-01"


class Shop:
    """What is known when an order is made up: who orders, what there is."""

    def __init__(self, partners, products, taste, seed):
        self.partners, self.products, self.taste = partners, products, taste
        self.dice = Dice(seed, "orders")
        self.by_id = {product.id: product for product in products}
        self.gtins = {product.gtin for product in products}
        active = [partner for partner in partners if partner.status == "active"]
        self.ordinary = [p for p in active if p.currency == "EUR" or p.currency == "GBP" and p.role == "reseller"]
        # Large partners order more often.
        self.often = [(p, 1200 // (p.rank + 8) + 3) for p in self.ordinary]

    def some_partner(self, holds=lambda partner: True):
        """One of the ordinary partners for whom `holds`."""
        return self.dice.weighted([(p, weight) for p, weight in self.often if holds(p)])

    def some_product(self, partner, holds=lambda product: True):
        """A product the partner could order without any remark."""
        fit = [p for p in self.products if p.supply == "deep" and fine(partner, p, self.taste) and holds(p)]
        return self.dice.pick(fit)


def fine(partner, product, taste):
    """Whether a line of this product gives the partner no finding of itself."""
    # In pounds and francs a promotion that is written in euro is not applied,
    # and the answer says so.
    in_euro = product.category == "disinfectants" or product.id == CLEARANCE
    foreign_promotion = in_euro and partner.currency != "EUR"
    return (product.active and product.supply in ("deep", "tight", "custom") and not foreign_promotion
            and taste.orderable(partner, product))


def bounds(partner, lines):
    """The least net amount and the most with tax, in cents, that an order can come to."""
    listed = sum(list_price(partner, product, quantity) * quantity for product, quantity in lines)
    return listed * LEAST_PERCENT // 10_000, -(-listed * 121 // 10_000)


def least_amount(partner):
    table = AGENT_MIN if partner.role == "agent" else CENTS_MIN
    return table[partner.currency]


def usual_lines(shop, partner):
    """Products and quantities of an ordinary order, above the minimum and
    below the credit limit."""
    while True:
        lines = within_credit(partner, above_least(shop, partner, wanted_lines(shop, partner)))
        # Leaving out what is too dear can leave too little.
        if bounds(partner, lines)[0] >= least_amount(partner):
            return lines


def wanted_lines(shop, partner):
    dice = shop.dice
    wanted = 1 + dice.skewed(12)
    lines = []
    for _ in range(wanted * 3):
        product = shop.taste.choose(partner, dice)
        known = any(product is other for other, _ in lines)
        # What is scarce never stands alone: some of every sound order is delivered.
        alone = not lines and product.supply == "tight"
        if len(lines) < wanted and not known and not alone and fine(partner, product, shop.taste):
            lines.append((product, usual_quantity(partner, product, dice)))
    if not lines:
        product = shop.some_product(partner)
        lines = [(product, usual_quantity(partner, product, dice))]
    return lines


def above_least(shop, partner, lines):
    """More of each line, then more lines, until the order is worth taking."""
    while bounds(partner, lines)[0] < least_amount(partner):
        lines = [(product, capped(product, quantity * 2)) for product, quantity in lines]
        if bounds(partner, lines)[0] < least_amount(partner) and len(lines) < 12:
            product = shop.some_product(partner, lambda p: all(p is not other for other, _ in lines))
            lines.append((product, usual_quantity(partner, product, shop.dice)))
    return lines


def capped(product, quantity):
    return min(quantity, product.maximum) if product.maximum else quantity


def within_credit(partner, lines):
    limit = partner.credit_limit * 100
    while limit and bounds(partner, lines)[1] > limit:
        if len(lines) > 1:
            scarce = [at for at, (product, _) in enumerate(lines) if product.supply == "tight"]
            dearest = max(scarce or range(len(lines)), key=lambda at: bounds(partner, [lines[at]])[1])
            lines = lines[:dearest] + lines[dearest + 1:]
        else:
            product, quantity = lines[0]
            lines = [(product, product.fitted(quantity // 2))]
    return lines


def moments(shop, count):
    """When each order comes in, in the order in which they do."""
    seconds = [shop.dice.below(5) * 86_400 + 25_200 + shop.dice.below(46_800) for _ in range(count)]
    return [MONDAY + timedelta(seconds=at) for at in sorted(seconds)]


def stamp(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S+01:00")


def arrival_day(shop, moment):
    """A working day that any order of this moment can still make."""
    day = moment.date() + timedelta(days=3 + shop.dice.skewed(12))
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


def plain_price(partner, product, quantity):
    """The price the partner pays, where no discount can hold; else `None`."""
    plain = (partner.tier == "bronze" and quantity < 100 and product.id != CLEARANCE
             and product.category not in ("gloves", "disinfectants", "cleaning", "hair", "catering"))
    return list_price(partner, product, quantity) if plain else None


def as_document(shop, partner, lines, moment, number):
    """An order as the partner's own system writes it."""
    dice = shop.dice
    order = {"id": number, "partner": partner.id, "placed_at": stamp(moment)}
    if dice.percent(15):
        order["currency"] = partner.currency
    if dice.percent(40):
        order["requested"] = arrival_day(shop, moment).isoformat()
    if dice.percent(30):
        order["reference"] = f"{dice.pick(['PO', 'Inkoop', 'Best.', 'Werk'])} {dice.between(100, 9999)}"
    by_gtin, as_text, with_price = dice.percent(25), dice.percent(15), dice.percent(20)
    order["lines"] = []
    for at, (product, quantity) in enumerate(lines, start=1):
        line = {"id": str(at)}
        if by_gtin:
            line["gtin"] = product.gtin
        if not by_gtin or dice.percent(20):
            line["product"] = product.id
        line["quantity"] = str(quantity) if as_text else quantity
        price = plain_price(partner, product, quantity)
        if with_price and price is not None:
            line["unit_price"] = money(price)
        order["lines"].append(line)
    return order


def as_json(order):
    return json.dumps(order, ensure_ascii=False, separators=(",", ":"))
