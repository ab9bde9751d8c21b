// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/services/roboto/server_harness.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>

#include <cstdint>

namespace tidemark::test {

/// The words for all periods.
[[nodiscard]] inline const QStringList &periods()
{
    static const QStringList all{QStringLiteral("daily"), QStringLiteral("weekly"),
                                 QStringLiteral("monthly"), QStringLiteral("quarterly"),
                                 QStringLiteral("yearly")};
    return all;
}

/// A request for aggregates of the metric m.
[[nodiscard]] inline QJsonObject aggregateBody(const QString &period, const QString &function,
                                               std::int64_t begin, std::int64_t end)
{
    return {{QStringLiteral("name"), QStringLiteral("m")},
            {QStringLiteral("period"), period},
            {QStringLiteral("aggregation"), function},
            {QStringLiteral("start_time_ns"), qint64{begin}},
            {QStringLiteral("end_time_ns"), qint64{end}}};
}

/// The records of its answer.
[[nodiscard]] inline QJsonArray recordsOf(const Answer &answer)
{
    return answer.list(QLatin1String("records"));
}

} // namespace tidemark::test
