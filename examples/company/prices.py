"""The price lists, as the rulebook beside this file has them: who is on which,
what is on it, and from which quantity and day."""

from assortment import FAMILIES
from company import Dice, money, share

HORECA = ("restaurants", "caterers", "bars", "hotels")
# list: (currency, percent of the general price, categories)
LISTS = {
    "dental-2026": ("EUR", 94, {"dental", "medical", "gloves", "disinfectants"}),
    "horeca-2026": ("EUR", 95, {"catering", "pantry", "packaging", "cleaning"}),
    "automotive-2026": ("EUR", 95, {"garage", "safety", "gloves", "refrigerants"}),
    "gold-2026": ("EUR", 97, {"paper", "cleaning", "waste", "workwear", "office"}),
    "uk-2026": ("GBP", 87, {"gloves", "paper", "cleaning", "disinfectants", "workwear", "safety", "office", "waste"}),
    "swiss-2026": ("CHF", 95, {"hair", "gloves", "paper", "catering", "cleaning", "pantry"}),
    "general": ("EUR", 100, set(FAMILIES)),
}


def lists_of(partner):
    """The lists whose scope holds for the partner, in the rulebook's order."""
    holds = {
        "dental-2026": partner.niche == "dentists",
        "horeca-2026": partner.niche in HORECA,
        "automotive-2026": partner.niche in ("garages", "hauliers"),
        "gold-2026": partner.tier == "gold",
        "uk-2026": partner.region == "uk",
        "swiss-2026": partner.region == "zwitserland",
        "general": True,
    }
    return [name for name in LISTS if holds[name]]


def breaks(product):
    """From which quantity which percentage of the price holds."""
    if product.supply not in ("deep", "tight", "custom"):
        return [(1, 100)]
    if product.price < 10_0000:
        return [(1, 100), (20, 96), (100, 92)]
    if product.price < 50_0000:
        return [(1, 100), (10, 96), (50, 93)]
    return [(1, 100)]


def listed(name, product):
    """Whether the list has the product."""
    if product.supply == "dental-only":
        return name == "dental-2026"
    if product.supply in ("deep", "tight", "custom"):
        return product.category in LISTS[name][2]
    return name == "general"


def entry_price(name, product, percent):
    price = share(product.price, LISTS[name][1]) if name != "general" else product.price
    return share(price, percent) if percent != 100 else price


def list_price(partner, product, quantity):
    """The list price of this spring, or `None` where no list has one."""
    for name in lists_of(partner):
        if LISTS[name][0] == partner.currency and listed(name, product):
            reached = [percent for least, percent in breaks(product) if quantity >= least]
            return entry_price(name, product, reached[-1])
    return None


def price_rows(products, seed):
    """Rows of prices.csv; what held before, what holds, and what is announced."""
    dice = Dice(seed, "prices")
    for name in LISTS:
        for product in products:
            if listed(name, product):
                yield from entries(name, product, dice)


def entries(name, product, dice):
    if product.supply == "expired-price":
        yield name, product.id, "", money(product.price), "", "2026-01-01"
        return
    if product.supply == "from-500":
        yield name, product.id, 500, money(product.price), "", ""
        return
    announced = dice.percent(10)
    for least, percent in breaks(product):
        price = entry_price(name, product, percent)
        least = "" if least == 1 else least
        if name == "general" and product.price < 1_000_000 * 10_000:
            yield name, product.id, least, money(old_price(price)), "", "2026-01-01"
        yield name, product.id, least, money(price), "2026-01-01", "2026-04-01" if announced else ""
        if announced:
            yield name, product.id, least, money(share(price, 103)), "2026-04-01", ""


def old_price(price):
    """What the same cost in 2025; parts of a cent stay."""
    return share(price, 96) if price >= 10_000 else price * 96 // 100
