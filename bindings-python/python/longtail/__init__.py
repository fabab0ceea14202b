"""Decide partner orders from rules that are data: prices, promises, fees, reasons.

An engine is a rulebook with master data, all given as text. It decides orders;
every answer is a verdict with amounts, days and the reasons.

>>> import longtail
>>> rulebook = '''
... format: 1
... id: shop
... zone: Europe/Amsterdam
... currency: EUR
... price_lists: [{ id: general, for: everyone }]
... '''
>>> engine = longtail.Engine(
...     rulebook,
...     partners="id,name\\nP-1,Jansen\\n",
...     products="id,name\\nG-100,Glove\\n",
...     prices="list,product,unit_price\\ngeneral,G-100,0.10\\n",
...     stock="product,on_hand\\nG-100,80\\n",
... )
>>> verdict = engine.decide({
...     "partner": "P-1",
...     "placed_at": "2026-03-02T10:15:00+01:00",
...     "lines": [{"product": "G-100", "quantity": 50}],
... })
>>> verdict.verdict, verdict.totals.gross
('accepted', Decimal('5.00'))

A business "no" is a verdict with findings; misuse raises a `LongtailError`. Money
is `decimal.Decimal`, days are `datetime.date`. An engine may be used from any
number of threads. Shapes for annotations are in `longtail.types`.
"""

from __future__ import annotations

from ._longtail import (
    AmountFit,
    ChannelFigures,
    ChannelTable,
    DataError,
    Delivery,
    Engine,
    Fee,
    Finding,
    InputError,
    Insight,
    Line,
    LongtailError,
    OrderFit,
    OrderHistory,
    PartnerValue,
    PowerLawFit,
    RangeError,
    RulebookError,
    Share,
    StockLedger,
    TableError,
    Tally,
    Totals,
    Verdict,
    __version__,
    channel_figures,
    check_rulebook,
    fit_amounts,
    fit_orders,
    fit_power_law,
    gtin_valid,
    partner_value,
)
from . import figures as figures
from ._load import load
from ._rules import Replay, analyse, evaluate, ledger, plan, reliability, outlook, replay, sales
from ._sharing import insight, niches
from . import _notebook

_notebook.attach()

__all__ = [
    "AmountFit",
    "ChannelFigures",
    "ChannelTable",
    "DataError",
    "Delivery",
    "Engine",
    "Fee",
    "Finding",
    "InputError",
    "Insight",
    "Line",
    "LongtailError",
    "OrderFit",
    "OrderHistory",
    "PartnerValue",
    "PowerLawFit",
    "RangeError",
    "Replay",
    "RulebookError",
    "Share",
    "StockLedger",
    "TableError",
    "Tally",
    "Totals",
    "Verdict",
    "__version__",
    "analyse",
    "channel_figures",
    "check_rulebook",
    "evaluate",
    "fit_amounts",
    "fit_orders",
    "fit_power_law",
    "gtin_valid",
    "insight",
    "ledger",
    "load",
    "niches",
    "outlook",
    "partner_value",
    "plan",
    "reliability",
    "replay",
    "sales",
]
