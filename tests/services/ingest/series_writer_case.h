// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/ingest/series_writer.h"
#include "tests/services/statsd/store_case.h"

#include <QObject>

#include <stop_token>

namespace tidemark::test {

/// A test class that writes samples of series without tags or with numbered ones.
class SeriesWriterCase : public QObject
{
protected:
    static constexpr Timestamp kBegin{1'700'000'000'000'000'000};
    static inline const std::stop_token kForEver;

    [[nodiscard]] static Timestamp after(int seconds)
    {
        return kBegin + Timedelta(seconds * std::int64_t{1'000'000'000});
    }
    [[nodiscard]] static NewDefinition plain() { return {}; }
    [[nodiscard]] static TagMap numbered(int number)
    {
        return {{QStringLiteral("i"), QString::number(number)}};
    }
    /// Adds one sample of a series that there is room for.
    static void put(ingest::SeriesWriter &writer, const QString &metric, double value,
                    int second = 0, const TagMap &tags = {})
    {
        writer.add(**writer.find(metric, tags, plain), after(second), value);
    }
};

} // namespace tidemark::test
