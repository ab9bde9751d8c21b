// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/services/roboto/server_harness.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <cstdint>

namespace tidemark::test {

/// A time well before that of the harness.
inline constexpr std::int64_t kPast = RobotoHarness::kNow - 100 * RobotoHarness::kDay;

/// A query of the metric.
[[nodiscard]] inline QJsonObject queryOf(const QString &name, QJsonObject more = {})
{
    more.insert(QStringLiteral("name"), name);
    return more;
}

/// The sessions of the rows that it answers.
[[nodiscard]] inline QStringList sessionsOf(const QJsonArray &rows)
{
    return texts(rows, QStringLiteral("session_id"));
}

} // namespace tidemark::test
