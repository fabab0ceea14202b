"""Makes the job that the benches measure: a company's folder, seeded.

    python job.py OUT_DIR [--partners N] [--products N] [--lists N] [--orders N] [--seed N]

The same arguments give the same bytes on any platform: whole numbers only, and
a generator of our own (SplitMix64), since no library promises to keep its own.
"""

from __future__ import annotations

import argparse
import json
import pathlib

ENTRIES = 118_468
REGIONS = [f"R{n:02}" for n in range(10)]
TIERS = ["bronze", "silver", "gold"]
SEGMENTS = [f"seg-{n:02}" for n in range(12)]
GROUPS = [f"group-{n}" for n in range(7)]
CATEGORIES = [f"cat-{n:02}" for n in range(25)]


class Random:
    """SplitMix64 (Steele, Lea and Flood, 2014)."""

    def __init__(self, seed: int) -> None:
        self.state = seed & (2**64 - 1)

    def next(self) -> int:
        self.state = (self.state + 0x9E3779B97F4A7C15) & (2**64 - 1)
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & (2**64 - 1)
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & (2**64 - 1)
        return z ^ (z >> 31)

    def below(self, n: int) -> int:
        return self.next() % n

    def chance(self, percent: int) -> bool:
        return self.below(100) < percent

    def choice(self, items: list) -> object:
        return items[self.below(len(items))]


def money(cents: int, decimals: int = 2) -> str:
    return f"{cents // 10**decimals}.{cents % 10**decimals:0{decimals}}"


def lists_of(count: int) -> list[dict]:
    """`count` price lists; one for everyone, last: what is narrow comes first."""
    kinds = [{"niche": segment} for segment in SEGMENTS]
    kinds += [{"region": region, "tier": tier} for region in REGIONS for tier in TIERS]
    kinds += [{"group": group} for group in GROUPS]
    # Beyond 49 narrow lists: agreements of groups that no partner of the job has.
    kinds += [{"group": f"other-{n}"} for n in range(max(0, count - 1 - len(kinds)))]
    lists = [{"id": f"list-{n:04}", "for": scope} for n, scope in enumerate(kinds[: count - 1])]
    for n, each in enumerate(lists):
        if n % 10 == 7:
            each["valid"] = {"from": "2026-01-01", "until": "2027-01-01"}
    return [*lists, {"id": "general", "for": "everyone"}]


def adjustments(random: Random) -> list[dict]:
    """60 discounts by category, niche, tier, region and quantity, in three stages."""
    promotion = []
    for n in range(30):
        scope: dict = {"category": CATEGORIES[n % 25]}
        if n % 2:
            scope["niche"] = SEGMENTS[n % 12]
        if n % 3 == 0:
            scope["quantity"] = {"at_least": 10 * (1 + n % 4)}
        rule = {"id": f"promotion-{n:02}", "for": scope}
        if n % 5 == 4:
            rule["valid"] = {"from": "2026-01-01", "until": "2026-02-01" if n % 2 else "2026-06-01"}
        rule["percent"] = -(2 + random.below(18)) / 2
        promotion.append(rule)
    tier = []
    for n in range(10):
        scope = {"tier": TIERS[2 - n % 3]} if n < 3 else {"tier": TIERS[n % 3], "region": REGIONS[n]}
        rule = {"id": f"tier-{n:02}", "for": scope, "percent": -1 - n % 4}
        tier.append(rule)
    tier = tier[3:] + tier[:3]
    volume = []
    for n in range(20):
        quantity = {"at_least": 25 * (1 + n % 5)}
        scope = {"category": [CATEGORIES[(n * 3 + k) % 25] for k in range(3)], "quantity": quantity}
        rule = {"id": f"volume-{n:02}", "for": scope}
        if n % 4 == 3:
            rule["amount"] = "-0.05"
        else:
            rule["percent"] = "-1.5"
            if n % 4 == 1:
                rule["of"] = "original"
        volume.append(rule)
    return [
        {"stage": "promotion", "combine": "best", "adjustments": promotion},
        {"stage": "tier", "combine": "first_match", "adjustments": tier},
        {"stage": "volume", "combine": "compound", "adjustments": volume},
    ]


def rulebook(random: Random, lists: list[dict]) -> dict:
    tiers = [{"from": 0, "percent": 2}, {"from": 500, "percent": 3, "fixed": 5}, {"from": 2500, "percent": "3.5"}]
    return {
        "format": 1,
        "id": "bench",
        "zone": "Europe/Amsterdam",
        "currency": "EUR",
        "valid": {"from": "2026-01-01", "until": "2027-01-01"},
        "attributes": {
            "partner": {"region": REGIONS, "tier": TIERS, "segment": SEGMENTS, "group": "text"},
            "product": {"category": CATEGORIES},
        },
        "niches": [{"id": segment, "for": {"segment": segment}} for segment in SEGMENTS],
        "tax": {"prices": "exclusive", "rates": {"standard": 21, "reduced": 9}},
        "price_lists": lists,
        "choose_price": "lowest",
        "waterfall": adjustments(random),
        "guards": [
            {"id": "discount", "for": "everyone", "max_discount_percent": 12, "reaction": "clamp"},
            {"id": "margin", "for": "everyone", "min_margin_percent": 8, "reaction": "approve"},
        ],
        "order_rules": {
            "amount_min": [{"id": "small", "for": "everyone", "amounts": {"EUR": "50.00"}, "reaction": "reject"}]
        },
        "availability": {"untracked": "unlimited"},
        "fees": [
            {
                "id": "agents",
                "for": "everyone",
                "base": "net",
                "schedule": {"mode": "graduated", "tiers": tiers},
                "maximum": {"EUR": "250.00"},
                "tax": "standard",
            }
        ],
    }


