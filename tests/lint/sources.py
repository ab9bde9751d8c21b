#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules that no compiler checks: licence line, no absolute home or work paths, text files end in a
line end, texts begin with their heading, no QFuture::then() (see model/core/when_finished.h). Usage: sources.py SOURCE_ROOT."""
import pathlib
import re
import sys

SOURCE = {".h", ".cpp", ".cmake", ".py", ".sh", ".txt"}
FOLDERS = ("app", "cmake", "model", "packaging", "services", "tests", "views", "resources")
THEN = re.compile(r"(\.|->)then\(")
MAY_USE_THEN = {"when_finished.h", "when_finished_test.cpp"}
MACHINE_PATH = re.compile(r"(?<![\w.])/(home|work|root|Users)/\w")


def needs_licence(path):
    if path.suffix == ".txt":
        return path.name == "CMakeLists.txt"
    return path.suffix in SOURCE or (path.parent.name == "packaging" and path.suffix == "")


def problems_of(path, text):
    found = []
    if path.suffix == ".md" and not text.startswith("# "):
        found.append('no heading "# …" in the first line; a formatter of sources spoils texts')
    if needs_licence(path) and "SPDX-License-Identifier: GPL-3.0-or-later" not in "\n".join(text.splitlines()[:3]):
        found.append("no SPDX licence line at the top")
    if MACHINE_PATH.search(text) and path.name != "sources.py":
        found.append(f"a machine's path: {MACHINE_PATH.search(text).group(0)}…")
    if path.suffix in {".h", ".cpp"} and path.name not in MAY_USE_THEN and THEN.search(text):
        found.append("QFuture::then() may run twice in Qt 6.4: use whenFinished() or continueOn()")
    if text and not text.endswith("\n"):
        found.append("no line end at the end of the file")
    if "\r" in text:
        found.append("carriage returns")
    return found


def main(root):
    root = pathlib.Path(root)
    files = [f for folder in FOLDERS for f in sorted((root / folder).rglob("*"))
             if f.is_file() and (f.suffix in SOURCE or needs_licence(f)) and "corpus" not in f.parts
             and "data" not in f.parts and "__pycache__" not in f.parts]
    files += sorted(root.glob("*.md")) + sorted((root / "tests").rglob("*.md"))
    bad = [f"{f.relative_to(root)}: {what}" for f in files
           for what in problems_of(f, f.read_bytes().decode("utf-8"))]
    print("\n".join(bad) if bad else f"{len(files)} files keep the rules.")
    return 1 if bad or not files else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
