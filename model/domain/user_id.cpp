// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/user_id.h"

#include <QUuid>

namespace tidemark {

namespace {

/// RFC 4122, appendix C.
constexpr QUuid kDnsNamespace(0x6ba7b810, 0x9dad, 0x11d1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30,
                              0xc8);

QUuid usersNamespace()
{
    return QUuid::createUuidV5(kDnsNamespace, QByteArrayLiteral("nemo-agent-toolkit"));
}

} // namespace

QString userIdOf(const QString &identity)
{
    return QUuid::createUuidV5(usersNamespace(), identity.toUtf8()).toString(QUuid::WithoutBraces);
}

} // namespace tidemark
