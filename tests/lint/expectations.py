#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each test that tests/expectations.md names exists in the file it names.

A row reads `| W1 | tests/a/b_test.cpp: firstTest, secondTest; c_test.cpp: third (a remark) |`; a file
without a folder lies beside the one named before it. Usage: expectations.py SOURCE_ROOT.
"""
import pathlib
import re
import sys

FILE = re.compile(r"([\w/]+\.(?:cpp|py|sh)):?\s*(.*)", re.DOTALL)
TEST_NAME = re.compile(r"^[a-z][A-Za-z0-9]*[A-Z][A-Za-z0-9]*$")


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
        names = [name.strip(" `.") for name in re.split(r",|…| and ", match.group(2))]
        yield file, [name for name in names if TEST_NAME.match(name)]


def main(root):
    root = pathlib.Path(root)
    bad = []
    count = 0
    for line in (root / "tests/expectations.md").read_text(encoding="utf-8").splitlines():
        cells = line.split("|")
        if len(cells) < 4 or not re.match(r"\s*[A-Z]\d+", cells[1]):
            continue
        for file, names in claims_of("|".join(cells[2:-1])):
            path = root / file
            if not path.is_file():
                bad.append(f"{cells[1].strip()}: there is no {file}")
                continue
            text = path.read_text(encoding="utf-8")
            count += len(names)
            bad += [f"{cells[1].strip()}: {file} has no {name}" for name in names if name not in text]
    print("\n".join(bad) if bad else f"{count} named tests exist.")
    return 1 if bad or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
