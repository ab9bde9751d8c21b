// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/commands/source_command_case.h"

#include "tests/support/private_bus.h"

#include <QTest>

using namespace Qt::StringLiterals;

namespace tidemark::test {

SourceCommandCase::SourceCommandCase() = default;
SourceCommandCase::~SourceCommandCase() = default; // PrivateBus is known here

void SourceCommandCase::addFar(const QStringList &more)
{
    const auto added =
        run(QStringList{u"sources"_s, u"add"_s, u"far"_s, u"--endpoint"_s, m_served->url()} + more);
    QVERIFY2(added.exitCode == 0, added.err.constData());
}

void SourceCommandCase::addFarAt(const QString &url)
{
    const auto added =
        run({u"sources"_s, u"add"_s, u"far"_s, u"--endpoint"_s, url, u"--level"_s, u"summary"_s});
    QVERIFY2(added.exitCode == 0, added.err.constData());
    setEnvironmentToken();
    qputenv("ROBOTO_SERVICE_ENDPOINT", url.toUtf8());
}

void SourceCommandCase::setEnvironmentToken()
{
    qputenv("ROBOTO_API_KEY", m_token.toUtf8());
    qputenv("ROBOTO_SERVICE_ENDPOINT", m_served->url().toUtf8());
}

QByteArray SourceCommandCase::valuesOf(const QString &store)
{
    return runTidemark({u"query"_s, u"load"_s, u"--format"_s, u"csv"_s, u"--store"_s, store}).out;
}

void SourceCommandCase::initTestCase()
{
    m_bus = std::make_unique<PrivateBus>();
    if (!m_bus->isRunning())
        QSKIP("This system has no dbus-daemon (package dbus-daemon): the whole class is left out.");
}

void SourceCommandCase::init()
{
    begin(u"here.tidemark"_s);
    m_there = path(u"there.tidemark"_s);
    m_token = createToken(m_there);
    QVERIFY(!m_token.isEmpty());
    m_served = std::make_unique<ServedStore>(m_there, QStringList{u"--quiet"_s});
    QVERIFY(m_served->isServing());
}

void SourceCommandCase::cleanup()
{
    qunsetenv("ROBOTO_API_KEY");
    qunsetenv("ROBOTO_SERVICE_ENDPOINT");
    qunsetenv("ROBOTO_CONFIG_FILE");
    qunsetenv("ROBOTO_DEFAULT_HTTP_TIMEOUT");
    m_served.reset();
}

} // namespace tidemark::test
