// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTcpSocket>
#include <QTimer>
#include <QUrl>

#include <functional>

namespace tidemark::net {

/// Looks whether HTTP is spoken at an http address: sends a HEAD without credentials and reads the
/// first bytes. Qt reports a server of another protocol only as a closed connection. Lives on the
/// network thread.
class ProtocolProbe final : public QObject
{
    Q_OBJECT

public:
    /// `whenDone` is called once: true when something else than HTTP answered. False also means
    /// that nothing came within two seconds.
    ProtocolProbe(QUrl url, std::function<void(bool)> whenDone, QObject *parent);

    void start();

private:
    void onConnected();
    void onBytes();
    [[nodiscard]] bool looksLikeHttp(); ///< so far
    void finish(bool isOtherProtocol);

    QUrl m_url;
    std::function<void(bool)> m_whenDone;
    QTcpSocket m_socket;
    QTimer m_deadline;
};

} // namespace tidemark::net
