"""A small company for the tests: two partners, two products, 80 gloves in stock."""

from __future__ import annotations

import json
from typing import Any

import longtail
from longtail.types import Order

RULEBOOK = """\
format: 1
id: shop
zone: Europe/Amsterdam
currency: EUR
attributes: { partner: { sector: text, tier: [silver, gold] }, product: { category: text } }
niches: [{ id: dentists, for: { sector: { prefix: ["86.23"] } } }]
tax: { prices: exclusive, rates: { standard: 21 } }
price_lists: [{ id: general, for: everyone }]
waterfall:
  - stage: promotion
    combine: best
    adjustments:
      - { id: masks-500, for: { category: masks, quantity: { at_least: 500 } }, percent: -10 }
      - { id: masks-90, for: { category: masks, quantity: { at_least: 90 } }, percent: -7.5 }
calendar: { cut_off: "16:00", transit_days: 1 }
fees:
  - { id: advice, for: { tier: gold }, schedule: { mode: flat, tiers: [{ from: 0, percent: 2.5 }] } }
"""
TABLES = {
    "partners": "id,name,sector,tier\nP-1,Jansen,86.23.1,gold\nP-2,De Brug,45.20.4,silver\n",
    "products": (
        "id,name,gtin,category,quantity_multiple\n"
        "G-100,Glove,4006381333931,gloves,10\nM-200,Mask,,masks,1\n"
    ),
    "prices": "list,product,unit_price\ngeneral,G-100,0.10\ngeneral,M-200,0.15\n",
    "stock": "product,on_hand\nG-100,80\nM-200,500\n",
    "receipts": "product,date,quantity\nG-100,2026-03-09,400\n",
}
PLACED_AT = "2026-03-02T10:15:00+01:00"
ORDER = json.dumps(
    {
        "id": "O-1",
        "partner": "P-1",
        "placed_at": PLACED_AT,
        "lines": [{"product": "G-100", "quantity": 115}],
    }
)


def engine(**tables: str) -> longtail.Engine:
    return longtail.Engine(RULEBOOK, **(TABLES | tables))


def order(**line: Any) -> Order:
    """An order of one line; what is given replaces what is usual."""
    made: Any = {"product": "G-100", "quantity": 20} | line
    return {"id": "O-1", "partner": "P-1", "placed_at": PLACED_AT, "lines": [made]}
