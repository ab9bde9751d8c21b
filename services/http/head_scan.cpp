// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/http/head_scan.h"

namespace tidemark::http {

HeadScan::State HeadScan::bad(const char *fault)
{
    m_fault = fault;
    return State::Bad;
}

HeadScan::State HeadScan::endLine()
{
    m_isAfterCr = false;
    if (m_lineSize > 0) {
        m_lineSize = 0;
        m_hasLine = true;
        return State::More;
    }
    if (m_hasLine)
        return State::Complete;
    m_begin = m_at;
    return State::More;
}

HeadScan::State HeadScan::take(char c)
{
    if (c == '\n')
        return m_isAfterCr ? endLine()
                           : bad("A line of the header ends without a carriage return.");
    if (m_isAfterCr)
        return bad("The header has a carriage return without a line feed.");
    if (c == '\r') {
        m_isAfterCr = true;
        return State::More;
    }
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\t') || byte == 0x7f)
        return bad("The header has a control character.");
    if (m_lineSize == 0 && (c == ' ' || c == '\t'))
        return bad("A line of the header begins with a blank; continued lines are not accepted.");
    ++m_lineSize;
    return State::More;
}

HeadScan::State HeadScan::scan(std::string_view bytes)
{
    State state = State::More;
    while (state == State::More && m_at < bytes.size())
        state = take(bytes[m_at++]);
    return state;
}

} // namespace tidemark::http
