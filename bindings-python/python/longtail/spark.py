"""A tally on Spark: `pip install longtail[spark]` for you and on the executors.

Each partition is summed where it lies (`mapInArrow`), the states are merged on the
executors, many into one, until few are left, and those on the driver. The state has the
same bytes as one made on one machine, however the rows were split.

    tally = longtail.spark.tally(frame, currency="EUR", niche="niche", day="day")
    longtail.figures.tail(tally)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Unpack

from ._longtail import Tally, _input_error
from .types import SalesColumns

if TYPE_CHECKING:
    from pyarrow import RecordBatch as _RecordBatch
    from pyspark.sql import DataFrame as _DataFrame

__all__ = ["tally"]

SCHEMA = "state binary"


def tally(
    frame: _DataFrame,
    *,
    partitions: int | None = None,
    fan_in: int = 8,
    **columns: Unpack[SalesColumns],
) -> Tally:
    """The tally of a frame of Spark; columns and options as for `longtail.Tally`.

    `fan_in` states are merged into one at each step, until no more are left than that.
    `partitions` says how many the frame has; needed only with Spark Connect, which cannot
    be asked. Spark gives times in UTC, so give `zone` with a column of times.

    Raises `InputError` for `returns="matched"`, which has to see a whole table, for
    `progress`, and for a `fan_in` below 2. What goes wrong on an executor comes as
    Spark's own exception with our message in it.
    """
    options: dict[str, Any] = dict(columns)
    if options.get("returns") == "matched":
        raise _input_error("returns: `matched` needs the whole table at once; Spark has it in parts")
    if options.get("progress") is not None:
        raise _input_error("progress: cannot be told from the executors; Spark shows its own")
    if fan_in < 2:
        raise _input_error(f"fan_in: {fan_in} does not merge; at least 2")
    left = frame.rdd.getNumPartitions() if partitions is None else partitions
    states = frame.mapInArrow(_summed(options), SCHEMA)
    while left > fan_in:
        left = -(-left // fan_in)
        states = states.repartition(left).mapInArrow(_merged, SCHEMA)
    whole = Tally(**options)
    for row in states.toLocalIterator():
        whole.merge(Tally.from_bytes(bytes(row["state"])))
    return whole


def _summed(
    options: dict[str, Any],
) -> Callable[[Iterator[_RecordBatch]], Iterator[_RecordBatch]]:
    def of_partition(batches: Iterator[_RecordBatch]) -> Iterator[_RecordBatch]:
        own = Tally(**options)
        for batch in batches:
            own.update(batch)
        yield _row(own)

    return of_partition


def _merged(batches: Iterator[_RecordBatch]) -> Iterator[_RecordBatch]:
    own: Tally | None = None
    for batch in batches:
        for state in batch.column(0):
            other = Tally.from_bytes(state.as_py())
            if own is None:
                own = other
            else:
                own.merge(other)
    if own is not None:
        yield _row(own)


def _row(state: Tally) -> _RecordBatch:
    import pyarrow

    column = pyarrow.array([state.to_bytes()], pyarrow.binary())
    return pyarrow.RecordBatch.from_arrays([column], names=["state"])
