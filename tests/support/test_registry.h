// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <memory>
#include <string>
#include <vector>

namespace tidemark::test {

/// One QtTest class of an executable; `make` creates it just before it runs.
struct TestClass
{
    std::string name;
    std::unique_ptr<QObject> (*make)();
};

/// The classes registered with TIDEMARK_TEST, in order of registration.
[[nodiscard]] std::vector<TestClass> &testClasses();

/// Runs the classes named by `--class NAME` (all without it), handing other arguments to QtTest.
[[nodiscard]] int runTestClasses(int argc, char **argv);

template <class T>
struct TestRegistration
{
    explicit TestRegistration(const char *name)
    {
        testClasses().push_back(
            {name, []() -> std::unique_ptr<QObject> { return std::make_unique<T>(); }});
    }
};

/// Call from init(): an unexpected warning fails the test. The one line that the offscreen platform
/// prints for every top-level window is let through.
void failOnUnexpectedWarnings();

} // namespace tidemark::test

/// Registers a QtTest class; use once per class, in its .cpp.
#define TIDEMARK_TEST(Class)                                                                       \
    static const tidemark::test::TestRegistration<Class> s_registration_##Class{#Class};
