"""Reading a company's folder: the one place of this package that touches a disk."""

from __future__ import annotations

import os
import pathlib

from ._longtail import Engine, _input_error

_MASTER = ("partners", "products", "prices", "registrations", "kits", "substitutes")
_SUPPLY = ("stock", "receipts", "promises", "safety", "quotas", "protections")
_TABLES = _MASTER + _SUPPLY
_SUFFIXES = (".csv", ".json", ".jsonl", ".ndjson")


def load(folder: str | os.PathLike[str]) -> Engine:
    """The engine of a folder with `rulebook.yaml` (or `.yml`, `.json`) and tables.

    Tables are `partners`, `products`, `prices`, `registrations`, `kits`,
    `substitutes`, `stock`, `receipts`, `promises`, `safety`, `quotas` and
    `protections`, each as `.csv`, `.json`, `.jsonl` or `.ndjson`, all in UTF-8;
    those that are not there have no rows.

    Raises `InputError` when there is no rulebook or a file is not UTF-8,
    `RulebookError` and `DataError` with every fault as a finding.

    >>> longtail.load(folder)
    Engine(rulebook='shop', partners=2, products=2)
    """
    place = pathlib.Path(folder)
    book = _first(place, "rulebook", (".yaml", ".yml", ".json"))
    if book is None:
        raise _input_error(f"no rulebook.yaml or rulebook.json in {place}")
    tables = {name: _first(place, name, _SUFFIXES) for name in _TABLES}
    return Engine(book, **tables)


def _first(place: pathlib.Path, name: str, suffixes: tuple[str, ...]) -> bytes | None:
    for suffix in suffixes:
        path = place / (name + suffix)
        if path.is_file():
            return path.read_bytes()
    return None
