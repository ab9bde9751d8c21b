// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/one_shot_body.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace tidemark::net {

OneShotBody::OneShotBody(QByteArray bytes, QObject *parent)
    : QIODevice(parent)
    , m_bytes(std::move(bytes))
    , m_isTaken(m_bytes.isEmpty())
{
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

bool OneShotBody::reset()
{
    return !m_isTaken && QIODevice::reset();
}

qint64 OneShotBody::readData(char *data, qint64 maxSize)
{
    m_isTaken = true;
    const qint64 size = std::min<qint64>(maxSize, m_bytes.size() - pos());
    if (size <= 0)
        return -1;
    std::memcpy(data, m_bytes.constData() + pos(), static_cast<std::size_t>(size));
    return size;
}

qint64 OneShotBody::writeData(const char * /*data*/, qint64 /*size*/)
{
    return -1;
}

} // namespace tidemark::net
