"""Eighteen months of sales: a few large partners, a long tail, seasons,
partners that come, grow, fade and go, and goods that come back."""

from bisect import bisect_right
from datetime import date, timedelta
from itertools import accumulate

from assortment import NICHES, SEASONS
from company import Dice, permitted, share
from prices import LISTS, breaks, entry_price, listed, lists_of, old_price

FIRST, LAST = date(2024, 9, 1), date(2026, 2, 28)
DAYS = [FIRST + timedelta(days=at) for at in range((LAST - FIRST).days + 1)]
TRENDS = [("steady", 55), ("growing", 15), ("fading", 12), ("new", 10), ("gone", 8)]


class Taste:
    """What a niche likes, in the order it likes it."""

    def __init__(self, products, seed):
        self.seed = seed
        self.by_category = {}
        for product in products:
            if product.supply in ("deep", "tight", "custom"):
                self.by_category.setdefault(product.category, []).append(product)
        self.liked = {}

    def pick(self, partner, dice):
        """A product for this partner, or `None` when the draw is not for it."""
        category = dice.weighted(list(NICHES[partner.niche][3].items()))
        key = (partner.niche, category)
        if key not in self.liked:
            own = Dice(self.seed, f"taste/{partner.niche}/{category}")
            self.liked[key] = own.shuffled(self.by_category[category])
        liked = self.liked[key]
        product = liked[dice.skewed(len(liked))]
        return product if self.orderable(partner, product) else None

    @staticmethod
    def orderable(partner, product):
        in_list = any(LISTS[name][0] == partner.currency and listed(name, product) for name in lists_of(partner))
        return in_list and permitted(partner, product)

    def fill_favourites(self, partner, dice):
        while len(partner.favourites) < 18:
            product = self.pick(partner, dice)
            if product and product not in partner.favourites:
                partner.favourites.append(product)

    def choose(self, partner, dice):
        """Mostly one of its own favourites; now and then something else of its niche."""
        if dice.percent(65):
            return partner.favourites[dice.skewed(len(partner.favourites))]
        return self.pick(partner, dice) or partner.favourites[0]


def usual_quantity(partner, product, dice):
    """Large partners take more, and of cheap things more are taken."""
    most = 3 if product.price >= 50_0000 else 6 if product.price >= 20_0000 else 14 if product.price >= 5_0000 else 30
    if partner.rank < 12:
        most *= 4
    elif partner.rank < 60:
        most *= 2
    quantity = product.fitted(product.multiple * (1 + dice.skewed(most)))
    return min(quantity, product.maximum) if product.maximum else quantity


def day_weights(season, trend):
    """How likely each day is, as running totals."""
    months, count = SEASONS[season], len(DAYS)
    weights = []
    for at, day in enumerate(DAYS):
        weight = months[day.month - 1] if day.weekday() < 5 and (day.month, day.day) not in HOLIDAYS else 0
        if trend == "growing":
            weight = weight * (count + 3 * at) // count
        elif trend == "fading":
            weight = weight * (4 * count - 3 * at) // count
        elif trend == "new":
            weight = weight if day >= date(2025, 6, 1) else 0
        elif trend == "gone":
            weight = weight if day < date(2025, 9, 15) else 0
        weights.append(weight)
    return list(accumulate(weights))


HOLIDAYS = {(1, 1), (4, 27), (12, 25), (12, 26)}


def sales(partners, products, seed):
    """Rows of sales.csv, by day."""
    taste = Taste(products, seed)
    running, rows = {}, []
    for partner in partners:
        dice = Dice(seed, f"sales/{partner.id}")
        taste.fill_favourites(partner, dice)
        trend = "gone" if partner.status != "active" else "steady" if partner.rank < 4 else dice.weighted(TRENDS)
        season = NICHES[partner.niche][1]
        if (season, trend) not in running:
            running[season, trend] = day_weights(season, trend)
        rows += partner_sales(partner, taste, running[season, trend], dice)
    rows.sort(key=lambda row: row[:4])
    return number_orders(rows)


def partner_sales(partner, taste, running, dice):
    for order in range(3000 // (partner.rank + 3) + dice.below(6)):
        day = DAYS[bisect_right(running, dice.below(running[-1]))]
        for line in range(1 + dice.skewed(18 if partner.rank < 60 else 11)):
            product = taste.choose(partner, dice)
            quantity = usual_quantity(partner, product, dice)
            cents = amount(partner, product, quantity, day)
            yield day, partner.id, order, line, product.id, quantity, cents, partner.currency
            back = day + timedelta(days=dice.between(4, 21))
            if dice.below(1000) < 18 and back <= LAST:
                returned = 1 + dice.below(quantity)
                cents = amount(partner, product, returned, day, quantity)
                yield back, partner.id, order, line, product.id, -returned, -cents, partner.currency


def amount(partner, product, quantity, day, ordered=0):
    """Whole cents at the price of that year, less what the partner's tier gets."""
    ordered = ordered or quantity
    name = next(n for n in lists_of(partner) if LISTS[n][0] == partner.currency and listed(n, product))
    percent = [percent for least, percent in breaks(product) if ordered >= least][-1]
    price = entry_price(name, product, percent)
    if day.year < 2026:
        price = old_price(price)
    if day.year < 2025:
        price = share(price, 98)
    rate = {"gold": 95, "silver": 97, "bronze": 100}[partner.tier]
    return (price * quantity * rate + 5_000) // 10_000


def number_orders(rows):
    """Orders get their number by the day they were placed; returns keep it."""
    numbers = {}
    for day, partner, order, _, product, quantity, cents, currency in rows:
        number = numbers.setdefault((partner, order), len(numbers) + 1)
        sign, size = ("-", -cents) if cents < 0 else ("", cents)
        text = f"{sign}{size // 100}.{size % 100:02d}"
        yield partner, product, day.isoformat(), quantity, text, currency, f"S-{number:06d}"
