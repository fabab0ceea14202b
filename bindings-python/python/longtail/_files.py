"""Tables of files, for the report."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow
from pyarrow import csv, feather, parquet

from ._longtail import _input_error

CODES = ("partner", "niche", "product", "order")


def read_table(path: Path | str, amount: str = "amount", text: Sequence[str] = CODES) -> Any:
    """A table of a file: `.parquet`, `.csv` (`.csv.gz`), `.arrow`, `.ipc` or `.feather`.

    The columns `text` hold codes: `007` in CSV stays `007`, and a whole number in another
    file becomes text. Amounts in CSV are as written, in whole units of the currency:
    `12.5` is twelve and a half. Only an empty place in CSV is missing, `NA` is a word.
    Everything else is what it looks like. Raises `InputError` for another ending,
    `ValueError` for an amount that is no number.

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
        return _as_text(parquet.read_table(path), text)
    if name.endswith((".arrow", ".ipc", ".feather")):
        return _as_text(feather.read_table(path), text)
    if not name.endswith((".csv", ".csv.gz")):
        raise _input_error(f"{path}: neither .parquet, .csv nor .arrow")
    types = {each: pyarrow.string() for each in (*text, amount)}
    options = csv.ConvertOptions(column_types=types, strings_can_be_null=True, null_values=[""])
    table = csv.read_csv(path, convert_options=options)
    return _exact(path, table, amount) if amount in table.column_names else table


def _as_text(table: Any, names: Sequence[str]) -> Any:
    for name in names:
        if name in table.column_names and pyarrow.types.is_integer(table.schema.field(name).type):
            at = table.column_names.index(name)
            table = table.set_column(at, name, table[name].cast(pyarrow.string()))
    return table


def _exact(path: Path | str, table: Any, amount: str) -> Any:
    values = []
    for at, value in enumerate(table[amount].to_pylist(), 2):
        try:
            values.append(None if value is None else Decimal(value))
        except ArithmeticError:
            raise ValueError(f"{path}, line {at}: amount {value!r} is no number") from None
    at = table.column_names.index(amount)
    return table.set_column(at, amount, pyarrow.array(values, pyarrow.decimal128(38, _scale(values))))


def _scale(values: list[Decimal | None]) -> int:
    exponents = [each.as_tuple().exponent for each in values if each is not None]
    return max([0, *(-each for each in exponents if isinstance(each, int))])
