// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/remote_api.h"

#include <QByteArray>

#include <functional>
#include <vector>

namespace tidemark::test {

/// One call of a remote: how it is made, what a server answers, and what it must have been sent.
/// The organisation is `og é`.
struct RemoteCall
{
    const char *name;
    /// `ok`, or what went wrong.
    std::function<QByteArray(RemoteApi &)> make;
    QByteArray answer; ///< empty: none, with status 204
    QByteArray line;   ///< without the version
    QByteArray org;    ///< `caller`, `owner` or nothing
    QByteArray body;
};

/// Every call of the port that is one request.
[[nodiscard]] const std::vector<RemoteCall> &remoteCalls();

/// What the calls are made with.
[[nodiscard]] NewRemoteSession keyedSession(); ///< its key is `ours`
[[nodiscard]] RemotePublish oneValue();

/// Answers of a service.
[[nodiscard]] QByteArray definitionJson();
[[nodiscard]] QByteArray sessionJson(); ///< with the key `ours`
[[nodiscard]] QByteArray recordJson();
[[nodiscard]] QByteArray dataJson(const QByteArray &content);
[[nodiscard]] QByteArray pageJson(const QByteArray &items, const QByteArray &token = "null");

} // namespace tidemark::test
