"""A company's folder: which files are read, and what is said when they cannot be."""

from __future__ import annotations

import csv
import io
import json
import pathlib

import longtail
import pytest
import shop


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def written(suffix: str, text: str) -> str:
    match suffix:
        case "csv":
            return text
        case "json":
            return json.dumps(rows(text))
        case _:
            return "".join(json.dumps(row) + "\n" for row in rows(text))


def folder(place: pathlib.Path, suffix: str = "csv", rulebook: str = "rulebook.yaml") -> pathlib.Path:
    (place / rulebook).write_text(shop.RULEBOOK, encoding="utf-8")
    for name, text in shop.TABLES.items():
        (place / f"{name}.{suffix}").write_text(written(suffix, text), encoding="utf-8")
    return place


@pytest.mark.parametrize("suffix", ["csv", "json", "jsonl", "ndjson"])
def test_every_kind_of_table_gives_the_same(tmp_path: pathlib.Path, suffix: str) -> None:
    engine = longtail.load(folder(tmp_path, suffix))
    assert engine.decide_json(shop.ORDER) == shop.engine().decide_json(shop.ORDER)


@pytest.mark.parametrize("name", ["rulebook.yaml", "rulebook.yml"])
def test_a_rulebook_may_end_in_yaml_or_yml(tmp_path: pathlib.Path, name: str) -> None:
    assert longtail.load(folder(tmp_path, rulebook=name)).rulebook_id == "shop"


def test_a_rulebook_may_be_json(tmp_path: pathlib.Path) -> None:
    book = {
        "format": 1,
        "id": "json-shop",
        "zone": "Europe/Amsterdam",
        "currency": "EUR",
        "price_lists": [{"id": "general", "for": "everyone"}],
    }
    (tmp_path / "rulebook.json").write_text(json.dumps(book))
    assert longtail.load(tmp_path).rulebook_id == "json-shop"


def test_a_path_may_be_text(tmp_path: pathlib.Path) -> None:
    assert longtail.load(str(folder(tmp_path))).rulebook_id == "shop"


def test_a_table_that_is_not_there_has_no_rows(tmp_path: pathlib.Path) -> None:
    folder(tmp_path)
    for name in ("stock", "receipts"):
        (tmp_path / f"{name}.csv").unlink()
    verdict = longtail.load(tmp_path).decide(shop.ORDER)
    assert verdict.lines[0].status == "rejected"


def test_without_a_rulebook_there_is_no_engine(tmp_path: pathlib.Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(longtail.InputError, match="no rulebook") as raised:
            longtail.load(place)
        assert raised.value.kind == "input" and str(place) in str(raised.value)
        assert json.loads(raised.value.json)["error"]["kind"] == "input"


@pytest.mark.parametrize("name", ["rulebook.yaml", "prices.csv"])
def test_a_file_that_is_not_utf8_is_an_input_error_with_its_name(
    tmp_path: pathlib.Path, name: str
) -> None:
    path = folder(tmp_path) / name
    path.write_bytes(path.read_bytes() + "\n# caf\xe9\n".encode("latin-1"))
    with pytest.raises(longtail.InputError, match=name.split(".")[0]):
        longtail.load(tmp_path)


def test_faults_in_a_folder_name_table_and_line(tmp_path: pathlib.Path) -> None:
    (folder(tmp_path) / "prices.csv").write_text("list,product,unit_price\ngeneral,G-1,1\n")
    with pytest.raises(longtail.DataError) as raised:
        longtail.load(tmp_path)
    assert [(f.source, f.line) for f in raised.value.findings] == [("prices", 2)]


def test_text_with_accents_is_kept(tmp_path: pathlib.Path) -> None:
    (folder(tmp_path) / "products.csv").write_text(
        "id,name,category\nG-100,Gänt ™,gloves\nM-200,マスク,masks\nČ-1,x,y\n", encoding="utf-8"
    )
    verdict = longtail.load(tmp_path).decide(shop.order(product="Č-1"))
    assert verdict.lines[0].product == "Č-1"
