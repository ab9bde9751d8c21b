// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/services/roboto/server_harness.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

#include <optional>

namespace tidemark::test {

/// A value of a publish request.
[[nodiscard]] inline QJsonObject entry(const QString &name, const QJsonValue &value)
{
    return {{QStringLiteral("name"), name}, {QStringLiteral("value"), value}};
}

/// A publish request; without a device only when there is none to be told, not even null.
[[nodiscard]] inline QJsonObject
publishBody(const QString &session, const QJsonArray &metrics,
            const std::optional<QJsonValue> &device = QJsonValue(QJsonValue::Null))
{
    QJsonObject body{{QStringLiteral("session_id"), session}, {QStringLiteral("metrics"), metrics}};
    if (device)
        body.insert(QStringLiteral("device_id"), *device);
    return body;
}

/// What the session has.
[[nodiscard]] inline QJsonArray valuesOf(RobotoHarness &server, const QString &session)
{
    return server->get("/v1/metrics/session/" + session.toUtf8() + '/').list();
}

} // namespace tidemark::test
