"""Partners and products of the invented company.

Every number is a whole number: prices are counted in units of 0.0001 of the
currency. Every draw comes from a named stream of its own, so that a change in
one table leaves the others as they were.
"""

import hashlib
import random
from dataclasses import dataclass, field

from assortment import FAMILIES, NICHES, SURNAMES, TOWNS

PARTNERS = 400
PRODUCTS = 1500
CENT = 100  # units of 0.0001

PREFIX = {
    "gloves": "GL", "disinfectants": "DI", "cleaning": "CL", "paper": "PA", "waste": "WA", "medical": "ME",
    "dental": "DE", "hair": "HA", "garage": "GA", "catering": "CA", "packaging": "PK", "pantry": "KO",
    "workwear": "WK", "safety": "SA", "office": "OF", "biocides": "BI", "refrigerants": "KM", "custom": "OM",
}


class Dice:
    """A stream of draws that is the same on every platform and Python."""

    def __init__(self, seed, name):
        digest = hashlib.sha256(f"{seed}/{name}".encode()).digest()
        self._bits = random.Random(int.from_bytes(digest[:8], "big")).getrandbits

    def below(self, n):
        """A whole number from 0 to below `n`."""
        return (self._bits(32) * n) >> 32

    def between(self, low, high):
        """A whole number from `low` to `high`, both possible."""
        return low + self.below(high - low + 1)

    def percent(self, chance):
        return self.below(100) < chance

    def pick(self, items):
        return items[self.below(len(items))]

    def skewed(self, n):
        """Like `below`, but low numbers come more often."""
        return (self.below(n) * (self.below(n) + 1)) // n

    def weighted(self, pairs):
        """One of `(thing, weight)`."""
        left = self.below(sum(weight for _, weight in pairs))
        for thing, weight in pairs:
            left -= weight
            if left < 0:
                return thing
        raise AssertionError("weights are above zero")

    def shuffled(self, items):
        items = list(items)
        for last in range(len(items) - 1, 0, -1):
            other = self.below(last + 1)
            items[last], items[other] = items[other], items[last]
        return items


@dataclass
class Partner:
    id: str
    name: str
    niche: str
    nace: str
    tier: str
    role: str
    region: str
    certificates: list
    currency: str  # what it orders in
    status: str
    credit_limit: int  # whole units of its currency; 0: none
    rank: int  # 0 is the largest
    distributor: str = ""
    favourites: list = field(default_factory=list)


@dataclass
class Product:
    id: str
    name: str
    gtin: str
    unit: str
    tax: str
    category: str
    brand: str
    price: int  # general list of this year
    cost: int
    multiple: int = 1
    minimum: int = 1
    maximum: int = 0
    active: bool = True
    # deep: plenty; tight: too little for all; custom: not kept in stock; any
    # other word: a product with a tale of its own, used by few orders.
    supply: str = "deep"

    def fitted(self, quantity):
        """The quantity that minimum and multiple make of this one."""
        quantity = max(quantity, self.minimum)
        return -(-quantity // self.multiple) * self.multiple


def money(units):
    """Units of 0.0001 as text, with two to four decimals."""
    whole, rest = divmod(units, 10_000)
    decimals = f"{rest:04d}".rstrip("0").ljust(2, "0")
    return f"{whole}.{decimals}"


def share(amount, percent):
    """So many percent, half up to the cent."""
    return (amount * percent + 50 * CENT) // (100 * CENT) * CENT


def gtin13(serial):
    """A GTIN-13 of the range that is kept free for use inside a company."""
    digits = f"2871{serial:08d}"
    return digits + check_digit(digits)


def check_digit(digits):
    """The digit that completes a GTIN; from the right, weights 3 and 1 take turns."""
    weighed = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(digits)))
    return str(-weighed % 10)


# --------------------------------------------------------------------------
# Products

