// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/row_writer.h"

#include "model/core/number_text.h"
#include "services/exchange/csv_writer.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

/// CSV and TSV in the dialect of the standard export, so that both can be imported again.
class CsvRows final : public RowWriter
{
public:
    CsvRows(const QStringList &columns, ExportPreset preset, Console &console)
        : m_writer(presetOptions(preset, QLocale::c(), Zone()))
        , m_console(console)
    {
        for (const QString &column : columns)
            m_writer.headerText(column);
        m_writer.endHeader();
        finish();
    }

    void row(const std::vector<Cell> &cells) override
    {
        for (const Cell &cell : cells)
            write(cell);
        m_writer.endRow();
        finish();
    }

    void finish() override
    {
        m_console.write(m_writer.buffer());
        m_writer.buffer().clear();
    }

private:
    void write(const Cell &cell)
    {
        switch (cell.kind) {
        case Cell::Kind::Text:
        case Cell::Kind::Bool:
            m_writer.text(QStringView(cell.text));
            return;
        case Cell::Kind::Number:
            m_writer.number(cell.json.toDouble());
            return;
        case Cell::Kind::Integer:
            m_writer.integer(cell.json.toInteger());
            return;
        case Cell::Kind::Missing:
            m_writer.number(std::nullopt);
            return;
        }
    }

    exchange::CsvWriter m_writer;
    Console &m_console;
};

/// One JSON array, or one object a line.
class JsonRows final : public RowWriter
{
public:
    JsonRows(QStringList columns, bool isLines, Console &console)
        : m_columns(std::move(columns))
        , m_isLines(isLines)
        , m_console(console)
    {}

    void row(const std::vector<Cell> &cells) override
    {
        QJsonObject object;
        for (std::size_t i = 0; i < cells.size(); ++i)
            object.insert(m_columns.at(static_cast<qsizetype>(i)), cells[i].json);
        const QByteArray text = QJsonDocument(object).toJson(QJsonDocument::Compact);
        if (m_isLines) {
            m_console.write(text + '\n');
            return;
        }
        m_console.write((m_isFirst ? "[\n" : ",\n") + text);
        m_isFirst = false;
    }

    void finish() override
    {
        if (!m_isLines)
            m_console.write(m_isFirst ? "[]\n" : "\n]\n");
    }

private:
    QStringList m_columns;
    bool m_isLines;
    bool m_isFirst = true;
    Console &m_console;
};

/// Aligned columns for reading; gathered first, since a width is known only at the end.
class TableRows final : public RowWriter
{
public:
    TableRows(const QStringList &columns, Console &console)
        : m_console(console)
    {
        std::vector<Cell> header;
        for (const QString &column : columns)
            header.push_back(Cell::ofText(column));
        m_rows.push_back(std::move(header));
    }

    void row(const std::vector<Cell> &cells) override { m_rows.push_back(cells); }

    void finish() override
    {
        std::vector<qsizetype> widths(m_rows.front().size(), 0);
        std::vector<bool> isNumber(widths.size(), false);
        for (const auto &row : m_rows) {
            for (std::size_t i = 0; i < row.size(); ++i) {
                widths[i] = std::max(widths[i], row[i].text.size());
                isNumber[i] = isNumber[i] || row[i].isNumber();
            }
        }
        for (const auto &row : m_rows) {
            QString line;
            for (std::size_t i = 0; i < row.size(); ++i) {
                if (i > 0)
                    line += "  "_L1;
                const bool isLast = i + 1 == row.size();
                line += isNumber[i] ? row[i].text.rightJustified(widths[i])
                        : isLast    ? row[i].text
                                    : row[i].text.leftJustified(widths[i]);
            }
            m_console.writeLine(line);
        }
    }

private:
    std::vector<std::vector<Cell>> m_rows;
    Console &m_console;
};

} // namespace

std::optional<OutputFormat> outputFormatFromKey(QStringView key)
{
    if (key == "csv"_L1)
        return OutputFormat::Csv;
    if (key == "tsv"_L1)
        return OutputFormat::Tsv;
    if (key == "json"_L1)
        return OutputFormat::Json;
    if (key == "jsonl"_L1)
        return OutputFormat::JsonLines;
    if (key == "table"_L1)
        return OutputFormat::Table;
    return std::nullopt;
}

Cell Cell::ofText(const QString &text)
{
    return {Kind::Text, text, QJsonValue(text)};
}

Cell Cell::ofNumber(double value)
{
    return {Kind::Number, numberText(value), QJsonValue(value)};
}

Cell Cell::ofInteger(qint64 value)
{
    return {Kind::Integer, QString::number(value), QJsonValue(value)};
}

Cell Cell::ofBool(bool value)
{
    return {Kind::Bool, value ? u"true"_s : u"false"_s, QJsonValue(value)};
}

Cell Cell::missing()
{
    return {Kind::Missing, {}, QJsonValue(QJsonValue::Null)};
}

std::unique_ptr<RowWriter> RowWriter::make(OutputFormat format, QStringList columns,
                                           Console &console)
{
    switch (format) {
    case OutputFormat::Csv:
        return std::make_unique<CsvRows>(columns, ExportPreset::Standard, console);
    case OutputFormat::Tsv:
        return std::make_unique<CsvRows>(columns, ExportPreset::Tab, console);
    case OutputFormat::Json:
        return std::make_unique<JsonRows>(std::move(columns), false, console);
    case OutputFormat::JsonLines:
        return std::make_unique<JsonRows>(std::move(columns), true, console);
    case OutputFormat::Table:
        break;
    }
    return std::make_unique<TableRows>(columns, console);
}

} // namespace tidemark::commands
