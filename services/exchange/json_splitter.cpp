// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/json_splitter.h"

#include "services/exchange/row_reader.h"

#include <QCoreApplication>

#include <algorithm>
#include <tuple>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct SplitterText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::SplitterText)
};

constexpr std::size_t kMaxShownName = 200;

tl::unexpected<Error> syntaxError(const QString &message)
{
    return failure(ErrorCode::InvalidArgument, message, u"json.syntax"_s);
}

} // namespace

JsonSplitter::JsonSplitter(QIODevice &device, TextEncoding encoding, std::stop_token stop)
    : m_stream(device, encoding, std::move(stop))
{}

Result<bool> JsonSplitter::next(JsonRowText &row)
{
    if (m_place == Place::Unknown && !m_isDone) {
        if (auto found = findRows(); !found)
            return failure(found.error());
    }
    if (m_isDone)
        return m_columns && nextOfColumns(row);
    return nextElement(row);
}

Result<void> JsonSplitter::findRows()
{
    auto first = peekSolid();
    if (!first)
        return failure(first.error());
    if (!*first) { // nothing but spaces
        m_isDone = true;
        return {};
    }
    if (**first == '{')
        return findInMembers();
    if (**first != '[')
        return broken();
    m_place = Place::List;
    take();
    return {};
}

// Keeps what it passes, since an object without a list of objects is the table itself.
Result<void> JsonSplitter::findInMembers()
{
    m_isKept = true;
    take();
    for (bool isFirst = true;; isFirst = false) {
        auto name = takeMemberName(isFirst);
        if (!name)
            return failure(name.error());
        if (!*name)
            return takeWhole();
        auto areRows = takeMember();
        if (!areRows)
            return failure(areRows.error());
        if (!*areRows)
            continue;
        m_place = Place::Member;
        m_isKept = false;
        return {};
    }
}

// False behind the object's last member.
Result<bool> JsonSplitter::takeMemberName(bool isFirst)
{
    auto c = peekSolid();
    if (!c)
        return failure(c.error());
    if (*c == '}') {
        take();
        return false;
    }
    if (!isFirst) {
        if (auto comma = takeAs(','); !comma)
            return failure(comma.error());
        c = peekSolid();
        if (!c)
            return failure(c.error());
    }
    if (*c != '"')
        return broken();
    m_isName = m_place == Place::Unknown;
    if (m_isName)
        m_member.clear();
    auto taken = takeValue();
    m_isName = false;
    if (taken)
        taken = takeAs(':');
    if (!taken)
        return failure(taken.error());
    return true;
}

// True before the first object of a list of objects, else behind the member's value.
Result<bool> JsonSplitter::takeMember()
{
    auto c = peekSolid();
    if (!c)
        return failure(c.error());
    JsonScan scan;
    if (*c == '[') {
        take();
        std::ignore = scan.take('[');
        auto inner = peekSolid();
        if (!inner)
            return failure(inner.error());
        if (*inner == '{' && m_place == Place::Unknown)
            return true;
    }
    if (auto taken = takeValue(std::move(scan)); !taken)
        return failure(taken.error());
    return false;
}

Result<void> JsonSplitter::takeWhole()
{
    m_isKept = false;
    if (auto finished = finish(); !finished)
        return finished;
    if (m_isTooLong)
        return failure(ErrorCode::Unsupported,
                       SplitterText::tr("An object whose lists are the columns may have %1 MiB at "
                                        "most. Save the data as JSON Lines, an object for each "
                                        "row, and import that.")
                           .arg(kMaxJsonColumnsBytes / (std::size_t{1024} * 1024)),
                       u"json.columnsBytes"_s);
    auto columns = JsonColumns::read(m_taken);
    if (!columns)
        return failure(columns.error());
    m_columns = std::move(*columns);
    m_place = m_columns->hasLists() ? Place::Columns : Place::Object;
    return {};
}

bool JsonSplitter::nextOfColumns(JsonRowText &row)
{
    const auto index = static_cast<std::size_t>(m_rows);
    if (index == m_columns->rowCount())
        return false;
    m_columns->row(index, m_columnRow);
    row = {m_columnRow, ++m_rows};
    return true;
}

