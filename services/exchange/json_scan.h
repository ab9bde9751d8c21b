// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace tidemark::exchange {

[[nodiscard]] constexpr bool isJsonSpace(char c) noexcept
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Finds where a JSON value ends, character by character: knows brackets and quotes, and nothing of
/// what stands between them. Begins before the value's first character, which is no space.
class JsonScan
{
public:
    enum class Step
    {
        Inside, ///< the value goes on
        Last,   ///< this was its last character
        Behind, ///< it ended before this character: a number or word
        Wrong,  ///< brackets that do not fit, or more than kMaxOpen of them
    };

    [[nodiscard]] Step take(char c);
    /// How many characters at the start of `text` are inside of the value for sure; they need not
    /// be taken.
    [[nodiscard]] std::size_t plainRun(std::string_view text) const
    {
        if (!m_isText || m_isEscaped)
            return 0;
        return std::min(text.find_first_of("\"\\"), text.size());
    }

private:
    static constexpr std::size_t kMaxOpen = 1024;

    [[nodiscard]] Step takeInWord(char c) const;

    std::string m_open; ///< the brackets that wait for theirs
    bool m_isText = false;
    bool m_isEscaped = false;
    bool m_isWord = false;
};

inline JsonScan::Step JsonScan::takeInWord(char c) const
{
    const bool isEnd = isJsonSpace(c) || c == ',' || c == ']' || c == '}' || c == ':';
    return isEnd ? Step::Behind : Step::Inside;
}

inline JsonScan::Step JsonScan::take(char c)
{
    if (m_isText) {
        if (m_isEscaped) {
            m_isEscaped = false;
        } else if (c == '\\') {
            m_isEscaped = true;
        } else if (c == '"') {
            m_isText = false;
            return m_open.empty() ? Step::Last : Step::Inside;
        }
        return Step::Inside;
    }
    if (m_isWord)
        return takeInWord(c);
    switch (c) {
    case '"':
        m_isText = true;
        return Step::Inside;
    case '{':
    case '[':
        if (m_open.size() == kMaxOpen)
            return Step::Wrong;
        m_open += c == '{' ? '}' : ']';
        return Step::Inside;
    case '}':
    case ']':
        if (m_open.empty() || m_open.back() != c)
            return Step::Wrong;
        m_open.pop_back();
        return m_open.empty() ? Step::Last : Step::Inside;
    case ',':
    case ':':
        return m_open.empty() ? Step::Wrong : Step::Inside;
    default:
        m_isWord = m_open.empty();
        return Step::Inside;
    }
}

} // namespace tidemark::exchange
