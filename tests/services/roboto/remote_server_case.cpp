// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/roboto/remote_server_case.h"

#include "tests/support/test_registry.h"

using namespace Qt::StringLiterals;

namespace tidemark::test {

void RemoteServerCase::init()
{
    failOnUnexpectedWarnings();
    m_server = std::make_unique<RobotoHarness>();
    const QString url = u"http://127.0.0.1:%1"_s.arg(m_server->port());
    m_remote = std::make_unique<RemoteBench>(url, m_server->newToken());
}

void RemoteServerCase::cleanup()
{
    m_remote.reset();
    m_server.reset();
}

RemoteSession RemoteServerCase::session(const QString &key, std::int64_t first_ns,
                                        std::int64_t last_ns, const QStringList &devices)
{
    NewRemoteSession wanted;
    wanted.key = key;
    wanted.devices = devices;
    const auto made = ended((*m_remote)->createSession(wanted, {}));
    if (!made)
        return {};
    const NewContribution file{u"fl_"_s + key,
                               ClosedRange{Timestamp(first_ns), Timestamp(last_ns)}};
    return ended((*m_remote)->addFiles(made->uid, {file}, {})).value_or(RemoteSession{});
}

} // namespace tidemark::test
