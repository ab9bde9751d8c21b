#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every message with a number (`%n`, `%Ln`) has its English singular and plural, or a person would read
"1 record(s)". Usage: plurals.py SOURCE_ROOT."""
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

LITERALS = re.compile(r'"(?:[^"\\\n]|\\.)*"(?:\s*"(?:[^"\\\n]|\\.)*")*')


def messages_of(text):
    """Literals with %n or %Ln, neighbouring ones joined as the compiler does."""
    for match in LITERALS.finditer(text):
        joined = "".join(re.findall(r'"((?:[^"\\\n]|\\.)*)"', match.group(0)))
        if re.search("%L?n", joined):
            yield joined.replace('\\"', '"').replace("\\n", "\n")


def main(root):
    root = pathlib.Path(root)
    tree = ElementTree.parse(root / "resources/translations/tidemark_en.ts")
    known = {message.findtext("source") for message in tree.iter("message")
             if all((form.text or "").strip() for form in message.iter("numerusform"))}
    bad = []
    count = 0
    for folder in ("app", "model", "services", "views"):
        for file in sorted((root / folder).rglob("*.cpp")):
            for message in messages_of(file.read_text(encoding="utf-8")):
                count += 1
                if message not in known:
                    bad.append(f"{file.relative_to(root)}: no English plural for \"{message}\"; see "
                               "resources/translations/README.md")
    print("\n".join(bad) if bad else f"{count} messages have their plurals.")
    return 1 if bad or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
