// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/services/http/raw_client.h"
#include "tests/support/test_registry.h"

#include <QTest>

namespace tidemark::test {

/// Sees to it that each test leaves no thread and no open file behind.
class LeakWatch
{
public:
    /// Once, when all that libraries keep open is open.
    void begin() { m_descriptors = openDescriptors(); }
    void beginTest()
    {
        failOnUnexpectedWarnings();
        m_threads = threadCount();
    }
    void check() const
    {
        QTRY_COMPARE(threadCount(), m_threads);
        QCOMPARE(openDescriptors(), m_descriptors);
    }

private:
    int m_descriptors = 0;
    int m_threads = 0;
};

} // namespace tidemark::test
