// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/prometheus/prometheus_peer.h"

#include "tests/services/http/raw_client.h"
#include "tests/support/store_bench.h"

#include <QElapsedTimer>
#include <QFile>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTest>

#include <csignal>

#include <sys/prctl.h>

using namespace Qt::StringLiterals;

namespace tidemark::test {

namespace {

constexpr int kReady_ms = 30'000;
constexpr int kStop_ms = 10'000;

quint16 freePort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : quint16(0);
}

} // namespace

PrometheusPeer::PrometheusPeer()
{
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setStandardOutputFile(m_folder.filePath(u"log"_s));
    m_process.setWorkingDirectory(m_folder.path());
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
}

PrometheusPeer::~PrometheusPeer()
{
    m_client.reset();
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.terminate();
    if (!m_process.waitForFinished(kStop_ms)) {
        m_process.kill();
        m_process.waitForFinished(kStop_ms);
    }
}

QString PrometheusPeer::program()
{
    return QStandardPaths::findExecutable(u"prometheus"_s);
}

bool PrometheusPeer::start(const QByteArray &configuration)
{
    QFile file(m_folder.filePath(u"p.yml"_s));
    if (!file.open(QIODevice::WriteOnly) || file.write(configuration) != configuration.size())
        return false;
    file.close();
    constexpr int kTries = 3; // the port may be taken by another in between
    for (int i = 0; i < kTries; ++i) {
        m_port = freePort();
        m_process.start(program(),
                        {u"--config.file=p.yml"_s, u"--storage.tsdb.path=data"_s,
                         u"--web.listen-address=127.0.0.1:%1"_s.arg(m_port),
                         u"--web.enable-remote-write-receiver"_s, u"--log.level=warn"_s});
        QElapsedTimer since;
        since.start();
        while (m_process.state() != QProcess::NotRunning && since.elapsed() < kReady_ms) {
            if (isReady()) {
                m_client = std::make_unique<prometheus::QueryClient>(
                    m_network, net::parseEndpoint(url()).value());
                return true;
            }
            QTest::qWait(50);
        }
        if (m_process.state() != QProcess::NotRunning)
            return false;
    }
    return false;
}

bool PrometheusPeer::isReady() const
{
    RawClient client(m_port);
    return client.isConnected() &&
           client.ask("GET /-/ready HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 200;
}

QString PrometheusPeer::url() const
{
    return u"http://127.0.0.1:%1"_s.arg(m_port);
}

QByteArray PrometheusPeer::log() const
{
    QFile file(m_folder.filePath(u"log"_s));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Result<double> PrometheusPeer::value(const QString &expression)
{
    const auto answer = await(m_client->query(expression));
    if (!answer)
        return failure(answer.error());
    if (answer->series.empty())
        return failure(ErrorCode::NotFound, u"no value of "_s + expression);
    return answer->series.front().samples.front().value;
}

} // namespace tidemark::test
