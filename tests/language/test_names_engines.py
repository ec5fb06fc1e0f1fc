"""The keys of names are the same numbers in numpy, in DuckDB through Arrow, and in Spark's workers."""

import os
import sys
from collections.abc import Iterator
from importlib import import_module

import duckdb
import pyarrow as pa
import pytest

from borderlink.language.names.bulk import with_keys
from borderlink.language.names.keys import keys_of

WRITTEN = [
    "阮文雄", "Nguyễn Văn Hùng", "Ruan Wenxiong", "NGUYEN VAN HUNG", "Chan Tai Man", "陳大文", "欧阳如蕾",
    "Nguye64n Va8n Hu2ng", "", "😀", None, "王" * 200, "Xi'an Wang", "ｗａｎｇ　ｗｅｉ",
]  # fmt: skip
HERE = [keys_of([name]).keys.tolist() for name in WRITTEN]


def test_keys_are_the_same_numbers_in_duckdb() -> None:
    keyed = with_keys(pa.record_batch({"name": pa.array(WRITTEN, pa.string())}))

    with duckdb.connect() as base:
        base.register("keyed", pa.table({"place": range(len(WRITTEN)), "keys": keyed.column("keys")}))
        told = base.execute("select place, unnest(keys) from keyed order by 1, 2").fetchall()

    assert [[key for at, key in told if at == row] for row in range(len(WRITTEN))] == HERE


def _keyed(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        yield with_keys(batch)


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore")  # Spark's own
@pytest.mark.enable_socket
def test_keys_are_the_same_numbers_in_sparks_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    monkeypatch.setenv("SPARK_LOCAL_HOSTNAME", "localhost")
    settings = {
        "spark.ui.enabled": "false", "spark.driver.memory": "512m", "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1", "spark.sql.shuffle.partitions": "2",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    }  # fmt: skip
    builder = import_module("pyspark.sql").SparkSession.builder.master("local[2]").appName("keys of names")
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    try:
        rows = [(at, name) for at, name in enumerate(WRITTEN)]
        frame = spark.createDataFrame(rows, "at int, name string").repartition(2)
        told = frame.mapInArrow(_keyed, "at int, name string, keys array<bigint>").collect()
    finally:
        spark.stop()

    assert [row["keys"] for row in sorted(told, key=lambda row: int(row["at"]))] == HERE
