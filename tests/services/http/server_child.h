// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/services/http/raw_client.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QProcess>

namespace tidemark::test {

/// The echoing server in a process of its own (http_server_child), whose memory and descriptors can
/// be told.
class Child
{
public:
    explicit Child(const QStringList &arguments = {})
    {
        m_process.start(QCoreApplication::applicationDirPath() +
                            QStringLiteral("/http_server_child"),
                        arguments);
        if (m_process.waitForReadyRead(RawClient::kPatience_ms))
            m_port = m_process.readLine().trimmed().toUShort();
    }
    ~Child()
    {
        m_process.closeWriteChannel();
        m_process.waitForFinished(RawClient::kPatience_ms);
    }
    Child(const Child &) = delete;
    Child &operator=(const Child &) = delete;

    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] RawClient client() const { return RawClient(m_port); }
    [[nodiscard]] int status(const QByteArray &wire) const { return client().ask(wire).status; }
    /// "VmRSS" now, "VmHWM" the most so far.
    [[nodiscard]] qint64 memory_kib(const QByteArray &name) const
    {
        QFile file(QStringLiteral("/proc/%1/status").arg(m_process.processId()));
        if (!file.open(QIODevice::ReadOnly))
            return 0;
        for (const QByteArray &line : file.readAll().split('\n')) {
            if (line.startsWith(QByteArray(name + ':')))
                return line.sliced(name.size() + 1).simplified().split(' ').first().toLongLong();
        }
        return 0;
    }
    [[nodiscard]] int descriptors() const
    {
        return static_cast<int>(
            QDir(QStringLiteral("/proc/%1/fd").arg(m_process.processId()))
                .entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System)
                .size());
    }
    /// Ends it; true when it ended by itself and without fault.
    [[nodiscard]] bool ends()
    {
        m_process.closeWriteChannel();
        return m_process.waitForFinished(RawClient::kPatience_ms) &&
               m_process.exitStatus() == QProcess::NormalExit && m_process.exitCode() == 0;
    }

private:
    QProcess m_process;
    quint16 m_port = 0;
};

} // namespace tidemark::test
