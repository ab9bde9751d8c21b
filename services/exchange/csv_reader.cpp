// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/csv_reader.h"

#include <QCoreApplication>
#include <QUtf8StringView>

#include <algorithm>
#include <numeric>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct ReaderText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::ReaderText)
};

std::size_t indexOf(char c)
{
    return static_cast<unsigned char>(c);
}

bool isLineBreak(char c)
{
    return c == '\n' || c == '\r';
}

bool isAscii(std::string_view text)
{
    const auto bits = std::accumulate(text.begin(), text.end(), 0U, [](unsigned sum, char c) {
        return sum | static_cast<unsigned char>(c);
    });
    return bits < 0x80;
}

bool isValid(std::string_view text)
{
    return QUtf8StringView(text.data(), static_cast<qsizetype>(text.size())).isValidUtf8();
}

tl::unexpected<Error> rowTooLong(std::int64_t line)
{
    return failure(
        ErrorCode::Unsupported,
        ReaderText::tr("The row in line %1 is longer than %2 MiB, the most that a row may "
                       "have. Is the delimiter or the quote wrong?")
            .arg(line)
            .arg(kMaxRowBytes / (std::size_t{1024} * 1024)),
        u"csv.rowBytes"_s);
}

tl::unexpected<Error> tooManyColumns(std::int64_t line)
{
    return failure(
        ErrorCode::Unsupported,
        ReaderText::tr("The row in line %1 has more than %2 columns, the most that a row "
                       "may have. Is the delimiter wrong?")
            .arg(line)
            .arg(kMaxColumns),
        u"csv.columns"_s);
}

tl::unexpected<Error> endlessQuote(std::int64_t line)
{
    return failure(ErrorCode::InvalidArgument,
                   ReaderText::tr("A quoted cell begins in the row of line %1 and never ends. Add "
                                  "the missing quote.")
                       .arg(line),
                   u"csv.quote"_s);
}

} // namespace

CsvReader::CsvReader(QIODevice &device, const CsvReadOptions &options)
    : m_stream(device, options.encoding)
    , m_options(options)
{
    for (const char c : {'\n', '\r', '\0', options.dialect.delimiter})
        m_endsBareRun.at(indexOf(c)) = true;
    if (options.dialect.delimiter == ' ')
        m_endsBareRun.at(indexOf('\t')) = true;
}

Result<bool> CsvReader::next(TableRow &row)
{
    if (auto skipped = skipLines(); !skipped)
        return failure(skipped.error());
    for (;;) {
        m_text.clear();
        m_spans.clear();
        m_cellBegin = 0;
        m_cellIsQuoted = false;
        m_state = State::CellStart;
        m_fault = RowFault::None;
        auto read = readRow();
        if (!read || !*read)
            return read;
        const bool isBlank =
            m_spans.empty() || (m_spans.size() == 1 && m_text.empty() && !m_spans.front().isQuoted);
        if (isBlank)
            continue;
        publish(row);
        return true;
    }
}

Result<bool> CsvReader::fill()
{
    m_at = 0;
    return m_stream.read(m_piece);
}

Result<void> CsvReader::skipLines()
{
    while (!m_isSkipped && m_line <= m_options.skippedLines) {
        if (m_at == m_piece.size()) {
            auto more = fill();
            if (!more)
                return failure(more.error());
            if (!*more)
                break;
        }
        const char c = m_piece[m_at++];
        const bool isRestOfBreak = c == '\n' && m_isCarriageReturn;
        if (isLineBreak(c) && !isRestOfBreak)
            endLine(c);
        else
            m_isCarriageReturn = false;
    }
    m_isSkipped = true;
    return {};
}

// True with a row in m_text and m_spans, false at the end of the text.
Result<bool> CsvReader::readRow()
{
    bool hasBegun = false;
    for (;;) {
        if (m_at == m_piece.size()) {
            auto more = fill();
            if (!more)
                return more;
            if (!*more)
                break;
        }
        if (!hasBegun) {
            const bool belongsToBreak = m_isCarriageReturn && m_piece[m_at] == '\n';
            m_isCarriageReturn = false;
            if (belongsToBreak) {
                ++m_at;
                continue;
            }
            m_rowLine = m_line;
            hasBegun = true;
        }
        if (auto run = takeRun(); !run)
            return failure(run.error());
        if (m_at == m_piece.size())
            continue;
        const char c = m_piece[m_at++];
        if (!takeCharacter(c))
            continue;
        if (isLineBreak(c)) {
            const bool isTrailingGap =
                m_options.dialect.delimiter == ' ' && m_state == State::CellStart;
            if (!isTrailingGap) {
                if (auto ended = endCell(); !ended)
                    return failure(ended.error());
            }
            endLine(c);
            return true;
        }
        if (auto ended = endCell(); !ended)
            return failure(ended.error());
    }
    if (m_state == State::Quoted)
        return endlessQuote(m_rowLine);
    const bool isTrailingGap = m_options.dialect.delimiter == ' ' && m_state == State::CellStart;
    const bool isNothing = m_state == State::CellStart && m_spans.empty();
    if (isNothing)
        return false;
    if (!isTrailingGap) {
        if (auto ended = endCell(); !ended)
            return failure(ended.error());
    }
    return true;
}

