#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gives the English plural forms of messages such as `delete %n record(s)` and `%n devices`.

Usage: fill_plurals.py FILE.ts. Messages that have forms already are left alone; one that needs words
of its own (`%n entries`) is edited by hand in the file. A message without a noun after its number,
such as `%n skipped`, is the same for one and for many; those are printed, to be looked at.
"""
import re
import sys
import xml.etree.ElementTree as ElementTree


def main(path):
    tree = ElementTree.parse(path)
    without_noun = []
    for message in tree.iter("message"):
        if message.get("numerus") != "yes":
            continue
        source = message.findtext("source")
        translation = message.find("translation")
        forms = translation.findall("numerusform")
        if all((form.text or "").strip() for form in forms) and len(forms) == 2:
            translation.attrib.pop("type", None)
            continue
        plural = re.compile(r"(%n \w+?)s\b")
        if "(s)" not in source and not plural.search(source):
            without_noun.append(source)
        singular = plural.sub(r"\1", source) if "(s)" not in source else source.replace("(s)", "")
        for form in forms:
            translation.remove(form)
        for text in (singular, source.replace("(s)", "s")):
            ElementTree.SubElement(translation, "numerusform").text = text
        translation.attrib.pop("type", None)
    ElementTree.indent(tree, space="    ")
    body = ElementTree.tostring(tree.getroot(), encoding="unicode")
    with open(path, "w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n' + body + "\n")
    for source in without_noun:
        print(f"The same for one and for many: {source}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
