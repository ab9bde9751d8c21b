// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace tidemark::test {

inline constexpr const char *kJson = "application/json";
inline constexpr const char *kProtobuf = "application/x-protobuf";

/// The head of a request.
inline QByteArray head(const QByteArray &type, const QByteArray &more,
                       const QByteArray &line = "POST /v1/metrics")
{
    return line + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type + "\r\n" + more + "\r\n";
}

/// A whole one.
inline QByteArray post(const QByteArray &type, const QByteArray &body, const QByteArray &more = {},
                       const QByteArray &line = "POST /v1/metrics")
{
    const QByteArray length = "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    return head(type, length + more, line) + body;
}

} // namespace tidemark::test