# Products that rules or wrong orders name: the same for every seed.
# (id, name, category, cents or units, cost percent, supply, multiple)
ANCHORS = [
    ("SA-9001-01", "Gelaatsscherm uitloop", "safety", 995 * CENT, 45, "deep", 1),
    ("SA-9002-01", "Ruimzichtbril uitloop helder", "safety", 1995 * CENT, 45, "slip", 1),
    ("SA-9002-02", "Ruimzichtbril uitloop grijs", "safety", 2095 * CENT, 45, "slip", 1),
    ("CA-9003-01", "Papieren rietje los", "catering", 1050, 40, "penny", 100),
    ("CA-9003-02", "Roerstaafje bamboe los", "catering", 1040, 40, "penny", 100),
    ("CA-9003-03", "Cocktailprikker los", "catering", 1055, 40, "penny", 100),
    ("GA-9004-01", "Accu 12V 70Ah", "garage", 8950 * CENT, 87, "thin", 1),
    ("OF-9004-02", "Tonercartridge zwart", "office", 6995 * CENT, 87, "thin", 1),
    ("KO-9004-03", "Espressomachine huur per maand", "pantry", 7995 * CENT, 87, "thin", 1),
    ("CL-9005-01", "Schrobmachine op aanvraag", "cleaning", 9_999_999_999_900, 0, "custom-price", 1),
    ("GA-9005-02", "Hefbrug op aanvraag", "garage", 9_999_999_999_900, 0, "custom-price", 1),
    ("DE-9006-01", "Autoclaaf proefmodel", "dental", 48900 * CENT, 50, "dental-only", 1),
    ("DE-9006-02", "Curelamp proefmodel", "dental", 28900 * CENT, 50, "dental-only", 1),
    ("OF-9006-03", "Agenda 2025", "office", 995 * CENT, 40, "expired-price", 1),
    ("OF-9006-04", "Wandkalender 2025", "office", 695 * CENT, 40, "expired-price", 1),
    ("PK-9006-05", "Bedrukte tape vanaf 500", "packaging", 245 * CENT, 40, "from-500", 1),
    ("GL-9007-01", "Nitril handschoen onderweg M", "gloves", 645 * CENT, 45, "late", 1),
    ("PA-9007-02", "Toiletpapier bamboe onderweg", "paper", 1895 * CENT, 45, "late", 1),
    ("WK-9007-03", "Bodywarmer onderweg L", "workwear", 3495 * CENT, 45, "late", 1),
    ("DI-9008-01", "Handgel 70% oud etiket", "disinfectants", 445 * CENT, 45, "gone", 1),
    ("CL-9008-02", "Allesreiniger oude dop", "cleaning", 275 * CENT, 45, "gone", 1),
    ("WA-9008-03", "Afvalzak telverschil", "waste", 595 * CENT, 45, "negative", 1),
    ("SA-9008-04", "Veiligheidsschoen verwacht mei", "safety", 6595 * CENT, 45, "too-late", 1),
    ("OF-9008-05", "Ordner in Tilburg", "office", 315 * CENT, 45, "elsewhere", 1),
] + [
    (f"{prefix}-9009-{number:02d}", f"{name} laatste stuks", category, cents * CENT, 45, "few", 1)
    for number, (prefix, name, category, cents) in enumerate(
        [
            ("GL", "Handschoen restpartij", "gloves", 545), ("PA", "Poetsrol restpartij", "paper", 1195),
            ("CL", "Vloerreiniger restpartij", "cleaning", 395), ("WK", "Polo restpartij", "workwear", 1295),
            ("SA", "Veiligheidsbril restpartij", "safety", 595), ("OF", "Balpen restpartij", "office", 1095),
            ("CA", "Beker restpartij", "catering", 3295), ("HA", "Shampoo restpartij", "hair", 445),
            ("GA", "Autoshampoo restpartij", "garage", 995), ("PK", "Verzenddoos restpartij", "packaging", 1695),
            ("KO", "Thee restpartij", "pantry", 595), ("WA", "Pedaalemmerzak restpartij", "waste", 145),
        ],
        start=1,
    )
]


