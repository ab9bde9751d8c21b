// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/series/sample_append.h"

#include "model/store/connection.h"
#include "model/store/series/sample_order.h"

#include <QCoreApplication>

#include <bit>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct AppendText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::SampleAppend)
};

// A row costs some microseconds; an open chunk a hundred and 20 KiB.
constexpr std::size_t kMostAtOnce = 32;
constexpr std::int64_t kMostInTail = 256;

constexpr Sql kInsert{"tail_insert"_L1,
                      "INSERT INTO tail (series_id, t, bits) VALUES (?, ?, ?)"_L1};
// Several rows of one series at once: with 32 in a batch a sample costs about a fifth less.
constexpr std::size_t kRows = 8;
constexpr Sql kInsertRows{
    "tail_insert_rows"_L1,
    "INSERT INTO tail (series_id, t, bits) SELECT ?, column1, column2 FROM "
    "(VALUES (?, ?), (?, ?), (?, ?), (?, ?), (?, ?), (?, ?), (?, ?), (?, ?))"_L1};

bool suitsTail(const SeriesRow &row, const SampleBatch &batch)
{
    return batch.times.size() <= kMostAtOnce &&
           row.tail + static_cast<std::int64_t>(batch.times.size()) <= kMostInTail &&
           isOrdered(batch.times, batch.values) && (!row.last || *row.last < batch.times.front());
}

Result<void> insertRows(Connection &connection, SeriesId series, const SampleBatch &batch)
{
    std::size_t next = 0;
    const auto insertBy = [&](const Sql &sql, std::size_t rows) -> Result<void> {
        Statement insert = connection.prepare(sql);
        insert.bindFrom(0, series);
        for (; next + rows <= batch.times.size(); next += rows) {
            for (std::size_t i = 0; i < rows; ++i)
                insert.bindFrom(static_cast<int>(1 + 2 * i), batch.times[next + i],
                                std::bit_cast<std::int64_t>(batch.values[next + i]));
            if (auto inserted = insert.execute(); !inserted)
                return inserted;
        }
        return {};
    };
    if (batch.times.size() >= kRows) {
        if (auto inserted = insertBy(kInsertRows, kRows); !inserted)
            return inserted;
    }
    return next < batch.times.size() ? insertBy(kInsert, 1) : Result<void>();
}

Result<SampleOutcome> appendToTail(Connection &connection, SeriesRow row, const SampleBatch &batch)
{
    if (auto inserted = insertRows(connection, row.id, batch); !inserted)
        return failure(inserted.error());
    const auto count = static_cast<std::int64_t>(batch.times.size());
    row.tail += count;
    row.samples += count;
    row.first = row.first.value_or(batch.times.front());
    row.last = batch.times.back();
    ++row.writes;
    return saveSeriesRow(connection, row).transform([&] { return SampleOutcome{count, 0, 0}; });
}

} // namespace

Result<SampleOutcome> appendSamples(Connection &connection, const SampleBatch &batch,
                                    ChunkWorkspace &workspace, const SeriesLayout &layout)
{
    return readSeriesRow(connection, batch.series).and_then([&](const SeriesRow &row) {
        return appendSamples(connection, row, batch, workspace, layout);
    });
}

Result<SampleOutcome> appendSamples(Connection &connection, const SeriesRow &row,
                                    const SampleBatch &batch, ChunkWorkspace &workspace,
                                    const SeriesLayout &layout)
{
    if (batch.times.size() != batch.values.size())
        return failure(Error{ErrorCode::InvalidArgument,
                             AppendText::tr("There are %1 times and %2 values. Give one value for "
                                            "each time.")
                                 .arg(batch.times.size())
                                 .arg(batch.values.size()),
                             {}});
    if (batch.times.empty())
        return SampleOutcome();
    if (suitsTail(row, batch))
        return appendToTail(connection, row, batch);
    const auto writer = SeriesWriter::begin(connection, row, workspace, layout);
    if (!writer)
        return failure(writer.error());
    auto outcome = (*writer)->add(batch.times, batch.values);
    if (!outcome)
        return outcome;
    return (*writer)->finish().transform([&] { return *outcome; });
}

} // namespace tidemark::store
