// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/importer.h"

#include "services/exchange/csv_reader.h"

#include <QByteArray>

#include <string>
#include <vector>

namespace tidemark::exchange {

struct SampleCell
{
    std::string text;
    bool isQuoted = false;
    CellForm form = CellForm::Text;
};

struct SampleRow
{
    std::int64_t line = 0;
    std::vector<SampleCell> cells;
};

/// The start of a file, and whether it goes on.
struct FileStart
{
    QByteArray bytes;
    bool isWhole = true;
};

/// How the sample is divided into cells, as far as its look tells.
struct DialectGuess
{
    ImportFormat format = ImportFormat::Csv;
    CsvReadOptions options;      ///< of other formats the encoding alone
    QStringList header;          ///< the names; `Column 1` and so on where there is no header row
    bool headerIsMarked = false; ///< its first name is quoted, others are not: no formula guard
    std::vector<SampleRow> rows; ///< of values
    std::vector<ImportFinding> findings;
};

/// Most rows that a guess looks at.
inline constexpr std::size_t kSampleRows = 500;

/// Only encoding and its finding. Errors: Unsupported for bytes that are no text.
[[nodiscard]] Result<DialectGuess> guessEncoding(const FileStart &sample);
/// The rest, of a CSV file.
void guessDialect(const FileStart &sample, DialectGuess &guess);

/// The reader's next rows, at most kSampleRows. `isWhole`: what it reads is not cut off.
[[nodiscard]] std::vector<SampleRow> sampleRows(RowReader &reader, bool isWhole);

/// The sample's rows and header under options that are settled; no findings.
[[nodiscard]] DialectGuess readDialect(const FileStart &sample, const CsvReadOptions &options);

} // namespace tidemark::exchange
