#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads every #include and tells which folder knows one it may not (ARCHITECTURE.md, section 2).

Usage: layering.py SOURCE_ROOT. Exit code 1 and one line per violation, else 0 and a count.
"""
import pathlib
import re
import sys

FOLDERS = ("app", "model", "services", "views")

# folder -> folders it may include
MAY_KNOW = {
    "model": {"model"},
    "services": {"model", "services"},
    "views": {"model", "views"},
    "app": {"app", "model", "services", "views"},
}

# inside the model: sub-folder -> sub-folders it may include
MODEL_MAY_KNOW = {
    "core": {"core"},
    "time": {"core", "time"},
    "domain": {"core", "time", "domain"},
    "ports": {"core", "time", "domain", "ports"},
    "series": {"core", "time", "domain", "series"},
    "store": {"core", "time", "domain", "ports", "series", "store"},
    "items": {"core", "time", "domain", "ports", "items"},
}

# folders that other programs link without the rest, and without Qt
ALONE = ("services/metrics",)

WIDGETS = r"Q(Widget|Application|MainWindow|Dialog|Painter|Color|Font|Icon|Pixmap|Image|Action|Chart\w*|.*View|.*Delegate|GraphicsItem)"
NETWORK = r"Q(Network\w*|Tcp\w*|Udp\w*|Ssl\w*|Local(Server|Socket)|Http\w*)"
SQL = r"QSql\w*"

# folder -> Qt headers that belong to a module it may not use
FORBIDDEN_QT = {
    "model": re.compile(rf"^({WIDGETS}|{NETWORK})$"),
    "services": re.compile(rf"^({WIDGETS}|{SQL})$"),
    "views": re.compile(rf"^({NETWORK}|{SQL})$"),
    "app": re.compile(rf"^({SQL})$"),
}

# item views' abstract models are Qt Core, though their names end like widgets
QT_CORE = {"QAbstractItemModel", "QLatin1StringView", "QStringView", "QAnyStringView", "QByteArrayView", "QUtf8StringView"}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def violations_of(path, includes):
    """Names what `path` (relative, posix) may not include. `includes`: list of (bracket, target)."""
    parts = path.split("/")
    folder = parts[0]
    found = []
    alone = next((own for own in ALONE if path.startswith(own + "/")), None)
    for bracket, target in includes:
        if alone and (re.match(r"^Q[A-Z]\w+$|^Qt", target) if bracket == "<" else not target.startswith(alone + "/")):
            found.append(f"{target}: {alone} knows the standard library and itself alone")
        elif bracket == "<":
            if re.match(r"^Qt[A-Z]\w*/", target):
                found.append(f"<{target}>: write Qt headers without their module's folder")
            elif target not in QT_CORE and FORBIDDEN_QT[folder].match(target):
                found.append(f"<{target}>: this module of Qt is not for {folder}")
            continue
        top = target.split("/")[0]
        if target.endswith(".moc") or target.startswith("moc_"):
            continue
        if top not in FOLDERS:
            found.append(f'"{target}": include paths start at the repository root')
        elif top not in MAY_KNOW[folder]:
            found.append(f'"{target}": {folder} may not know {top}')
        elif folder == "model" and top == "model":
            mine, other = parts[1], target.split("/")[1]
            if other not in MODEL_MAY_KNOW.get(mine, set()):
                found.append(f'"{target}": model/{mine} may not know model/{other}')
    return found


def includes_of(text):
    matches = (INCLUDE.match(line) for line in text.splitlines())
    return [(m.group(1), m.group(2)) for m in matches if m]


def main(root):
    root = pathlib.Path(root)
    count = 0
    bad = []
    for folder in FOLDERS:
        for file in sorted((root / folder).rglob("*")):
            if file.suffix not in (".h", ".cpp"):
                continue
            count += 1
            path = file.relative_to(root).as_posix()
            for what in violations_of(path, includes_of(file.read_text(encoding="utf-8"))):
                bad.append(f"{path}: {what}")
    print("\n".join(bad) if bad else f"{count} files obey the layering.")
    if count == 0:
        print("No source file was found: wrong folder?")
        return 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
