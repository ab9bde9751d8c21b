// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/console.h"

#include <QJsonValue>
#include <QStringList>

#include <memory>
#include <optional>
#include <vector>

namespace tidemark::commands {

/// The forms of `--format`.
enum class OutputFormat
{
    Csv,
    Tsv,
    Json,
    JsonLines,
    Table
};

/// `csv tsv json jsonl table`; nothing for another word.
[[nodiscard]] std::optional<OutputFormat> outputFormatFromKey(QStringView key);

/// One cell: what CSV and JSON write, and how a table shows it. A missing one is an empty cell and
/// null.
struct Cell
{
    enum class Kind
    {
        Text,
        Number,
        Integer,
        Bool,
        Missing
    };

    Kind kind = Kind::Missing;
    QString text;    ///< as a table shows it; the words of a text
    QJsonValue json; ///< typed

    [[nodiscard]] bool isNumber() const { return kind == Kind::Number || kind == Kind::Integer; }
    [[nodiscard]] static Cell ofText(const QString &text);
    [[nodiscard]] static Cell ofNumber(double value);
    [[nodiscard]] static Cell ofInteger(qint64 value);
    [[nodiscard]] static Cell ofBool(bool value);
    [[nodiscard]] static Cell missing();
};

/// Writes rows as they come, except in table form, which is gathered to align its columns.
class RowWriter
{
public:
    virtual ~RowWriter() = default;
    RowWriter() = default;
    RowWriter(const RowWriter &) = delete;
    RowWriter &operator=(const RowWriter &) = delete;

    virtual void row(const std::vector<Cell> &cells) = 0;
    virtual void finish() = 0;

    /// `columns` are the header and the JSON keys.
    [[nodiscard]] static std::unique_ptr<RowWriter> make(OutputFormat format, QStringList columns,
                                                         Console &console);
};

} // namespace tidemark::commands
