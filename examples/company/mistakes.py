"""Everything that is wrong with orders in real life, a few times each.

A maker takes a sound order and spoils it, and so knows what must be found. Its
name is the word for the mistake; beside it stand how many such orders there are
and the codes that must be among their findings.
"""

from dataclasses import dataclass
from datetime import timedelta

from company import check_digit, gtin13, money, permitted
from orders import as_document, as_json, least_amount, plain_price, usual_lines
from prices import list_price, old_price

MISTAKES = []


@dataclass
class Mistake:
    """One way in which an order is wrong."""

    kind: str
    codes: tuple
    count: int
    maker: object
    start: object  # gives the partner, and what the maker needs besides

    def order(self, turn, shop, moment, number):
        """A sound order, spoiled; `turn` counts the orders with this mistake."""
        partner, needed = self.start(shop)
        sound = Sound(shop, moment, number, partner, needed, turn)
        self.maker(sound)
        return sound


def mistake(count, *codes, start=lambda shop: (home(shop), None)):
    def keep(maker):
        MISTAKES.append(Mistake(maker.__name__, codes, count, maker, start))
        return maker
    return keep


class Sound:
    """A sound order to spoil: its partner, lines and document."""

    def __init__(self, shop, moment, number, partner, needed=None, turn=0):
        self.shop, self.dice, self.moment = shop, shop.dice, moment
        self.partner, self.needed, self.turn = partner, needed, turn
        self.lines = usual_lines(shop, partner)
        self.document = as_document(shop, partner, self.lines, moment, number)

    @property
    def line(self):
        """The line that is spoiled: the last."""
        return self.document["lines"][-1]

    @property
    def product(self):
        return self.lines[-1][0]

    def name_by_id(self):
        """The spoiled line names its product by id alone."""
        self.line.pop("gtin", None)
        self.line["product"] = self.product.id

    def replace(self, product, quantity):
        """The spoiled line asks for something else."""
        self.lines[-1] = (product, quantity)
        self.name_by_id()
        self.line.pop("unit_price", None)
        self.line["quantity"] = quantity


def home(shop, holds=lambda p: True):
    """A partner who pays in euro."""
    return shop.some_partner(lambda p: p.currency == "EUR" and holds(p))


def of_supply(shop, word):
    return [product for product in shop.products if product.supply == word]


# ---- who and when ---------------------------------------------------------


@mistake(12, "order.unknown_partner")
def unknown_partner(sound):
    known = sound.partner.id
    sound.document["partner"] = sound.dice.pick([f"P-0{sound.dice.between(500, 999)}", known.lower(), known[:-1], f"{known} "])


@mistake(12, "order.partner_not_active")
def blocked_or_ended_partner(sound):
    left = [p for p in sound.shop.partners if p.status != "active"]
    sound.document["partner"] = sound.dice.pick(left).id


@mistake(5, "order.empty")
def no_lines(sound):
    sound.document["lines"] = []


@mistake(3, "order.too_many_lines")
def one_line_a_piece(sound):
    first = sound.document["lines"][0]
    sound.document["lines"] = [{**first, "id": str(at), "quantity": 1} for at in range(1, 62)]


@mistake(5, "order.outside_validity")
def wrong_year_on_the_clock(sound):
    year = sound.dice.pick(["2025", "2027"])
    sound.document["placed_at"] = year + sound.document["placed_at"][4:]
    sound.document.pop("requested", None)


@mistake(12, "order.date_in_past")
def day_that_has_passed(sound):
    day = sound.moment.date() - timedelta(days=sound.dice.between(1, 9))
    sound.document["requested"] = day.isoformat()


@mistake(6, "order.unknown_currency")
def currency_that_does_not_exist(sound):
    sound.document["currency"] = sound.dice.pick(["EURO", "eur", "€", "GPB", "NLG"])


# ---- which product ----------------------------------------------------------


@mistake(25, "order.unknown_product")
def typing_slip_in_product(sound):
    sound.name_by_id()
    known, id_ = sound.shop.by_id, sound.product.id
    while id_ in known:
        id_ = slip(sound.product.id, sound.dice)
    sound.line["product"] = id_


