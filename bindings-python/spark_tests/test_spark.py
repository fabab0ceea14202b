"""The same bits on Spark, with two executors in processes of their own."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from typing import Any

import longtail
import longtail.spark
import numpy as np
import pyarrow
import pytest
from longtail import figures

if shutil.which("java") is None:
    pytest.skip("no Java: Spark was not tried", allow_module_level=True)

NAMES: Any = {"currency": "EUR", "niche": "niche", "day": "day"}


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    builder: Any = SparkSession.builder
    session = (
        builder.master("local-cluster[2,1,1024]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .getOrCreate()
    )
    yield session
    session.stop()


@pytest.fixture(scope="module")
def lines() -> pyarrow.Table:
    chance = np.random.default_rng(5)
    count = 20_000
    days = np.datetime64("2026-01-01") + chance.integers(0, 120, count)
    return pyarrow.table(
        {
            "partner": [f"P-{each}" for each in (900 * chance.random(count) ** 2).astype(int)],
            "niche": [f"n{each}" for each in chance.integers(0, 6, count)],
            "day": pyarrow.array(days.astype("datetime64[D]")),
            "amount": chance.integers(-2_000, 90_000, count),
        }
    )


def test_work_is_done_in_more_than_one_process(spark: Any) -> None:
    def process(batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            yield pyarrow.RecordBatch.from_pydict({"process": [os.getpid()] * batch.num_rows})

    found = spark.range(64, numPartitions=8).mapInArrow(process, "process long").distinct().collect()
    others = {row["process"] for row in found} - {os.getpid()}
    assert len(others) >= 2


@pytest.mark.parametrize(("partitions", "fan_in"), [(1, 8), (3, 8), (9, 2), (40, 3)])
def test_the_state_has_the_same_bytes_for_any_partitions(
    spark: Any, lines: pyarrow.Table, partitions: int, fan_in: int
) -> None:
    here = longtail.Tally(lines, **NAMES)
    frame = spark.createDataFrame(lines).repartition(partitions)
    there = longtail.spark.tally(frame, fan_in=fan_in, **NAMES)
    assert there.to_bytes() == here.to_bytes()
    for ask in (figures.revenue, figures.concentration, figures.tail, figures.theil, figures.left_out):
        assert pyarrow.table(ask(there)).equals(pyarrow.table(ask(here)))


def test_an_empty_frame_is_an_empty_tally(spark: Any, lines: pyarrow.Table) -> None:
    frame = spark.createDataFrame(lines).where("false")
    assert longtail.spark.tally(frame, **NAMES).to_bytes() == longtail.Tally(**NAMES).to_bytes()


def test_what_is_wrong_on_an_executor_is_told(spark: Any, lines: pyarrow.Table) -> None:
    frame = spark.createDataFrame(lines)
    with pytest.raises(Exception, match="turnover"):
        longtail.spark.tally(frame, amount="turnover", **NAMES)


def test_pairs_need_the_whole_table() -> None:
    with pytest.raises(longtail.InputError, match="matched"):
        longtail.spark.tally(object(), currency="EUR", returns="matched")