// Copies what needs no thought: up to the next quote inside quotes, else up to a sign of CSV.
Result<void> CsvReader::takeRun()
{
    const char *const begin = m_piece.constData() + m_at;
    const char *const end = m_piece.constData() + m_piece.size();
    const char *at = begin;
    if (m_state == State::Bare) {
        while (at != end && !m_endsBareRun[indexOf(*at)])
            ++at;
    } else if (m_state == State::Quoted) {
        while (at != end && *at != m_options.dialect.quote) {
            if (*at == '\0')
                m_fault = RowFault::Nul;
            const bool isSecondHalf = *at == '\n' && m_isCarriageReturn;
            m_isCarriageReturn = *at == '\r';
            if (isLineBreak(*at) && !isSecondHalf)
                ++m_line;
            ++at;
        }
        if (at != end)
            m_isCarriageReturn = false;
    }
    const auto length = static_cast<std::size_t>(at - begin);
    if (m_text.size() + length > kMaxRowBytes)
        return rowTooLong(m_rowLine);
    m_text.append(begin, length);
    m_at += at - begin;
    return {};
}

// True when the character ends the cell.
bool CsvReader::takeCharacter(char c)
{
    const bool isQuote = c == m_options.dialect.quote;
    if (m_state == State::Quoted) { // only a quote stops the run
        m_state = State::QuoteSeen;
        return false;
    }
    if (m_state == State::QuoteSeen && isQuote) {
        m_text.push_back(c);
        m_state = State::Quoted;
        return false;
    }
    if (isLineBreak(c))
        return true;
    if (isDelimiter(c))
        return m_options.dialect.delimiter != ' ' || m_state != State::CellStart;
    if (m_state == State::CellStart && isQuote) {
        m_cellIsQuoted = true;
        m_state = State::Quoted;
        return false;
    }
    if (m_state != State::Bare && isPadding(c))
        return false;
    if (m_state == State::QuoteSeen && m_fault == RowFault::None)
        m_fault = RowFault::StrayQuote;
    if (c == '\0')
        m_fault = RowFault::Nul;
    m_text.push_back(c);
    m_state = State::Bare;
    return false;
}

Result<void> CsvReader::endCell()
{
    if (m_spans.size() == kMaxColumns)
        return tooManyColumns(m_rowLine);
    if (m_options.trimsCells && !m_cellIsQuoted) {
        while (m_text.size() > m_cellBegin && isPadding(m_text.back()))
            m_text.pop_back();
    }
    m_spans.push_back({m_cellBegin, m_text.size(), m_cellIsQuoted});
    m_cellBegin = m_text.size();
    m_cellIsQuoted = false;
    m_state = State::CellStart;
    return {};
}

void CsvReader::endLine(char c)
{
    ++m_line;
    m_isCarriageReturn = c == '\r';
}

bool CsvReader::isDelimiter(char c) const noexcept
{
    const char delimiter = m_options.dialect.delimiter;
    return c == delimiter || (delimiter == ' ' && c == '\t');
}

bool CsvReader::isPadding(char c) const noexcept
{
    return m_options.trimsCells && (c == ' ' || c == '\t') && !isDelimiter(c);
}

void CsvReader::publish(TableRow &row)
{
    row.line = m_rowLine;
    row.cells.clear();
    const std::string_view text = m_text;
    for (const Span &span : m_spans)
        row.cells.push_back({text.substr(span.begin, span.end - span.begin), span.isQuoted});
    const bool isBroken =
        !isAscii(text) && std::any_of(row.cells.begin(), row.cells.end(),
                                      [](const TableCell &cell) { return !isValid(cell.text); });
    row.fault = isBroken && m_fault != RowFault::Nul ? RowFault::InvalidText : m_fault;
}

} // namespace tidemark::exchange
