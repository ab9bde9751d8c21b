// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/secret.h"

#include <QDebug>

#include <algorithm>
#include <cstring>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

// The compiler may not leave this call out, as it may a memset of memory that is freed next.
void overwrite(void *bytes, std::size_t size) noexcept
{
    if (size > 0)
        explicit_bzero(bytes, size);
}

} // namespace

Secret::Secret(QByteArrayView bytes)
    : m_bytes(bytes.begin(), bytes.end())
{}

Secret Secret::fromText(QStringView text)
{
    QByteArray bytes = text.trimmed().toUtf8();
    Secret secret{QByteArrayView(bytes)};
    overwrite(bytes.data(), static_cast<std::size_t>(bytes.size()));
    return secret;
}

Secret &Secret::operator=(const Secret &other)
{
    Secret copy(other);
    std::swap(m_bytes, copy.m_bytes); // the old bytes go with the copy
    return *this;
}

Secret &Secret::operator=(Secret &&other) noexcept
{
    if (this != &other) {
        wipe();
        m_bytes = std::exchange(other.m_bytes, {});
    }
    return *this;
}

Secret::~Secret()
{
    wipe();
}

QByteArrayView Secret::reveal() const noexcept
{
    return {m_bytes.data(), static_cast<qsizetype>(m_bytes.size())};
}

QString Secret::removedFrom(QString text) const
{
    if (!isEmpty())
        text.replace(QString::fromUtf8(reveal()), u"***"_s);
    return text;
}

QByteArray Secret::removedFrom(QByteArray bytes) const
{
    if (!isEmpty())
        bytes.replace(reveal(), "***");
    return bytes;
}

void Secret::wipe() noexcept
{
    overwrite(m_bytes.data(), m_bytes.size());
}

bool operator==(const Secret &a, const Secret &b) noexcept
{
    unsigned difference = a.m_bytes.size() == b.m_bytes.size() ? 0U : 1U;
    const std::size_t common = std::min(a.m_bytes.size(), b.m_bytes.size());
    for (std::size_t i = 0; i < common; ++i)
        difference |= static_cast<unsigned char>(a.m_bytes[i] ^ b.m_bytes[i]);
    return difference == 0;
}

QDebug operator<<(QDebug debug, const Secret &secret)
{
    const QDebugStateSaver saver(debug);
    debug.noquote() << (secret.isEmpty() ? u"(none)"_s : u"***"_s);
    return debug;
}

} // namespace tidemark
