"""JSON at the border: exact numbers as text, never as floats."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import json
from typing import Any

_EXACT = ("price", "before", "after")


def _default(value: object) -> object:
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    raise TypeError(f"an order cannot hold a {type(value).__name__}")


# One encoder for all orders: making one takes as long as using it.
_encode = json.JSONEncoder(default=_default, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def dumps(value: object) -> str:
    """The JSON text of an order given as a mapping or dataclass."""
    return _encode(value)


def trace_rows(text: str) -> list[dict[str, Any]]:
    """The rows of a trace, with exact numbers as decimals."""
    rows: list[dict[str, Any]] = json.loads(text)
    for row in rows:
        for name in _EXACT:
            if name in row:
                row[name] = decimal.Decimal(row[name])
    return rows