def slip(text, dice):
    at = 3 + dice.below(3)
    digit = str(dice.below(10))
    return dice.pick([
        text[:at] + text[at + 1:],
        text[:at] + digit + text[at:],
        text[:at] + digit + text[at + 1:],
        text[:at] + text[at + 1] + text[at] + text[at + 2:],
        text.replace("-", "", 1),
    ])


@mistake(6, "order.unknown_product")
def gtin_of_another_supplier(sound):
    sound.line.pop("product", None)
    sound.line["gtin"] = gtin13(90_000_000 + sound.dice.below(9_999_999))


@mistake(18, "order.gtin_invalid")
def digit_wrong_in_gtin(sound):
    code, at = sound.product.gtin, sound.dice.below(13)
    wrong = str((int(code[at]) + sound.dice.between(1, 9)) % 10)
    sound.line.pop("product", None)
    spoiled = [code[:at] + wrong + code[at + 1:], code[:-1], code + "0"]
    # A digit too few or too many can happen to make another number that holds.
    sound.line["gtin"] = sound.dice.pick([s for s in spoiled if check_digit(s[:-1]) != s[-1]])


@mistake(8, "order.product_ambiguous")
def product_and_gtin_differ(sound):
    sound.name_by_id()
    sound.line["gtin"] = sound.dice.pick([p for p in sound.shop.products if p is not sound.product]).gtin


@mistake(20, "order.product_not_active")
def discontinued_product(sound):
    gone = [p for p in sound.shop.products if not p.active and permitted(sound.partner, p)]
    product = sound.dice.pick(gone)
    sound.replace(product, product.fitted(2))


@mistake(18, "order.product_not_permitted")
def product_not_permitted(sound):
    barred = [p for p in sound.shop.products if p.active and not permitted(sound.partner, p)]
    if not barred:  # meets every permission there is: somebody else orders
        sound.partner = home(sound.shop, lambda p: not p.certificates)
        sound.document["partner"] = sound.partner.id
        barred = [p for p in sound.shop.products if p.active and not permitted(sound.partner, p)]
    product = sound.dice.pick(barred)
    sound.replace(product, product.fitted(2))


# ---- how much ---------------------------------------------------------------


@mistake(10, "order.quantity_not_whole")
def part_of_a_box(sound):
    sound.line["quantity"] = sound.dice.pick([0.5, 2.5, "1.25", "7.5"])


@mistake(8, "order.quantity_not_positive")
def zero_of_it(sound):
    sound.line["quantity"] = sound.dice.pick([0, "0"])


@mistake(6, "order.quantity_not_positive")
def return_written_as_order(sound):
    sound.line["quantity"] = -sound.dice.between(1, 12)


@mistake(6, "order.quantity_out_of_range")
def gtin_scanned_as_quantity(sound):
    sound.line["quantity"] = sound.dice.pick([int(sound.product.gtin), sound.product.gtin, 10**20])


@mistake(25, "order.quantity_below_minimum")
def fewer_than_the_minimum(sound):
    product = sound.shop.some_product(sound.partner, lambda p: p.minimum > 1)
    sound.replace(product, sound.dice.between(1, product.minimum - 1))


@mistake(25, "order.quantity_not_multiple")
def no_whole_boxes(sound):
    product = sound.shop.some_product(sound.partner, lambda p: p.multiple > 1)
    whole = product.multiple * sound.dice.between(1, 4)
    sound.replace(product, whole + sound.dice.between(1, product.multiple - 1))


@mistake(10, "order.quantity_above_maximum")
def more_than_the_maximum(sound):
    product = sound.shop.some_product(sound.partner, lambda p: p.maximum > 0)
    sound.replace(product, product.maximum + product.multiple * sound.dice.between(1, 20))


@mistake(10, "order.duplicate_line_id")
def line_id_twice(sound):
    sound.document["lines"].append({**sound.document["lines"][0], "id": sound.line["id"]})


# ---- for how much -----------------------------------------------------------


def for_price_of_last_year(shop):
    partner = home(shop, lambda p: p.tier == "bronze")
    product = shop.some_product(partner, lambda p: plain_price(partner, p, p.minimum) is not None)
    return partner, (product, product.minimum, list_price(partner, product, product.minimum))


