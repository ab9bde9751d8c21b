// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/record_columns.h"

#include "services/exchange/csv_writer.h"

namespace tidemark::exchange {

void writeColumnNames(CsvWriter &out, std::span<const RecordColumn> columns)
{
    for (const RecordColumn &column : columns) {
        if (column.isTime)
            out.headerTime(column.name);
        else
            out.headerText(QString(column.name));
    }
    if (out.writesZoneColumn())
        out.headerText(QString(kZoneColumn));
    out.endHeader();
}

} // namespace tidemark::exchange
