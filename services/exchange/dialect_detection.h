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
};

struct SampleRow
{
    std::int64_t line = 0;
    std::vector<SampleCell> cells;
};

/// The start of a file, and whether it goes on.
struct Sample
{
    QByteArray bytes;
    bool isWhole = true;
};

/// How the sample's text is divided into cells, as far as its look tells.
struct DialectGuess
{
    CsvReadOptions options;
    QStringList header;          ///< the names; `Column 1` and so on where there is no header row
    bool headerIsMarked = false; ///< its first name is quoted, others are not: no formula guard
    std::vector<SampleRow> rows; ///< of values
    std::vector<ImportFinding> findings;
};

/// Errors: Unsupported for bytes that are no text.
[[nodiscard]] Result<DialectGuess> guessDialect(const Sample &sample);

/// The sample's rows and header under options that are settled; no findings.
[[nodiscard]] DialectGuess readDialect(const Sample &sample, const CsvReadOptions &options);

} // namespace tidemark::exchange
