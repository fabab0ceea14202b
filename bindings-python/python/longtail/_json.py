"""JSON at the border: exact numbers as text, never as floats."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import json
import math
import numbers
from collections.abc import Iterator, Mapping
from typing import Any

from ._longtail import _input_error

_EXACT = ("price", "before", "after", "rate")

# Beyond it, a number in plain digits would be longer than any that is taken.
_PLAIN_DIGITS = 40


def _default(value: object) -> object:
    if isinstance(value, decimal.Decimal):
        return _digits(value)
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, numbers.Integral):
        return int(value)
    raise TypeError(f"a value of type {type(value).__name__} cannot be in an order")


def _digits(value: decimal.Decimal) -> str:
    plain = not value.is_finite() or abs(value.adjusted()) < _PLAIN_DIGITS
    return format(value, "f") if plain else str(value)


# One encoder for all orders: making one takes as long as using it.
_encode = json.JSONEncoder(
    default=_default, ensure_ascii=False, allow_nan=False, separators=(",", ":")
).encode


def dumps(value: object) -> bytes:
    """The JSON text of an order given as a mapping or dataclass.

    Raises ``InputError`` when it has none.
    """
    try:
        return _encode(value).encode()
    except MemoryError:
        raise
    except Exception as fault:  # objects of the caller may raise anything
        raise _input_error(_told(value, fault)) from fault


def _told(value: object, fault: Exception) -> str:
    path, told = next(_faults(value), ("", _short(fault)))
    return f"order: {path}: {told}" if path else f"order: {told}"


def _short(fault: Exception) -> str:
    return "it is nested too deeply" if isinstance(fault, RecursionError) else str(fault)


def _faults(root: object) -> Iterator[tuple[str, str]]:
    """What JSON cannot say, with its path; without recursion, as deep as it is."""
    waiting: list[tuple[str, object, frozenset[int]]] = [("", root, frozenset())]
    while waiting:
        path, value, above = waiting.pop()
        if id(value) in above:
            yield path, "it contains itself"
            continue
        try:
            told, parts = _look(value)
        except Exception as fault:
            told, parts = str(fault), []
        if told:
            yield path, told
        if len(above) < 100:
            inside = above | {id(value)}
            waiting += [(_step(path, name), part, inside) for name, part in reversed(parts)]


def _look(value: object) -> tuple[str, list[tuple[object, object]]]:
    """What is wrong with a value itself, and what is in it."""
    if isinstance(value, str):
        return _surrogate(value), []
    if isinstance(value, float):
        return ("" if math.isfinite(value) else f"{value} is no number"), []
    if value is None or isinstance(value, int):
        int.__repr__(value or 0)  # refuses a number of thousands of digits
        return "", []
    if isinstance(value, dict):
        odd = [key for key in value if not isinstance(key, str)]
        told = f"the key {odd[0]!r} is no text" if odd else ""
        told = told or next(filter(None, map(_surrogate, value)), "")
        return told, list(value.items())
    if isinstance(value, (list, tuple)):
        return "", list(enumerate(value))
    return _look(_default(value))


def _surrogate(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as fault:
        return f"character {fault.start} is half of a surrogate pair, which is no text"
    return ""


def _step(path: str, name: object) -> str:
    if isinstance(name, int):
        return f"{path}[{name}]"
    return f"{path}.{name}" if path else str(name)


def trace_rows(text: str) -> tuple[dict[str, Any], ...]:
    """The rows of a trace, with exact numbers as decimals."""
    rows: list[dict[str, Any]] = json.loads(text)
    for row in rows:
        for name in _EXACT:
            if name in row:
                row[name] = decimal.Decimal(row[name])
    return tuple(rows)
