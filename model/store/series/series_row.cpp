// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/series/series_row.h"

#include "model/store/connection.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct SeriesRowText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::SeriesRow)
};

constexpr Sql kRead{"series_row_read"_L1,
                    "SELECT rung, first_ns, last_ns, sealed_ns, samples, tail, seals, rewrites, "
                    "writes, metric_id FROM series WHERE id = ?"_L1};
// One statement for both questions: each append asks them of each series.
constexpr Sql kReadOwned{
    "series_row_read_owned"_L1,
    "SELECT rung, first_ns, last_ns, sealed_ns, samples, tail, seals, rewrites, writes, metric_id "
    "FROM series WHERE id = ? AND EXISTS "
    "(SELECT 1 FROM metric m WHERE m.id = series.metric_id AND m.org_id = ?)"_L1};
constexpr Sql kSave{"series_row_save"_L1,
                    "UPDATE series SET rung = ?, first_ns = ?, last_ns = ?, sealed_ns = ?, "
                    "samples = ?, tail = ?, seals = ?, rewrites = ?, writes = ? WHERE id = ?"_L1};

// Of a statement that was run.
Result<SeriesRow> rowFrom(Statement &select, SeriesId series)
{
    const auto found = select.next();
    if (!found)
        return failure(found.error());
    if (!*found)
        return failure(Error{ErrorCode::NotFound,
                             SeriesRowText::tr("The series is not in this store any more. Open "
                                               "the list of series again."),
                             u"series %1"_s.arg(series.value())});
    SeriesRow row;
    row.id = series;
    if (const auto rung = select.optionalInteger(0))
        row.rung = static_cast<series::Rung>(*rung);
    row.first = select.optionalInteger(1);
    row.last = select.optionalInteger(2);
    row.sealed = select.optionalInteger(3);
    row.samples = select.integer(4);
    row.tail = select.integer(5);
    row.seals = select.integer(6);
    row.rewrites = select.integer(7);
    row.writes = select.integer(8);
    row.metric = select.id<MetricId>(9);
    return row;
}

} // namespace

Result<SeriesRow> readSeriesRow(Connection &connection, SeriesId series)
{
    Statement select = connection.prepare(kRead);
    if (auto done = select.run(series); !done)
        return failure(done.error());
    return rowFrom(select, series);
}

Result<SeriesRow> readSeriesRow(Connection &connection, OrgId org, SeriesId series)
{
    Statement select = connection.prepare(kReadOwned);
    if (auto done = select.run(series, org); !done)
        return failure(done.error());
    return rowFrom(select, series);
}

Result<void> saveSeriesRow(Connection &connection, const SeriesRow &row)
{
    return connection.prepare(kSave).run(row.rung, row.first, row.last, row.sealed, row.samples,
                                         row.tail, row.seals, row.rewrites, row.writes, row.id);
}

} // namespace tidemark::store
