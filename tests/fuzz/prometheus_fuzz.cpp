// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as text of Prometheus: rows come in order, whole or with a reason, and their labels can
// be read as tags.
#include "model/core/utf8_text.h"
#include "services/exchange/prometheus_reader.h"
#include "services/exchange/tag_text.h"

#include <QBuffer>

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace tidemark;
using namespace tidemark::exchange;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    QBuffer buffer;
    buffer.setData(reinterpret_cast<const char *>(data), static_cast<int>(size));
    buffer.open(QIODevice::ReadOnly);
    PrometheusReader reader(buffer, TextEncoding::Utf8);
    TableRow row;
    std::int64_t line = 0;
    for (auto more = reader.next(row); more && *more; more = reader.next(row)) {
        if (row.line <= line)
            std::abort();
        line = row.line;
        if (row.fault == RowFault::Unreadable && row.problem.isEmpty())
            std::abort();
        if (row.fault != RowFault::None)
            continue;
        if (row.cells.size() != static_cast<std::size_t>(PrometheusColumn::Count))
            std::abort();
        const TableCell &tags = row.cells[static_cast<std::size_t>(PrometheusColumn::Tags)];
        const TableCell &name = row.cells[static_cast<std::size_t>(PrometheusColumn::Metric)];
        if (name.text.empty() || !parseTags(utf8Text(tags.text)))
            std::abort();
    }
    return 0;
}
