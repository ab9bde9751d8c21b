// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/services/roboto/remote_bench.h"
#include "tests/services/roboto/server_harness.h"

#include <QObject>

#include <memory>

namespace tidemark::test {

/// A test class of the client against the server on a real store: what goes in comes out. Each test
/// has both of its own.
class RemoteServerCase : public QObject
{
    Q_OBJECT

protected:
    /// A session that is made there, whose one file gives it these times; invalid when that failed.
    [[nodiscard]] RemoteSession session(const QString &key, std::int64_t first_ns,
                                        std::int64_t last_ns, const QStringList &devices = {});

    std::unique_ptr<RobotoHarness> m_server;
    std::unique_ptr<RemoteBench> m_remote;

private Q_SLOTS:
    void init();
    void cleanup();
};

} // namespace tidemark::test

/// The answer to a call of the client, which must not fail. In a test of RemoteServerCase.
#define DONE(variable, call)                                                                       \
    const auto variable = ended((*m_remote)->call);                                                \
    QVERIFY2(variable, complaintOf(variable).constData())
