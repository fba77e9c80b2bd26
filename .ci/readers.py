"""Reads the files of a demonstration with the readers that people use (pandas, PyArrow, DuckDB, openpyxl, feedparser) and
compares what they find with the JSON API, record by record. Usage: readers.py http://127.0.0.1:8080"""

import hashlib
import io
import sys
import tempfile
from pathlib import Path

import duckdb
import feedparser
import pandas
import pyarrow.parquet
import requests

SITE = sys.argv[1].rstrip("/")
# One of records with dates and codes, one of amounts, one of documents with bodies, one with tables inside.
ITEMS = ["licence", "penalty", "notice", "government-budget"]


def api(item):
    """Every disclosure of an item as the API tells it, by identity."""
    found, after = {}, None
    while True:
        params = {"item": item, "limit": 100} | ({"after": after} if after else {})
        page = requests.get(f"{SITE}/api/v1/disclosures", params=params, timeout=30).json()
        for one in page["items"]:
            found[one["id"]] = requests.get(f"{SITE}/api/v1/disclosures/{one['id']}", timeout=30).json()
        after = page["next"]
        if not after:
            assert len(found) == page["total"], (item, len(found), page["total"])
            return found


def get(path):
    answer = requests.get(SITE + path, timeout=60)
    answer.raise_for_status()
    return answer.content


def plain(value):
    """A cell as text: what readers make of nothing is nothing, and a formula's guard is no part of the value."""
    if value is None or (not isinstance(value, (list, dict)) and pandas.isna(value)):
        return ""
    return str(value)


def same(item, column, kind, cell, field):
    """Whether a cell says what the API says of the field."""
    if isinstance(field, (list, dict)) or field is None:
        return field is None or plain(cell) != ""
    cell, field = plain(cell), str(field)
    if kind == "date":
        # A workbook holds days as what they are: readers make times at midnight of them.
        return cell.removesuffix(" 00:00:00") == field
    if kind in ("money", "number"):
        return float(cell) == float(field)
    return cell.removeprefix("'").replace("\r\n", "\n") == field.replace("\r\n", "\n")


def compare(item, what, rows, columns, told, kinds):
    """Each row of a file against the API; `columns` leads from a field's key to the column's name in the file."""
    assert len(rows) == len(told), f"{item} {what}: {len(rows)} rows, the API has {len(told)}"
    compared = 0
    for row in rows:
        one = told[row[columns["id"]]]
        assert plain(row[columns["index_no"]]) == one["index_no"], (item, what, row)
        assert plain(row[columns["agency_code"]]) == one["agency"]["code"], (item, what, row)
        for key, field in one["fields"].items():
            if key in columns and columns[key] in row:
                assert same(item, key, kinds.get(key), row[columns[key]], field), (item, what, key, row[columns[key]], field)
                compared += 1
    return compared


def check(item):
    told = api(item)
    described = requests.get(f"{SITE}/api/v1/items/{item}", timeout=30).json()["fields"]
    kinds = {field["key"]: field["kind"] for field in described}
    parquet = get(f"/i/{item}.parquet")
    table = pyarrow.parquet.read_table(io.BytesIO(parquet))
    keys = {name: name for name in table.column_names}
    compared = compare(item, "PyArrow", table.to_pylist(), keys, told, kinds)

    csv = pandas.read_csv(io.BytesIO(get(f"/i/{item}.csv")), dtype=str, encoding="utf-8-sig")
    assert len(csv.columns) == len(keys), (item, list(csv.columns))
    titles = dict(zip(table.column_names, csv.columns, strict=True))
    compared += compare(item, "pandas CSV", csv.to_dict("records"), titles, told, kinds)
    sheet = pandas.read_excel(io.BytesIO(get(f"/i/{item}.xlsx")), dtype=str)
    assert list(sheet.columns) == list(csv.columns), item
    compared += compare(item, "pandas XLSX", sheet.to_dict("records"), titles, told, kinds)
    lines = pandas.read_json(io.BytesIO(get(f"/i/{item}.jsonl")), lines=True, dtype=False, convert_dates=False)
    compared += compare(item, "pandas JSON Lines", lines.to_dict("records"), keys, told, kinds)

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "item.parquet"
        file.write_bytes(parquet)
        count, agencies = duckdb.sql(
            f"SELECT count(*), count(DISTINCT agency_code) FROM read_parquet('{file}')").fetchone()
    assert (count, agencies) == (len(told), len({one["agency"]["code"] for one in told.values()})), item

    feed = feedparser.parse(get(f"/i/{item}.atom"))
    assert not feed.bozo, (item, feed.get("bozo_exception"))
    assert len(feed.entries) == min(50, len(told)), (item, len(feed.entries))
    for entry in feed.entries:
        one = told[entry.id.removeprefix("urn:uuid:").replace("-", "")]
        assert (entry.title, entry.link) == (one["title"], one["url"]), (item, entry.id)
    return compared


def check_full_files():
    """The files of the night are what the disclosures that tell of them say."""
    checked = 0
    for one in api("full-file").values():
        for file in one["fields"]["files"]:
            day = one["fields"]["made_on"]
            content = get(f"/data/{one['fields']['of_item']}/{day}.{file['format']}")
            assert hashlib.sha256(content).hexdigest() == file["sha256"], file
            assert len(content) == file["size"], file
            if file["format"] == "parquet":
                assert pyarrow.parquet.read_metadata(io.BytesIO(content)).num_rows == file["rows"], file
            checked += 1
    assert checked > 100, checked
    return checked


total = sum(check(item) for item in ITEMS)
assert total > 500, total
print(f"readers: {total} cells of {len(ITEMS)} items agree with the API, {check_full_files()} full files with the log")
