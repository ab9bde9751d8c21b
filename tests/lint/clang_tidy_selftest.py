#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows that clang_tidy.py finds a defect in each file of a unit, parts files that don't go together, and
lets sound files pass. Usage: clang_tidy_selftest.py SOURCE_ROOT (whose .clang-tidy is used)."""
import pathlib
import sys
import tempfile
import unittest

import clang_tidy

SOURCE = pathlib.Path(sys.argv.pop()).resolve()

SOUND = "namespace {{\nint own{0}() {{ return {0}; }}\n}}\nint sound{0}() {{ return own{0}(); }}\n"
DEFECTS = {
    "bugprone-use-after-move": "#include <utility>\n#include <string>\n"
                               "std::string twice(std::string text)\n{\n"
                               "    std::string first = std::move(text);\n    return first + text;\n}\n",
    "clang-analyzer-core.NullDereference": "int of(bool known)\n{\n    int* place = nullptr;\n"
                                           "    int value = 3;\n    if (known)\n        place = &value;\n"
                                           "    return *place;\n}\n",
    "performance-for-range-copy": "#include <string>\n#include <vector>\n"
                                  "std::size_t letters(const std::vector<std::string>& texts)\n{\n"
                                  "    std::size_t count = 0;\n    for (const std::string text : texts)\n"
                                  "        count += text.size();\n    return count;\n}\n",
    "misc-unused-using-decls": "namespace far { int away(); }\nusing far::away;\n",
    "readability-duplicate-include": "#include <string>\n#include <vector>\n#include <string>\n",
    "cppcoreguidelines-pro-type-cstyle-cast": "int* of(const int* place) { return (int*)place; }\n",
}


class ClangTidy(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name).resolve()
        self.build = self.root / "build"
        self.build.mkdir()
        (self.root / "model").mkdir()
        (self.root / ".clang-tidy").write_text((SOURCE / ".clang-tidy").read_text(encoding="utf-8"), encoding="utf-8")

    def check(self, sources):
        entries = []
        for number, text in enumerate(sources):
            path = self.root / "model" / f"file_{number:02}.cpp"
            path.write_text(text, encoding="utf-8")
            entries.append({"file": str(path), "directory": str(self.build),
                            "command": f"launcher clang++ -std=c++20 -o {number}.o -c {path}"})
        return clang_tidy.check(self.root, self.build, entries)

    def test_sound_files_pass_in_one_unit(self):
        self.assertEqual(self.check([SOUND.format(number) for number in range(12)]), (12, 1, []))

    def test_each_defect_is_found_amid_sound_files(self):
        sources = [SOUND.format(0), *DEFECTS.values(), SOUND.format(1)]
        files, units, found = self.check(sources)
        self.assertEqual((files, units), (len(sources), 1))
        for number, name in enumerate(DEFECTS, 1):
            blocks = [block for block in found if name in block]
            self.assertEqual(len(blocks), 1, (name, found))
            self.assertIn(f"file_{number:02}.cpp", blocks[0])
        self.assertEqual(len(found), len(DEFECTS))

    def test_files_that_conflict_are_parted(self):
        text = "namespace {{\nint same() {{ return {0}; }}\n}}\nint other{0}() {{ return same(); }}\n"
        files, units, found = self.check([text.format(number) for number in range(3)])
        self.assertEqual((files, units, found), (3, 3, []))

    def test_what_the_build_unites_is_checked_by_itself(self):
        united = self.build / "model" / "unity" / "model_1.cpp"
        united.parent.mkdir(parents=True)
        names = ["model/sound.cpp", "model/defect.cpp"]
        for name, text in zip(names, [SOUND.format(1), DEFECTS["misc-unused-using-decls"]]):
            (self.root / name).write_text(text, encoding="utf-8")
        united.write_text(clang_tidy.UNITED + "".join(f'#include "{name}" // NOLINT\n' for name in names),
                          encoding="utf-8")
        generated = self.build / "model" / "generated.cpp"
        generated.write_text(DEFECTS["readability-duplicate-include"], encoding="utf-8")
        files, _, found = clang_tidy.check(self.root, self.build, [
            {"file": str(path), "directory": str(self.build), "command": f"clang++ -std=c++20 -o x.o -c {path}"}
            for path in (united, generated)])
        self.assertEqual((files, len(found)), (2, 1), found)
        self.assertIn("model/defect.cpp:2", found[0])

    def test_what_does_not_compile_is_told(self):
        files, _, found = self.check([SOUND.format(0), "int broken( { return 1; }\n"])
        self.assertEqual(files, 2)
        self.assertTrue(any("clang-diagnostic-error" in block for block in found), found)


if __name__ == "__main__":
    unittest.main()
