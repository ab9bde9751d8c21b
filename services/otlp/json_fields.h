// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/utf8_text.h"
#include "services/json/decimal_literal.h"
#include "services/json/json_value.h"

#include <charconv>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace tidemark::otlp {

/// Takes plain values out of JSON as OTLP has them, and remembers the first member that is not as
/// it should be. What is read is a loan of the document. One thread.
class JsonFields
{
public:
    [[nodiscard]] bool hasFailed() const noexcept { return m_hasFailed; }
    [[nodiscard]] QString wrongMember() const { return utf8Text(m_wrong); }

protected:
    void fail()
    {
        if (!m_hasFailed)
            m_wrong = m_member;
        m_hasFailed = true;
    }

    template <class TakeMember>
    void object(JsonValue value, const TakeMember &take)
    {
        if (!value.is(JsonKind::Object))
            return value.is(JsonKind::Null) ? void() : fail();
        for (const JsonMembers::Member member : JsonMembers(value)) {
            m_member = member.name;
            if (!member.value.is(JsonKind::Null)) // as if it were absent
                take(member.name, member.value);
        }
    }

    void read(JsonValue value, std::string &out)
    {
        if (value.is(JsonKind::Text))
            out = value.text();
        else
            fail();
    }

    void read(JsonValue value, bool &out)
    {
        if (!value.is(JsonKind::True) && !value.is(JsonKind::False))
            return fail();
        out = value.is(JsonKind::True);
    }

    void read(JsonValue value, double &out)
    {
        const std::string_view text = value.text();
        if (value.is(JsonKind::Number))
            out = toDouble(text);
        else if (!value.is(JsonKind::Text))
            fail();
        else if (text == "NaN")
            out = std::numeric_limits<double>::quiet_NaN();
        else if (text == "Infinity" || text == "-Infinity")
            out = text.front() == '-' ? -std::numeric_limits<double>::infinity()
                                      : std::numeric_limits<double>::infinity();
        else if (isFiniteNumber(text))
            out = toDouble(text);
        else
            fail();
    }

    template <class Integer>
    void readInteger(JsonValue value, Integer &out)
    {
        if (!value.is(JsonKind::Number) && !value.is(JsonKind::Text))
            return fail();
        const std::string_view text = value.text();
        const auto done = std::from_chars(text.data(), text.data() + text.size(), out);
        if (done.ec == std::errc() && done.ptr == text.data() + text.size())
            return;
        const auto scaled = isFiniteNumber(text) ? scaledInteger(text, 0) : std::nullopt;
        if (!scaled || !scaled->isExact || !std::in_range<Integer>(scaled->value))
            return fail();
        out = static_cast<Integer>(scaled->value);
    }
    void read(JsonValue value, std::int64_t &out) { readInteger(value, out); }
    void read(JsonValue value, std::uint64_t &out) { readInteger(value, out); }
    void read(JsonValue value, std::int32_t &out) { readInteger(value, out); }
    void read(JsonValue value, std::uint32_t &out) { readInteger(value, out); }

private:
    std::string_view m_member; ///< the one that is read now
    std::string_view m_wrong;
    bool m_hasFailed = false;
};

} // namespace tidemark::otlp