Result<bool> JsonSplitter::nextElement(JsonRowText &row)
{
    auto c = peekSolid();
    if (!c)
        return failure(c.error());
    if (*c == ']') {
        take();
        if (auto finished = finish(); !finished)
            return failure(finished.error());
        return false;
    }
    if (m_rows > 0) {
        if (auto comma = takeAs(','); !comma)
            return failure(comma.error());
        c = peekSolid();
        if (!c)
            return failure(c.error());
        if (*c == ']')
            return broken();
    }
    m_taken.clear();
    m_isTooLong = false;
    m_isKept = true;
    auto taken = takeValue();
    m_isKept = false;
    if (!taken)
        return failure(taken.error());
    row = {m_taken, ++m_rows};
    return true;
}

// Behind the rows: the members that follow them, and then nothing.
Result<void> JsonSplitter::finish()
{
    m_isDone = true;
    while (m_place == Place::Member) {
        auto name = takeMemberName(false);
        if (!name)
            return failure(name.error());
        if (!*name)
            break;
        if (auto member = takeMember(); !member)
            return failure(member.error());
    }
    auto c = peekSolid();
    if (!c)
        return failure(c.error());
    if (*c)
        return syntaxError(SplitterText::tr("Text follows in line %1 where the JSON has ended. If "
                                            "each line is an object of its own, choose the format "
                                            "JSON Lines.")
                               .arg(m_line));
    return {};
}

Result<void> JsonSplitter::takeValue(JsonScan scan)
{
    const std::int64_t begin = m_line;
    for (;;) {
        auto more = fill();
        if (!more)
            return failure(more.error());
        if (!*more)
            return broken();
        const std::string_view rest(m_piece.constData() + m_at,
                                    static_cast<std::size_t>(m_piece.size() - m_at));
        if (const std::size_t run = scan.plainRun(rest); run > 0) {
            take(static_cast<qsizetype>(run));
            if (m_isTooLong && m_place != Place::Unknown)
                return failure(lineTooLong(begin));
            continue;
        }
        switch (scan.take(rest.front())) {
        case JsonScan::Step::Inside:
            take();
            break;
        case JsonScan::Step::Last:
            take();
            return {};
        case JsonScan::Step::Behind:
            return {};
        case JsonScan::Step::Wrong:
            return broken();
        }
        if (m_isTooLong && m_place != Place::Unknown)
            return failure(lineTooLong(begin));
    }
}

// False at the end of the text.
Result<bool> JsonSplitter::fill()
{
    if (m_at < m_piece.size())
        return true;
    m_at = 0;
    return m_stream.read(m_piece);
}

Result<std::optional<char>> JsonSplitter::peekSolid()
{
    for (;;) {
        auto more = fill();
        if (!more)
            return failure(more.error());
        if (!*more)
            return std::optional<char>();
        if (!isJsonSpace(m_piece[m_at]))
            return std::optional<char>(m_piece[m_at]);
        take();
    }
}

void JsonSplitter::take(qsizetype count)
{
    const std::string_view taken(m_piece.constData() + m_at, static_cast<std::size_t>(count));
    m_at += count;
    m_line += std::count(taken.begin(), taken.end(), '\n');
    keep(taken);
}

void JsonSplitter::keep(std::string_view taken)
{
    if (m_isName && m_member.size() < kMaxShownName && taken != "\"")
        m_member += taken.substr(0, kMaxShownName);
    if (!m_isKept || m_isTooLong)
        return;
    const std::size_t most = m_place == Place::Unknown ? kMaxJsonColumnsBytes : kMaxRowBytes;
    if (m_taken.size() + taken.size() <= most) {
        m_taken += taken;
        return;
    }
    m_isTooLong = true;
    m_taken = {};
}

Result<void> JsonSplitter::takeAs(char expected)
{
    auto c = peekSolid();
    if (!c)
        return failure(c.error());
    if (*c != expected)
        return broken();
    take();
    return {};
}

tl::unexpected<Error> JsonSplitter::broken() const
{
    if (m_at == m_piece.size())
        return syntaxError(
            SplitterText::tr("The JSON ends in line %1 before it is complete. Is the file cut off?")
                .arg(m_line));
    return syntaxError(SplitterText::tr("This is no valid JSON in line %1.").arg(m_line));
}

} // namespace tidemark::exchange
