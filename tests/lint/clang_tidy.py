#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs clang-tidy on every source file of the project, several files as one unit.

Most of what clang-tidy does goes into the headers of Qt and the standard library, anew for each unit:
twelve files together take about the time of two. The text of the files is written one after another into
the unit, since some checks look at a unit's main file only. Files that can't be compiled together (two name
the same thing in their anonymous namespaces) go into another unit.

Usage: clang_tidy.py SOURCE_ROOT BUILD_FOLDER. The build folder has a compile_commands.json by clang, and
everything in it is built (the precompiled and the generated headers are used). Exit code 1 and what was
found, else 0 and a count.
"""
import bisect
import concurrent.futures
import itertools
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

FILES_OF_A_UNIT = 12
FINDING = re.compile(r"^(/[^:]+):\d+:\d+: (?:error|warning|fatal error): ")
PLACE = re.compile(r"(/[^:\s]+/unit_\d+\.cpp):(\d+)")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"][^>"]+[>"])')



def flags_of(command):
    """The compiler and its flags without launcher, input and output."""
    words = shlex.split(command)
    start = next(i for i, word in enumerate(words) if re.search(r"clang\+\+(-\d+)?$", word))
    kept = []
    skip_next = False
    for word in words[start:-1]:
        if skip_next:
            skip_next = False
        elif word in ("-o", "-c"):
            skip_next = word == "-o"
        else:
            kept.append(word)
    return tuple(kept)


def groups_of(source, build, entries):
    """Own files by the flags and the folder they are compiled with."""
    groups = {}
    for entry in entries:
        path = pathlib.Path(entry["file"])
        if not path.is_relative_to(source) or path.is_relative_to(build):
            continue
        key = (flags_of(entry["command"]), entry["directory"])
        groups.setdefault(key, set()).add(str(path))
    return {key: sorted(files) for key, files in sorted(groups.items())}


class Unit:
    """Files that are compiled as one."""

    def __init__(self, flags, folder, files, place):
        self.flags, self.folder, self.files, self.place = flags, folder, files, place
        self.begins = []

    def write(self):
        """Includes that an earlier file has are left out, else each would be called a duplicate."""
        lines = []
        self.begins = []
        included = set()
        for file in self.files:
            self.begins.append(len(lines) + 1)
            here = set()
            for line in pathlib.Path(file).read_text(encoding="utf-8").splitlines():
                match = INCLUDE.match(line)
                name = match and match.group(1)
                repeated = name in included and name not in here
                if name:
                    here.add(name)
                lines.append("" if repeated else line)
            included |= here
        self.place.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def in_files(self, text):
        """Text with the lines of the files in the place of those of the unit."""
        def told(match):
            if match.group(1) != str(self.place):
                return match.group(0)
            line = int(match.group(2))
            index = bisect.bisect_right(self.begins, line) - 1
            return f"{self.files[index]}:{line - self.begins[index] + 1}"
        return PLACE.sub(told, text)

    def conflicting(self):
        """Those of the files that don't compile together with the ones before them."""
        self.write()
        done = subprocess.run([*self.flags, "-Wno-everything", "-ferror-limit=0", "-fsyntax-only", self.place],
                              cwd=self.folder, capture_output=True, text=True, check=False)
        if done.returncode == 0 or len(self.files) == 1:
            return []
        wrong = {match.group(1) for match in map(FINDING.match, self.in_files(done.stderr).splitlines()) if match}
        named = [file for file in self.files if file in wrong]
        return named if 0 < len(named) < len(self.files) else self.files[len(self.files) // 2:]

    def findings(self, config):
        self.write()
        done = subprocess.run(["clang-tidy", "--quiet", f"--config-file={config}", self.place, "--", *self.flags[1:],
                               "-Wno-everything"],
                              cwd=self.folder, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return []
        blocks = []
        for line in self.in_files(done.stdout).splitlines():
            if FINDING.match(line) or not blocks:
                blocks.append([])
            blocks[-1].append(line)
        return ["\n".join(block) for block in blocks] or [done.stderr]


def units_of(flags, folder, files, units_folder, numbers):
    """Parts the files into units that compile."""
    waiting = list(files)
    units = []
    while waiting:
        place = units_folder / f"unit_{next(numbers)}.cpp"
        unit = Unit(flags, folder, waiting[:FILES_OF_A_UNIT], place)
        waiting = waiting[FILES_OF_A_UNIT:]
        aside = unit.conflicting()
        while aside:
            waiting += aside
            unit.files = [file for file in unit.files if file not in aside]
            aside = unit.conflicting()
        units.append(unit)
    return units


def check(source, build, entries):
    """(number of files, number of units, what was found, each once)"""
    folder = build / "clang_tidy"
    folder.mkdir(exist_ok=True)
    numbers = itertools.count()
    files = units = 0
    found = {}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        parted = [pool.submit(units_of, *key, own, folder, numbers)
                  for key, own in groups_of(source, build, entries).items()]
        checked = []
        for part in parted:
            for unit in part.result():
                files += len(unit.files)
                units += 1
                checked.append(pool.submit(unit.findings, source / ".clang-tidy"))
        for one in checked:
            found.update(dict.fromkeys(one.result()))
    return files, units, list(found)


def main():
    if len(sys.argv) != 3:
        print(__doc__)
        return 2
    if not shutil.which("clang-tidy"):
        print("clang-tidy is missing; packaging/packages.txt names its package (Debian: clang-tidy)")
        return 1
    source, build = (pathlib.Path(word).resolve() for word in sys.argv[1:])
    entries = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    files, units, found = check(source, build, entries)
    for block in found:
        print(block)
    print(f"{files} files in {units} units, {len(found)} findings")
    return 1 if found or files == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
