"""Tables of files, for the report."""

from __future__ import annotations

import errno
import gzip
import os
import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow
from pyarrow import csv, feather, parquet

from ._longtail import _input_error

# What a decimal of Arrow holds.
DIGITS_MAX = 38
# Neither exponents nor other digits: what a sheet calls 1E+05 it has rounded before.
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)
CODES = ("partner", "niche", "product", "order")


def read_table(path: Path | str, amount: str = "amount", text: Sequence[str] = CODES) -> Any:
    """A table of a file: `.parquet`, `.csv` (`.csv.gz`), `.arrow`, `.ipc` or `.feather`.

    The columns `text` hold codes: `007` in CSV stays `007`, and a whole number in another
    file becomes text. Amounts in CSV are as written, in whole units of the currency:
    `12.5` is twelve and a half. Only an empty place in CSV is missing, `NA` is a word.
    Everything else is what it looks like. Raises `InputError` for another ending,
    `FileNotFoundError` without the file, `ValueError` for an amount that is no number (no
    exponents, no separators), or has more than 38 digits.

    >>> import pathlib, tempfile
    >>> from longtail import report
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "sales.csv")
    ...     _ = file.write_text("partner,amount\\n007,12.5\\n")
    ...     report.read_table(file).to_pylist()
    [{'partner': '007', 'amount': Decimal('12.5')}]
    """
    name = str(path).lower()
    if name.endswith(".parquet"):
        return names_as_text(parquet.read_table(_there(path)), text)
    if name.endswith((".arrow", ".ipc", ".feather")):
        return names_as_text(feather.read_table(_there(path)), text)
    if not name.endswith((".csv", ".csv.gz")):
        raise _input_error(f"{path}: neither .parquet, .csv nor .arrow")
    types = {each: pyarrow.string() for each in (*text, amount)}
    options = csv.ConvertOptions(column_types=types, strings_can_be_null=True, null_values=[""])
    table = csv.read_csv(_there(path), convert_options=options)
    return _exact(path, table, amount) if amount in table.column_names else table


def _there(path: Path | str) -> str:
    """The libraries of the formats each name a missing file in their own way."""
    if not os.path.exists(path):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    return str(path)


def names_as_text(table: Any, names: Sequence[str]) -> Any:
    """The table, with whole numbers as text in the columns that hold names."""
    for name in names:
        if name not in table.column_names:
            continue
        at, column = table.column_names.index(name), table[name]
        if pyarrow.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        if pyarrow.types.is_integer(column.type):
            table = table.set_column(at, name, column.cast(pyarrow.string()))
    return table


def _exact(path: Path | str, table: Any, amount: str) -> Any:
    texts = table[amount].to_pylist()

    def fault(at: int, why: str) -> ValueError:
        return ValueError(f"{path}, line {_line(path, at)}: amount {texts[at]!r} {why}")

    for at, text in enumerate(texts):
        if text is None:
            continue
        if not NUMBER.fullmatch(text):
            raise fault(at, "is no number such as 12.50")
        if _whole(text) + _scale(text) > DIGITS_MAX:
            raise fault(at, f"has more than {DIGITS_MAX} digits")
    scale = max((_scale(text) for text in texts if text is not None), default=0)
    for at, text in enumerate(texts):
        if text is not None and _whole(text) + scale > DIGITS_MAX:
            raise fault(at, f"has, with the {scale} decimals of others, more than {DIGITS_MAX} digits")
    if scale == 0 and all(_whole(text) < DIGITS_MAX for text in texts if text is not None):
        # They are whole units of the currency: without decimals nobody could tell from minor units.
        scale = 1
    values = [None if text is None else Decimal(text) for text in texts]
    at = table.column_names.index(amount)
    return table.set_column(at, amount, pyarrow.array(values, pyarrow.decimal128(DIGITS_MAX, scale)))


def _whole(text: str) -> int:
    """How many digits stand before the point, without zeros in front."""
    return len(text.split(".")[0].lstrip("+-0"))


def _scale(text: str) -> int:
    return len(text.partition(".")[2])


def _line(path: Path | str, row: int) -> int:
    """The line of a row; empty ones, and the one with the names, are no rows."""
    opened: Any = gzip.open if str(path).lower().endswith(".gz") else open
    with opened(path, "rb") as file:
        for line, text in enumerate(file, 1):
            row -= bool(text.strip(b"\r\n"))
            if row < -1:
                return line
    return 0
