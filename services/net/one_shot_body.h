// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIODevice>

namespace tidemark::net {

/// A request's body that is sent once.
///
/// Qt 6.4 sends a request again by itself when the connection closes before the answer, up to three
/// times and whatever its method (QHttpNetworkConnectionChannel); the server then sees a write
/// twice. It rewinds the body first, so a body that does not rewind ends the request with
/// ContentReSendError instead, and RetryPolicy decides. An empty body does not rewind either:
/// whether its head has been sent cannot be known here.
class OneShotBody final : public QIODevice
{
    Q_OBJECT

public:
    explicit OneShotBody(QByteArray bytes, QObject *parent = nullptr);

    [[nodiscard]] bool isSequential() const override { return false; }
    [[nodiscard]] qint64 size() const override { return m_bytes.size(); }
    bool reset() override;

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *data, qint64 size) override;

private:
    QByteArray m_bytes;
    bool m_isTaken;
};

} // namespace tidemark::net
