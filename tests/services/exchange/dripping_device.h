// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QIODevice>

#include <utility>

namespace tidemark::test {

/// Hands out one byte at a time, so that every state of the reader meets a border.
class DrippingDevice final : public QIODevice
{
public:
    explicit DrippingDevice(QByteArray bytes)
        : m_bytes(std::move(bytes))
    {
        setOpenMode(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    [[nodiscard]] bool isSequential() const override { return true; }

protected:
    qint64 readData(char *data, qint64 /*maxSize*/) override
    {
        if (m_at == m_bytes.size())
            return 0;
        *data = m_bytes[m_at++];
        return 1;
    }
    qint64 writeData(const char * /*data*/, qint64 /*size*/) override { return -1; }

private:
    QByteArray m_bytes;
    qsizetype m_at = 0;
};

} // namespace tidemark::test
