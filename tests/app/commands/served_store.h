// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/services/roboto/roboto_client.h"

#include <QProcess>
#include <QString>
#include <QStringList>

#include <memory>

namespace tidemark::test {

/// `tidemark serve` on a store, a process of its own on a free port.
class ServedStore
{
public:
    /// Waits until it says its address. `listen` is ADDRESS:PORT.
    explicit ServedStore(const QString &store, const QStringList &more = {},
                         const QString &listen = QStringLiteral("127.0.0.1:0"));
    ~ServedStore(); // kills what still runs

    [[nodiscard]] bool isServing() const { return m_port != 0; }
    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] QString url() const { return m_url; } ///< its one line on standard output
    [[nodiscard]] QProcess &process() { return *m_process; }

    void kill(); ///< SIGKILL
    /// Sends the signal and waits for the end; -1 when it crashed or did not end.
    [[nodiscard]] int end(int signal);
    /// What came on standard error so far.
    [[nodiscard]] QByteArray messages();

private:
    std::unique_ptr<QProcess> m_process;
    QString m_url;
    quint16 m_port = 0;
    QByteArray m_messages;
};

/// A new token of the store, made by `tidemark token create`; empty when that failed.
[[nodiscard]] QString createToken(const QString &store, const QStringList &more = {});

} // namespace tidemark::test
