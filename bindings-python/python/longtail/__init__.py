"""Decide partner orders from rules that are data: prices, promises, fees, reasons.

>>> import longtail
>>> longtail.gtin_valid("4006381333931")
True
"""

from __future__ import annotations

from ._longtail import (
    ChannelFigures,
    ChannelTable,
    DataError,
    Delivery,
    Engine,
    Fee,
    Finding,
    InputError,
    Line,
    LongtailError,
    RangeError,
    RulebookError,
    Share,
    TableError,
    Totals,
    Verdict,
    __version__,
    channel_figures,
    check_rulebook,
    gtin_valid,
)
from ._load import load

__all__ = [
    "ChannelFigures",
    "ChannelTable",
    "DataError",
    "Delivery",
    "Engine",
    "Fee",
    "Finding",
    "InputError",
    "Line",
    "LongtailError",
    "RangeError",
    "RulebookError",
    "Share",
    "TableError",
    "Totals",
    "Verdict",
    "__version__",
    "channel_figures",
    "check_rulebook",
    "gtin_valid",
    "load",
]
