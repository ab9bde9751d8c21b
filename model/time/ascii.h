// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>

#include <optional>

/// Reading small ASCII grammars from left to right. Any thread.
namespace tidemark::ascii {

[[nodiscard]] constexpr bool isDigit(QChar c) noexcept
{
    return c >= u'0' && c <= u'9';
}
[[nodiscard]] constexpr bool isSpace(QChar c) noexcept
{
    return c == u' ' || (c >= u'\t' && c <= u'\r');
}

/// A position in a text; taking moves it forward only when it succeeds.
class Cursor
{
public:
    explicit constexpr Cursor(QStringView text) noexcept
        : m_text(text)
    {}
    [[nodiscard]] bool atEnd() const noexcept { return m_at == m_text.size(); }
    /// The next character; NUL at the end.
    [[nodiscard]] QChar peek() const noexcept { return atEnd() ? QChar() : m_text[m_at]; }
    [[nodiscard]] QStringView rest() const noexcept { return m_text.mid(m_at); }
    void advance() noexcept { m_at += atEnd() ? 0 : 1; }
    void skipSpaces() noexcept
    {
        while (isSpace(peek()))
            ++m_at;
    }
    [[nodiscard]] bool take(QChar c) noexcept
    {
        const bool found = !atEnd() && peek() == c;
        m_at += found ? 1 : 0;
        return found;
    }
    [[nodiscard]] QStringView takeDigits() noexcept
    {
        const qsizetype start = m_at;
        while (isDigit(peek()))
            ++m_at;
        return m_text.mid(start, m_at - start);
    }
    /// Exactly `count` digits (at most 9) as a number, or nothing.
    [[nodiscard]] std::optional<int> takeNumber(int count) noexcept
    {
        const qsizetype start = m_at;
        int value = 0;
        for (int i = 0; i < count; ++i) {
            if (!isDigit(peek())) {
                m_at = start;
                return std::nullopt;
            }
            value = value * 10 + (m_text[m_at++].unicode() - u'0');
        }
        return value;
    }

private:
    QStringView m_text;
    qsizetype m_at = 0;
};

} // namespace tidemark::ascii
