// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>
#include <vector>

namespace tidemark {

/// What kind of file it is.
enum class ImportFormat
{
    Csv,        ///< and its relatives: cells between delimiters
    Json,       ///< a list of objects, by itself or in an object; or an object of lists
    JsonLines,  ///< an object in each line
    Sqlite,     ///< a table or view of a database
    Prometheus, ///< the text format 0.0.4 of Prometheus, and OpenMetrics 1.0
};

/// The name in recipes and on the command line: `csv json jsonl sqlite prometheus`.
[[nodiscard]] QString importFormatKey(ImportFormat format);
[[nodiscard]] std::optional<ImportFormat> importFormatFromKey(QStringView key);
/// The name for people, translated.
[[nodiscard]] QString importFormatLabel(ImportFormat format);
/// Every format, in the order of a menu.
[[nodiscard]] const std::vector<ImportFormat> &importFormats();
/// Rows are found again by their line in a text editor; else they are counted.
[[nodiscard]] constexpr bool hasLines(ImportFormat format) noexcept
{
    return format != ImportFormat::Json && format != ImportFormat::Sqlite;
}

} // namespace tidemark
