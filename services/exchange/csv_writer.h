// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/export_options.h"
#include "services/exchange/time_writer.h"

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <optional>

namespace tidemark::exchange {

/// Appends CSV rows to a buffer that its owner empties. Cells are quoted only when needed: for the
/// delimiter, a quote, a line break, outer spaces, and for text that is empty but not missing. Text
/// cells pass the formula guard, numbers and times never do. One thread.
class CsvWriter
{
public:
    explicit CsvWriter(const ExportOptions &options);

    void text(QStringView text);
    /// A missing text is an empty cell.
    void text(const std::optional<QString> &text);
    void number(std::optional<double> value);
    void integer(std::int64_t value);
    void time(std::optional<Timestamp> time);
    void endRow();

    /// Column names; `time` names get the unit of the time form. Nothing is written when the
    /// dialect has no header row. The first cell is quoted where the formula guard is off: the mark
    /// by which an import knows that no apostrophe is to be taken off.
    void headerText(QStringView name);
    void headerTime(const QString &name);
    void endHeader();

    /// True when the zone's name must stand in a column of its own.
    [[nodiscard]] bool writesZoneColumn() const noexcept { return m_times.wantsZoneColumn(); }
    [[nodiscard]] QByteArray &buffer() noexcept { return m_buffer; }
    [[nodiscard]] const ExportOptions &options() const noexcept { return m_options; }

private:
    void separate();
    void missing();
    void bare(QByteArrayView cell);
    void appendCell(QStringView text, bool isQuoted);
    [[nodiscard]] bool needsQuotes(QStringView text) const;

    ExportOptions m_options;
    TimeWriter m_times;
    QByteArray m_buffer;
    QByteArray m_scratch;
    bool m_isRowStart = true;
    bool m_rowIsEmptyCell =
        false; ///< so far one bare empty cell, which alone would be a blank line
};

} // namespace tidemark::exchange
