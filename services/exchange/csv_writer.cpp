// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/csv_writer.h"

#include "model/core/number_text.h"
#include "services/exchange/formula_guard.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

constexpr QByteArrayView kByteOrderMark("\xef\xbb\xbf");

bool isOuterSpace(QChar c)
{
    return c.isSpace();
}

} // namespace

CsvWriter::CsvWriter(const ExportOptions &options)
    : m_options(options)
    , m_times(options.timeForm, options.zone, options.locale)
{
    m_options.dialect = consistent(m_options.dialect);
    if (m_options.dialect.hasByteOrderMark)
        m_buffer.append(kByteOrderMark);
}

void CsvWriter::text(QStringView text)
{
    const bool isGuarded = m_options.formulaGuard && needsGuard(text);
    const bool isQuoted = m_options.dialect.quoteAll || needsQuotes(text);
    if (isGuarded)
        appendCell(QString(u'\'' + text.toString()), isQuoted);
    else
        appendCell(text, isQuoted);
}

void CsvWriter::text(const std::optional<QString> &text)
{
    if (text)
        this->text(QStringView(*text));
    else
        bare({});
}

void CsvWriter::number(std::optional<double> value)
{
    if (!value)
        return missing();
    m_scratch.clear();
    if (m_options.decimals)
        m_scratch = QByteArray::number(*value, 'f', std::clamp(*m_options.decimals, 0, 17));
    else
        appendNumber(m_scratch, *value);
    if (m_options.dialect.decimal != '.')
        m_scratch.replace('.', m_options.dialect.decimal);
    bare(m_scratch);
}

void CsvWriter::integer(std::int64_t value)
{
    bare(QByteArray::number(static_cast<qlonglong>(value)));
}

void CsvWriter::time(std::optional<Timestamp> time)
{
    if (!time)
        return missing();
    m_scratch.clear();
    m_times.append(m_scratch, *time);
    if (m_scratch.contains(m_options.dialect.delimiter))
        appendCell(QString::fromUtf8(m_scratch), true);
    else
        bare(m_scratch);
}

void CsvWriter::endRow()
{
    if (m_rowIsEmptyCell)
        m_buffer.append("\"\"");
    m_buffer.append(m_options.dialect.lineEnd == LineEnd::CrLf ? "\r\n" : "\n");
    m_isRowStart = true;
    m_rowIsEmptyCell = false;
}

void CsvWriter::headerText(QStringView name)
{
    if (!m_options.dialect.hasHeader)
        return;
    if (m_isRowStart && !m_options.formulaGuard)
        appendCell(name, true);
    else
        text(name);
}

void CsvWriter::headerTime(const QString &name)
{
    headerText(QString(name + m_times.columnSuffix()));
}

void CsvWriter::endHeader()
{
    if (m_options.dialect.hasHeader)
        endRow();
}

void CsvWriter::separate()
{
    if (!m_isRowStart)
        m_buffer.append(m_options.dialect.delimiter);
    m_rowIsEmptyCell = false;
    m_isRowStart = false;
}

void CsvWriter::missing()
{
    if (m_options.missing.isEmpty())
        return bare({});
    appendCell(m_options.missing, needsQuotes(m_options.missing));
}

// A number, a time or nothing: never in need of quotes.
void CsvWriter::bare(QByteArrayView cell)
{
    const bool isAlone = m_isRowStart && cell.isEmpty();
    separate();
    m_rowIsEmptyCell = isAlone;
    if (m_options.dialect.quoteAll && !cell.isEmpty())
        m_buffer.append('"').append(cell).append('"');
    else
        m_buffer.append(cell);
}

void CsvWriter::appendCell(QStringView text, bool isQuoted)
{
    separate();
    if (!isQuoted) {
        m_buffer.append(text.toUtf8());
        return;
    }
    m_buffer.append('"');
    QByteArray cell = text.toUtf8();
    if (cell.contains('"'))
        cell.replace("\"", "\"\"");
    m_buffer.append(cell).append('"');
}

bool CsvWriter::needsQuotes(QStringView text) const
{
    if (text.isEmpty() || isOuterSpace(text.front()) || isOuterSpace(text.back()))
        return true;
    const QChar delimiter = QChar::fromLatin1(m_options.dialect.delimiter);
    // At the start of a file these would be taken for a comment or a byte-order mark.
    const bool startsLikeMark =
        m_isRowStart && (text.front() == u'#' || text.front() == QChar::ByteOrderMark);
    return startsLikeMark || std::any_of(text.begin(), text.end(), [delimiter](QChar c) {
               return c == delimiter || c == u'"' || c == u'\n' || c == u'\r';
           });
}

} // namespace tidemark::exchange
