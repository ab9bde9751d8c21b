// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/net/network_thread.h"
#include "services/prometheus/query_client.h"

#include <QByteArray>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>

#include <memory>

namespace tidemark::test {

/// Debian's prometheus on loopback, in a folder of its own; it ends with this object, or with the
/// thread that started it. One thread.
class PrometheusPeer
{
public:
    PrometheusPeer();
    ~PrometheusPeer(); // ends it
    PrometheusPeer(const PrometheusPeer &) = delete;
    PrometheusPeer &operator=(const PrometheusPeer &) = delete;

    /// The program; empty where it is not installed.
    [[nodiscard]] static QString program();
    /// Starts it with this configuration. False when it is not ready in time: see log().
    [[nodiscard]] bool start(const QByteArray &configuration);

    [[nodiscard]] QString url() const;
    [[nodiscard]] QByteArray log() const;
    /// The first value of an instant query; an error where there is none.
    [[nodiscard]] Result<double> value(const QString &expression);
    [[nodiscard]] prometheus::QueryClient &client() { return *m_client; }

private:
    [[nodiscard]] bool isReady() const;

    QTemporaryDir m_folder;
    QProcess m_process;
    quint16 m_port = 0;
    net::NetworkThread m_network;
    std::unique_ptr<prometheus::QueryClient> m_client; // ends first
};

} // namespace tidemark::test
