// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/formatter.h"
#include "model/ports/clock.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "model/store/local_store.h"
#include "model/time/iso8601.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFuture>
#include <QTemporaryDir>

#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <memory>

namespace tidemark::test {

/// A clock that stands still until it is set.
class StillClock final : public Clock
{
public:
    explicit StillClock(Timestamp now)
        : m_now_ns(now.posixNs())
    {}
    [[nodiscard]] Timestamp now() const override { return Timestamp(m_now_ns); }
    void set(Timestamp now) { m_now_ns = now.posixNs(); }

private:
    std::atomic<std::int64_t> m_now_ns; // workers ask for it
};

[[nodiscard]] inline Timestamp at(const QString &iso)
{
    return Timestamp::fromIso8601(iso).value();
}

/// Runs the event loop until the future has its result, at most so many milliseconds.
template <class T>
[[nodiscard]] Result<T> await(QFuture<Result<T>> future, qint64 patience_ms = 20'000)
{
    QElapsedTimer patience;
    patience.start();
    while (!future.isFinished() && patience.elapsed() < patience_ms)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 5);
    if (!future.isFinished() || future.resultCount() == 0)
        return failure(ErrorCode::Timeout, QStringLiteral("The store did not answer."));
    return future.takeResult();
}

/// A real store in a temporary folder, with builders for what tests put into it. The clock stands
/// at 2026-11-20 12:00 UTC.
struct StoreBench
{
    StoreBench()
    {
        store::OpenOptions options;
        options.path = folder.filePath(QStringLiteral("bench.tidemark"));
        options.author = QStringLiteral("tester");
        options.clock = &clock;
        local = await(store::LocalStore::open(options)).value();
        ports = local->ports();
    }

    Definition addMetric(const QString &name, const QString &unit = {},
                         MetricKind kind = MetricKind::Gauge)
    {
        NewDefinition definition;
        definition.name = name;
        definition.unit = unit;
        definition.kind = kind;
        return await(ports.catalog->create(definition)).value().definition;
    }
    Record addValue(const QString &metric, const QString &iso, double value)
    {
        ValueEntry entry;
        entry.metric = metric;
        entry.at = at(iso);
        entry.value = value;
        entry.duplicates = DuplicatePolicy::KeepBoth;
        return await(ports.records->enter(entry)).value().saved.value();
    }
    /// One value on each of these days of November 2026 at 08:00, the number of the day.
    void addDays(const QString &metric, std::initializer_list<int> days)
    {
        for (const int day : days)
            addValue(metric, QStringLiteral("2026-11-%1T08:00:00Z").arg(day), day);
    }
    /// `count` values 1, 2, 3 … `step` apart, the first at `iso`, in one change.
    void addMany(const QString &metric, const QString &iso, int count, Timedelta step);

    QTemporaryDir folder;
    StillClock clock{at(QStringLiteral("2026-11-20T12:00:00Z"))};
    Formatter formatter;
    std::shared_ptr<store::LocalStore> local;
    DataPorts ports;
};

} // namespace tidemark::test

#include "model/items/vector_row_source.h"

inline void tidemark::test::StoreBench::addMany(const QString &metric, const QString &iso,
                                                int count, Timedelta step)
{
    std::vector<ImportRow> rows;
    Timestamp when = at(iso);
    for (int i = 0; i < count; ++i, when += step) {
        ImportRow row;
        row.metric = metric;
        row.value = i + 1;
        row.start = when;
        row.end = when;
        row.isEntry = true;
        rows.push_back(row);
    }
    ImportOptions options;
    options.label = QStringLiteral("add many");
    constexpr qint64 kPatience_ms = 120'000; // hundreds of thousands of rows under a sanitizer
    const auto added =
        await(ports.records->importRows(std::make_shared<VectorRowSource>(std::move(rows)), options,
                                        {}, {}),
              kPatience_ms);
    Q_ASSERT(added.has_value());
}
