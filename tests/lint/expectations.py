#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each test that tests/expectations.md, tests/roboto_checks.md and tests/collector_checks.md name
exists in the file it is said to be in, and the latter two leave out no check and no case.

A row reads `| W1 | tests/a/b_test.cpp: firstTest, secondTest; c_test.cpp: third (a remark) |`, perhaps
with a cell of words before the last; a file without a folder lies beside the one named before it.
Usage: expectations.py SOURCE_ROOT.
"""
import pathlib
import re
import sys

CHECK = "Check {}".format
# What each list must have.
LISTS = {
    "tests/expectations.md": [],
    "tests/roboto_checks.md": [*map(CHECK, range(1, 46)), *map("Case {}".format, range(1, 67))],
    "tests/collector_checks.md": list(map(CHECK, range(1, 61))),
}
ROW = re.compile(r"\s*([A-Z]\d+|Check \d+|Case \d+|[A-Z]\w+)\b")
HEADINGS = {"Number", "Model"}
FILE = re.compile(r"([\w/]+\.(?:cpp|py|sh)):?\s*(.*)", re.DOTALL)
TEST_NAME = re.compile(r"^[a-z][A-Za-z0-9]*[A-Z][A-Za-z0-9]*$")
PYTHON_NAME = re.compile(r"^[a-z]\w*$")


def claims_of(row):
    """(file, [test names]) for each file of a row's right cell."""
    folder = ""
    for part in re.sub(r"\([^()]*\)", "", row).split(";"):
        match = FILE.search(part)
        if not match:
            continue
        file = match.group(1)
        if "/" in file:
            folder = file.rsplit("/", 1)[0]
        else:
            file = f"{folder}/{file}"
        pattern = PYTHON_NAME if file.endswith(".py") else TEST_NAME
        names = [name.strip(" `.") for name in re.split(r",|…| and ", match.group(2))]
        yield file, [name for name in names if pattern.match(name)]


def exists(name, file, text):
    return f"def {name}(" in text if file.endswith(".py") else name in text


def faults_of(root, listing, numbers):
    """The rows that name what is not there; adds each row's number to `numbers`."""
    for line in (root / listing).read_text(encoding="utf-8").splitlines():
        cells = line.split("|")
        match = ROW.match(cells[1]) if len(cells) >= 4 else None
        if not match or match.group(1) in HEADINGS:
            continue
        number = cells[1].strip()
        numbers.append(number)
        claims = list(claims_of(cells[-2] if listing.endswith("checks.md") else "|".join(cells[2:-1])))
        if listing.endswith("checks.md") and not claims:
            yield f"{number}: names no test"
        for file, names in claims:
            path = root / file
            if not path.is_file():
                yield f"{number}: there is no {file}"
                continue
            text = path.read_text(encoding="utf-8")
            yield from (f"{number}: {file} has no {name}" for name in names
                        if not exists(name, file, text))


def main(root):
    root = pathlib.Path(root)
    bad = []
    rows = 0
    for listing, needed in LISTS.items():
        numbers = []
        bad += [f"{listing}, {fault}" for fault in faults_of(root, listing, numbers)]
        bad += [f"{listing}, {number}: has no row" for number in needed if number not in numbers]
        rows += len(numbers)
    print("\n".join(bad) if bad else f"The tests of {rows} rows exist.")
    return 1 if bad or not rows else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
