// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/record_columns.h"

#include "model/store/rows.h"

namespace tidemark::store {

Record readRecordColumns(const Statement &row)
{
    Record record;
    record.key = {row.id<MetricId>(0), row.id<SessionId>(1)};
    record.metricName = row.text(2);
    record.unit = row.text(3);
    record.value = row.real(4);
    record.device = row.optionalText(5);
    record.invocation = row.optionalText(6);
    record.published = row.timestamp(7);
    record.publishedBy = row.text(8);
    record.sessionUid = row.text(9);
    record.sessionName = row.optionalText(10);
    record.sessionStart = row.optionalTimestamp(11);
    record.sessionEnd = row.optionalTimestamp(12);
    record.isEntry = row.boolean(13);
    record.tags = tagsFromText(row.text(14));
    record.note = row.text(15);
    record.hasHistory = row.boolean(16);
    return record;
}

} // namespace tidemark::store