def partners(random: Random, count: int) -> list[dict]:
    def partner(n: int) -> dict:
        return {
            "id": f"P{n:05}",
            "name": f"Partner {n}",
            "region": random.choice(REGIONS),
            "tier": random.choice(TIERS),
            "segment": random.choice(SEGMENTS),
            "group": random.choice(GROUPS) if random.chance(30) else "",
        }

    return [partner(n) for n in range(count)]


def products(random: Random, count: int) -> list[dict]:
    def product(n: int) -> dict:
        price = 150 + random.below(9_850)
        multiple = [1, 1, 1, 1, 5, 6, 10][random.below(7)]
        return {
            "id": f"A{n:05}",
            "name": f"Product {n}",
            "tax": "standard" if random.chance(80) else "reduced",
            "quantity_min": multiple if random.chance(80) else 2 * multiple,
            "quantity_multiple": multiple,
            "cost": money(price * (45 + random.below(32)) // 100),
            "category": random.choice(CATEGORIES),
            "price": price,
        }

    return [product(n) for n in range(count)]


def prices(random: Random, lists: list[dict], items: list[dict], known: int) -> tuple[list[str], dict]:
    """The entries, and which products each list has."""
    rows, covered = [], {}

    def add(name: str, item: dict, percent: int) -> None:
        for step, quantity in enumerate([1, 10, 50][: 1 + random.below(3)]):
            cents = max(1, item["price"] * (percent - 3 * step) // 100)
            valid = ",2026-01-01,2026-02-01" if random.chance(5) else ",,"
            rows.append(f"{name},{item['id']},{quantity},{money(cents)}{valid}")

    for item in items:
        add("general", item, 100)
    narrow = [each["id"] for each in lists[:-1]]
    at = 0
    target = len(rows) + (ENTRIES - len(rows)) * max(len(narrow), 1) // 49
    covered: dict[str, dict] = {name: {} for name in narrow}
    # With few products every list may be full before there are enough entries.
    while narrow and len(rows) < target and at < 4 * len(narrow) * len(items):
        name = narrow[at % len(narrow)]
        item = items[(at // len(narrow) * 11 + at * 7) % len(items)]
        at += 1
        if item["id"] not in covered[name]:
            covered[name][item["id"]] = True
            add(name, item, 88 + random.below(14))
    del rows[target:]
    return rows, covered


def orders(random: Random, people: list[dict], items: list[dict], lists: list[dict], covered: dict, count: int):
    of_scope = {json.dumps(each["for"], sort_keys=True): each["id"] for each in lists[:-1]}

    def own(person: dict) -> list[str]:
        scopes = [
            {"niche": person["segment"]},
            {"region": person["region"], "tier": person["tier"]},
            {"group": person["group"]},
        ]
        ids = [of_scope.get(json.dumps(scope, sort_keys=True)) for scope in scopes]
        return [product for name in ids if name for product in covered[name]]

    by_id = {item["id"]: item for item in items}
    for n in range(count):
        person = random.choice(people)
        mine = own(person)
        lines = []
        for k in range(1 + random.below(19)):
            product = random.choice(mine) if mine and random.chance(80) else random.choice(items)["id"]
            item = by_id[product]
            quantity = item["quantity_multiple"] * (1 + random.below(14))
            if random.chance(4):
                quantity += 1
            if random.chance(1):
                product = product[:-1] + "X"
            line = {"id": str(k + 1), "product": product, "quantity": quantity}
            if random.chance(3):
                line["requested"] = "2026-03-20"
            lines.append(line)
        partner = person["id"] if not random.chance(1) else "Q" + person["id"][1:]
        minute = random.below(60)
        yield {
            "id": f"O-{n:06}",
            "partner": partner,
            "placed_at": f"2026-03-{2 + random.below(5):02}T{8 + random.below(9):02}:{minute:02}:00+01:00",
            "lines": lines,
        }


def write(folder: pathlib.Path, name: str, lines: list[str]) -> None:
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=pathlib.Path)
    for name, default in (("partners", 10_000), ("products", 20_000), ("lists", 50), ("orders", 20_000), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    random = Random(options.seed)
    lists = lists_of(options.lists)
    book = rulebook(random, lists)
    people = partners(random, options.partners)
    items = products(random, options.products)
    entries, covered = prices(random, lists, items, options.lists)
    options.out.mkdir(parents=True, exist_ok=True)
    # JSON is YAML: the hand-written programs read it without a YAML library.
    write(options.out, "rulebook.yaml", [json.dumps(book, indent=1)])
    columns = list(people[0])
    write(options.out, "partners.csv", [",".join(columns), *(",".join(p[c] for c in columns) for p in people)])
    columns = [column for column in items[0] if column != "price"]
    write(options.out, "products.csv", [",".join(columns), *(",".join(str(p[c]) for c in columns) for p in items)])
    head = "list,product,quantity_from,unit_price,valid_from,valid_until"
    write(options.out, "prices.csv", [head, *entries])
    made = orders(random, people, items, lists, covered, options.orders)
    write(options.out, "orders.jsonl", [json.dumps(order, separators=(",", ":")) for order in made])


if __name__ == "__main__":
    main()
