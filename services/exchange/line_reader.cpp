// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/line_reader.h"

#include "services/exchange/row_reader.h"

#include <QCoreApplication>

#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct LineText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::LineText)
};

std::string_view withoutReturn(std::string_view line)
{
    if (!line.empty() && line.back() == '\r')
        line.remove_suffix(1);
    return line;
}

} // namespace

Error lineTooLong(std::int64_t line)
{
    return {ErrorCode::Unsupported,
            LineText::tr("What begins in line %1 is longer than %2 MiB, the most that a row may "
                         "have. Is the format right?")
                .arg(line)
                .arg(kMaxRowBytes / (std::size_t{1024} * 1024)),
            u"line.bytes"_s};
}

LineReader::LineReader(QIODevice &device, TextEncoding encoding, std::stop_token stop)
    : m_stream(device, encoding, std::move(stop))
{}

Result<bool> LineReader::next(std::string_view &line)
{
    m_line.clear();
    ++m_number;
    for (;;) {
        const qsizetype end = m_piece.indexOf('\n', m_at);
        const qsizetype stop = end < 0 ? m_piece.size() : end;
        const std::string_view part(m_piece.constData() + m_at,
                                    static_cast<std::size_t>(stop - m_at));
        if (m_line.size() + part.size() > kMaxRowBytes)
            return failure(lineTooLong(m_number));
        if (end >= 0) {
            m_at = end + 1;
            line = withoutReturn(m_line.empty() ? part : m_line.append(part));
            return true;
        }
        m_line.append(part);
        m_at = 0;
        auto more = m_stream.read(m_piece);
        if (!more)
            return failure(more.error());
        if (!*more) {
            line = withoutReturn(m_line);
            return !m_line.empty();
        }
    }
}

} // namespace tidemark::exchange
