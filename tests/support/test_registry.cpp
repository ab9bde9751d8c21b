// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_registry.h"

#include <QRegularExpression>
#include <QtTest/QTest>

#include <cstdio>
#include <string_view>

namespace tidemark::test {

std::vector<TestClass> &testClasses()
{
    static std::vector<TestClass> classes;
    return classes;
}

int runTestClasses(int argc, char **argv)
{
    std::string wanted;
    std::vector<char *> rest{argv[0]};
    for (int i = 1; i < argc; ++i) {
        if (std::string_view(argv[i]) == "--class" && i + 1 < argc)
            wanted = argv[++i];
        else
            rest.push_back(argv[i]);
    }
    int failures = 0;
    bool found = false;
    for (const TestClass &test : testClasses()) {
        if (!wanted.empty() && test.name != wanted)
            continue;
        found = true;
        const auto object = test.make();
        failures += QTest::qExec(object.get(), static_cast<int>(rest.size()), rest.data());
    }
    if (!found) {
        std::fprintf(stderr, "No test class named \"%s\" in this executable.\n", wanted.c_str());
        return 1;
    }
    return failures > 255 ? 255 : failures;
}

void failOnUnexpectedWarnings()
{
    static const QRegularExpression pattern(
        QStringLiteral("^(?!This plugin does not support propagateSizeHints)"));
    QTest::failOnWarning(pattern);
}

} // namespace tidemark::test
