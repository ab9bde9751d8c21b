// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QIODevice>

#include <memory>

namespace tidemark::exchange {

/// Reads a gzip file's content, also of several members one after the other, with constant memory.
/// Damage ends reading with an error, never with less than was stored. One thread.
class GzipDevice final : public QIODevice
{
public:
    /// `source` is open and outlives the device.
    explicit GzipDevice(QIODevice &source);
    ~GzipDevice() override; // needs the whole Stream

    [[nodiscard]] bool isSequential() const override { return true; }

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *data, qint64 size) override;

private:
    struct Stream;

    [[nodiscard]] qint64 refill();
    [[nodiscard]] qint64 fail(const QString &reason);

    QIODevice &m_source;
    std::unique_ptr<Stream> m_stream;
    QByteArray m_input;
    bool m_isMember = false; ///< inside a member: the end of the source would cut it off
    bool m_isEnd = false;
};

} // namespace tidemark::exchange