def variants(axes):
    """Every combination of the axes: (labels, factor in percent)."""
    found = [("", 100)]
    for axis in axes:
        found = [(f"{label} {name}".strip(), factor * own // 100) for label, factor in found for name, own in axis]
    return found


def family_products():
    """Every product of every family, and of its cheaper twin of the house brand."""
    for category, families in FAMILIES.items():
        twins = [False] if category in ("custom", "refrigerants") else [False, True]
        number = 1000
        for twin in twins:
            for name, brand, unit, tax, cents, axes, multiple, minimum in families:
                number += 1
                for at, (label, factor) in enumerate(variants(axes), start=1):
                    full = f"{name} {label}".strip()
                    yield Product(
                        id=f"{PREFIX[category]}-{number}-{at:02d}",
                        name=f"{full} huismerk" if twin else full,
                        gtin="", unit=unit, tax=tax, category=category,
                        brand="Van Dijk" if twin else brand,
                        price=share(cents * CENT, factor * 82 // 100 if twin else factor),
                        cost=0, multiple=multiple, minimum=minimum,
                        supply="custom" if category == "custom" else "deep",
                    )


def make_products(seed):
    dice = Dice(seed, "products")
    products = list(family_products())
    surplus = len(products) + len(ANCHORS) - PRODUCTS
    dropped = set(dice.shuffled(range(len(products)))[:surplus])
    products = [product for at, product in enumerate(products) if at not in dropped]
    for product in products:
        colour_product(product, dice)
    for id_, name, category, units, cost, supply, multiple in ANCHORS:
        products.append(Product(
            id=id_, name=name, gtin="", unit="stuk", tax="reduced" if category == "pantry" else "standard",
            category=category, brand="Van Dijk", price=units, cost=units * cost // 100, multiple=multiple,
            minimum=multiple, supply=supply,
        ))
    products.sort(key=lambda product: product.id)
    for serial, product in enumerate(products):
        product.gtin = gtin13(10_000 + serial * 7)
    return products


def colour_product(product, dice):
    """What differs from product to product within a family."""
    product.cost = product.price * dice.between(38, 50) // 100
    fate = dice.below(100)
    if fate < 3:
        product.active = False
    elif fate < 8 and product.supply == "deep":
        product.supply = "tight"
    if product.category == "refrigerants":
        product.maximum = 10
    elif dice.percent(7):
        product.maximum = product.multiple * dice.pick([50, 100, 200])


# --------------------------------------------------------------------------
# Partners

CERTIFIED = {"medical": ("dentists", "doctors", "vets", "care-homes"),
             "biocide": ("growers", "gardeners", "cleaners", "campsites", "builders"),
             "refrigerant": ("garages", "installers")}
ABROAD = {"uk": ("GBP", 20), "zwitserland": ("CHF", 12)}
HOME = ["noord", "oost", "zuid", "zuid", "west", "west", "belgie"]
# Abroad only these niches buy: their lists hold what they need.
ABROAD_NICHES = {"uk": ["cleaners", "hotels", "care-homes", "builders", "schools"],
                 "zwitserland": ["hair-salons", "hotels", "restaurants", "bars"]}


def make_partners(seed):
    dice = Dice(seed, "partners")
    ranks = [0, 1, 2, 3] + dice.shuffled(range(4, PARTNERS))
    abroad = dict(zip(dice.shuffled(range(40, PARTNERS)), ["uk"] * 20 + ["zwitserland"] * 12))
    niches = list(NICHES)
    partners = []
    for at in range(PARTNERS):
        region = abroad.get(at) or dice.pick(HOME)
        niche = niches[at % 25] if at < 250 else niches[dice.skewed(25)]
        if region in ABROAD_NICHES:
            niche = dice.pick(ABROAD_NICHES[region])
        partners.append(make_partner(at, ranks[at], region, niche, dice))
    for partner in partners[4:]:
        if dice.percent(60 if partner.role == "agent" else 8):
            partner.distributor = f"P-{dice.between(1, 4):04d}"
    return partners


def make_partner(at, rank, region, niche, dice):
    codes, _, beginnings, _ = NICHES[niche]
    town = dice.pick(TOWNS[region])
    name = f"{dice.pick(beginnings)} {dice.pick(SURNAMES)}, {town}"
    if at < 4:
        name = f"Groothandel {SURNAMES[at]}, {town}"
    certificates = [word for word, niches in CERTIFIED.items() if niche in niches and dice.percent(85)]
    if niche == "vets" and dice.percent(40):
        certificates.append("biocide")
    status = "active"
    if at >= 4 and region not in ABROAD and dice.percent(4):
        status = dice.pick(["blocked", "ended"])
    limit = [25_000, 10_000, 5_000, 2_500, 1_500][min(rank // 40, 4)]
    return Partner(
        id=f"P-{at + 1:04d}", name=name, niche=niche, nace=dice.pick(codes),
        tier="gold" if rank < 35 else "silver" if rank < 125 else "bronze",
        role="agent" if at >= 4 and dice.percent(18) else "reseller",
        region=region, certificates=certificates,
        currency=ABROAD[region][0] if region in ABROAD else "EUR",
        status=status, credit_limit=0 if dice.percent(10) else limit, rank=rank,
    )


def permitted(partner, product):
    """Whether the rulebook's permissions let the partner order the product."""
    needed = {"medical": "medical", "biocides": "biocide", "refrigerants": "refrigerant"}.get(product.category)
    return needed is None or needed in partner.certificates