@mistake(30, "order.price_differs", start=for_price_of_last_year)
def price_of_last_year(sound):
    product, quantity, price = sound.needed
    sound.replace(product, quantity)
    sound.line["unit_price"] = money(old_price(price))


def for_too_small_to_send(shop):
    partner = home(shop, lambda p: p.role == "reseller")
    least = least_amount(partner) * 100
    product = shop.some_product(partner, lambda p: list_price(partner, p, p.minimum) * p.minimum < least)
    return partner, (product, product.minimum, 0)


@mistake(15, "order.below_minimum_amount", start=for_too_small_to_send)
def too_small_to_send(sound):
    product, quantity, _ = sound.needed
    sound.replace(product, quantity)
    sound.document["lines"] = [sound.line]


def for_order_in_francs(shop):
    swiss = [p for p in shop.partners if p.currency == "CHF" and p.role == "reseller" and p.status == "active"]
    return shop.dice.pick(swiss), None


@mistake(8, "order.minimum_not_stated", "fees.bound_currency_missing", start=for_order_in_francs)
def order_in_francs(sound):
    pass


def for_beyond_the_credit_limit(shop):
    partner = home(shop, lambda p: 0 < p.credit_limit <= 5_000)
    product = shop.some_product(partner, lambda p: p.price > 20_0000 and not p.maximum)
    price = list_price(partner, product, 1_000_000) * 75 // 100
    return partner, (product, product.fitted(partner.credit_limit * 10_000 // price + 1), 0)


@mistake(12, "order.above_credit_limit", start=for_beyond_the_credit_limit)
def beyond_the_credit_limit(sound):
    product, quantity, _ = sound.needed
    sound.replace(product, quantity)


@mistake(6, "pricing.no_price")
def currency_without_a_list(sound):
    sound.document["currency"] = sound.dice.pick(["USD", "SEK", "PLN"])


def for_product_of_another_niche(shop):
    return home(shop, lambda p: p.niche != "dentists"), None


@mistake(6, "pricing.no_price", start=for_product_of_another_niche)
def product_of_another_niche(sound):
    sound.replace(sound.dice.pick(of_supply(sound.shop, "dental-only")), 1)


@mistake(4, "pricing.no_price")
def price_has_expired(sound):
    sound.replace(sound.dice.pick(of_supply(sound.shop, "expired-price")), 2)


@mistake(4, "pricing.no_price")
def too_few_for_any_price(sound):
    sound.replace(sound.dice.pick(of_supply(sound.shop, "from-500")), 24)


def for_below_the_floor(shop):
    return home(shop, lambda p: p.tier in ("gold", "silver")), None


@mistake(12, "pricing.guard_clamped", start=for_below_the_floor)
def below_the_floor(sound):
    sound.replace(sound.dice.pick(of_supply(sound.shop, "penny")), 1000)


def for_margin_too_thin(shop):
    return home(shop, lambda p: p.tier in ("gold", "silver") and p.credit_limit != 1_500), None


@mistake(12, "pricing.guard_approval", start=for_margin_too_thin)
def margin_too_thin(sound):
    sound.replace(sound.dice.pick(of_supply(sound.shop, "thin")), 2)


@mistake(5, "pricing.guard_rejected")
def promotion_typed_wrong(sound):
    sound.replace(sound.dice.pick(of_supply(sound.shop, "slip")), 2)


def for_euro_promotion_abroad(shop):
    partner = shop.some_partner(lambda p: p.currency == "GBP")
    soap = [p for p in shop.products if p.category == "disinfectants" and p.active and p.supply == "deep"]
    return partner, (shop.dice.pick(soap), 6, 0)


@mistake(6, "pricing.currency_not_stated", start=for_euro_promotion_abroad)
def euro_promotion_abroad(sound):
    product, quantity, _ = sound.needed
    sound.replace(product, quantity)


def for_agent_abroad(shop):
    agents = [p for p in shop.partners if p.currency == "GBP" and p.role == "agent" and p.status == "active"]
    return shop.dice.pick(agents), None


@mistake(6, "fees.currency_not_stated", start=for_agent_abroad)
def agent_abroad(sound):
    pass


@mistake(3, "pricing.amount_out_of_range")
def price_on_request_in_bulk(sound):
    sound.replace(sound.dice.pick(of_supply(sound.shop, "custom-price")), 150_000_000)


@mistake(3, "pricing.amount_out_of_range", "fees.amount_out_of_range")
def price_on_request_twice_in_bulk(sound):
    first, second = of_supply(sound.shop, "custom-price")
    sound.replace(first, 60_000_000)
    sound.document["lines"].append({"id": "x", "product": second.id, "quantity": 60_000_000})


# ---- when -------------------------------------------------------------------


@mistake(25, "availability.late")
def still_under_way(sound):
    sound.replace(sound.dice.pick(of_supply(sound.shop, "late")), sound.dice.between(2, 20))
    day = sound.moment.date() + timedelta(days=3)
    sound.line["requested"] = day.isoformat()


def for_last_pieces(shop):
    return home(shop, lambda p: p.credit_limit != 1_500), None


@mistake(12, "availability.partial", start=for_last_pieces)
def last_pieces(sound):
    # Each of these products is ordered once, so that nobody else takes them.
    few = of_supply(sound.shop, "few")
    product = few[sound.turn]
    sound.replace(product, 45 + sound.dice.below(30))


@mistake(15, "availability.unavailable")
def sold_out(sound):
    words = ["gone", "negative", "too-late", "elsewhere"]
    sound.replace(sound.dice.pick(of_supply(sound.shop, sound.dice.pick(words))), 3)


@mistake(6, "order.nothing_deliverable", "availability.unavailable")
def nothing_left(sound):
    sound.replace(sound.dice.pick(of_supply(sound.shop, "gone")), 24)
    sound.document["lines"] = [sound.line]


# ---- all at once --------------------------------------------------------------


@mistake(6, "order.unknown_product", "order.quantity_not_whole", "order.date_in_past", "order.duplicate_line_id")
def nothing_right(sound):
    line = sound.document["lines"][0]
    sound.document["requested"] = "2026-02-20"
    sound.document["lines"] += [
        {"id": line["id"], "product": "HANDSCHOEN BLAUW M", "quantity": 4},
        {"id": "z", "product": sound.product.id, "quantity": "2.5"},
    ]


# ---- no order at all ------------------------------------------------------------

UNREADABLE = "error:input"


def unreadable():
    """Ways in which a document cannot be read: (word, the document's text made so)."""
    def in_document(change):
        def text(document):
            change(document)
            return as_json(document)
        return text

    return [
        ("cut_off_halfway", lambda d: as_json(d)[:-17]),
        ("comma_in_quantity", in_document(lambda d: d["lines"][0].update(quantity="4,5"))),
        ("word_as_quantity", in_document(lambda d: d["lines"][0].update(quantity="een doos"))),
        ("comma_in_price", in_document(lambda d: d["lines"][0].update(unit_price="12,50"))),
        ("partner_left_out", in_document(lambda d: d.pop("partner"))),
        ("lines_left_out", in_document(lambda d: d.pop("lines"))),
        ("quantity_left_out", in_document(lambda d: d["lines"][0].pop("quantity"))),
        ("unknown_field", in_document(lambda d: d["lines"][0].update(qty=4))),
        ("partner_as_number", in_document(lambda d: d.update(partner=int(d["partner"][2:])))),
        ("lines_as_mapping", in_document(lambda d: d.update(lines={"1": d["lines"][0]}))),
        ("dutch_date", in_document(lambda d: d.update(placed_at="02-03-2026 10:15"))),
        ("time_without_day", in_document(lambda d: d.update(placed_at="10:15"))),
        ("day_that_never_was", in_document(lambda d: d.update(requested="2026-02-30"))),
        ("field_twice", lambda d: as_json(d).replace('"partner":', '"partner":"P-0001","partner":', 1)),
        ("no_product_at_all", in_document(lambda d: [d["lines"][0].pop(k, None) for k in ("product", "gtin")])),
    ]
