// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/roboto/wire/bodies.h"
#include "services/roboto/wire/metrics.h"

namespace tidemark::test {

/// A publish call of these items; `device` is JSON, and left out when it is empty.
inline QByteArray publishBody(const QByteArray &items, const QByteArray &device = {})
{
    return R"({"session_id":"ss_7f3k9w2p",)" +
           (device.isEmpty() ? QByteArray() : R"("device_id":)" + device + ",") + R"("metrics":)" +
           items + "}";
}

/// The field for which a body is refused.
template <class Request>
QString fieldRefused(const QByteArray &body)
{
    const auto request = roboto::readRequest<Request>(body);
    if (request)
        return QStringLiteral("accepted");
    if (request.error().code != ErrorCode::InvalidArgument)
        return QStringLiteral("another code");
    return request.error().detail;
}

} // namespace tidemark::test
