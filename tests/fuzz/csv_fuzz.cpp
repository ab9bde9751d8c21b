// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes through the reader in every dialect; what it read, written and read again, is the same.
#include "model/core/utf8_text.h"
#include "services/exchange/csv_reader.h"
#include "services/exchange/csv_writer.h"
#include "services/exchange/formula_guard.h"

#include <QBuffer>

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace tidemark;
using namespace tidemark::exchange;

namespace {

using Table = std::vector<std::vector<QString>>;

// The rows without fault; nothing when reading ended with an error.
std::optional<Table> read(const QByteArray &bytes, const CsvReadOptions &options)
{
    QBuffer buffer;
    buffer.setData(bytes);
    buffer.open(QIODevice::ReadOnly);
    CsvReader reader(buffer, options);
    Table table;
    TableRow row;
    std::int64_t line = 0;
    for (;;) {
        const auto more = reader.next(row);
        if (!more)
            return std::nullopt;
        if (!*more)
            return table;
        if (row.line <= line || row.cells.empty())
            std::abort(); // rows have cells and come in order
        line = row.line;
        if (row.fault != RowFault::None)
            continue;
        std::vector<QString> cells;
        for (const TableCell &cell : row.cells)
            cells.push_back(utf8Text(cell.text));
        table.push_back(std::move(cells));
    }
}

QByteArray written(const Table &table, bool isGuarded)
{
    ExportOptions options;
    options.formulaGuard = isGuarded;
    CsvWriter out(options);
    for (const auto &row : table) {
        for (const QString &cell : row)
            out.text(QStringView(cell));
        out.endRow();
    }
    return out.buffer();
}

void checkRoundTrip(const Table &table)
{
    CsvReadOptions exact;
    exact.trimsCells = false;
    if (read(written(table, false), exact) != table)
        std::abort();
    auto guarded = read(written(table, true), exact);
    if (!guarded)
        std::abort();
    for (auto &row : *guarded) {
        for (QString &cell : row) {
            const std::string text = cell.toStdString();
            cell = utf8Text(withoutGuard(text));
        }
    }
    if (*guarded != table)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 2)
        return 0;
    CsvReadOptions options;
    constexpr char kDelimiters[] = {',', ';', '\t', '|', ' '};
    options.dialect.delimiter = kDelimiters[data[0] % sizeof kDelimiters];
    options.encoding = static_cast<TextEncoding>(data[0] / 8 % 4);
    options.dialect.quote = (data[1] & 1U) != 0 ? '\'' : '"';
    options.trimsCells = (data[1] & 2U) != 0;
    options.skippedLines = data[1] / 64;
    const QByteArray bytes(reinterpret_cast<const char *>(data + 2),
                           static_cast<qsizetype>(size - 2));
    if (const auto table = read(bytes, options))
        checkRoundTrip(*table);
    return 0;
}
