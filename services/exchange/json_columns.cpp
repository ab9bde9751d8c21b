// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/json_columns.h"

#include "model/core/utf8_text.h"
#include "services/exchange/json_scan.h"

#include <QCoreApplication>

#include <optional>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct ColumnsText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::ColumnsText)
};

tl::unexpected<Error> broken(std::string_view near)
{
    return failure(ErrorCode::InvalidArgument,
                   ColumnsText::tr("The object is no valid JSON near \"%1\".")
                       .arg(utf8Text(near.substr(0, 40))),
                   u"json.syntax"_s);
}

// Takes values and signs off the front of a text.
class Cutter
{
public:
    explicit Cutter(std::string_view text)
        : m_text(text)
    {}

    [[nodiscard]] std::string_view rest() const { return m_text; }

    [[nodiscard]] bool takes(char c)
    {
        skipSpace();
        if (m_text.empty() || m_text.front() != c)
            return false;
        m_text.remove_prefix(1);
        return true;
    }

    [[nodiscard]] std::optional<std::string_view> value()
    {
        skipSpace();
        JsonScan scan;
        for (std::size_t i = 0; i < m_text.size(); ++i) {
            switch (scan.take(m_text[i])) {
            case JsonScan::Step::Inside:
                break;
            case JsonScan::Step::Last:
                return cut(i + 1);
            case JsonScan::Step::Behind:
                return cut(i);
            case JsonScan::Step::Wrong:
                return std::nullopt;
            }
        }
        return std::nullopt;
    }

private:
    void skipSpace()
    {
        while (!m_text.empty() && isJsonSpace(m_text.front()))
            m_text.remove_prefix(1);
    }
    [[nodiscard]] std::string_view cut(std::size_t size)
    {
        const std::string_view value = m_text.substr(0, size);
        m_text.remove_prefix(size);
        return value;
    }

    std::string_view m_text;
};

Result<std::vector<std::string_view>> elementsOf(std::string_view list)
{
    std::vector<std::string_view> elements;
    Cutter cutter(list);
    if (!cutter.takes('['))
        return broken(list);
    while (!cutter.takes(']')) {
        if (!elements.empty() && !cutter.takes(','))
            return broken(cutter.rest());
        const auto value = cutter.value();
        if (!value)
            return broken(cutter.rest());
        elements.push_back(*value);
    }
    return elements;
}

} // namespace

Result<JsonColumns> JsonColumns::read(std::string_view text)
{
    JsonColumns columns;
    Cutter cutter(text);
    if (!cutter.takes('{'))
        return broken(text);
    while (!cutter.takes('}')) {
        if (!columns.m_members.empty() && !cutter.takes(','))
            return broken(cutter.rest());
        const auto name = cutter.value();
        if (!name || name->front() != '"' || !cutter.takes(':'))
            return broken(cutter.rest());
        const auto value = cutter.value();
        if (!value)
            return broken(cutter.rest());
        Member member{*name, *value, {}, value->front() == '['};
        if (member.isList) {
            auto elements = elementsOf(*value);
            if (!elements)
                return failure(elements.error());
            member.elements = std::move(*elements);
        }
        columns.m_members.push_back(std::move(member));
    }
    const Member *before = nullptr;
    for (const Member &member : columns.m_members) {
        if (!member.isList)
            continue;
        if (before && before->elements.size() != member.elements.size())
            return failure(ErrorCode::InvalidArgument,
                           ColumnsText::tr(
                               "The list %1 has %2 elements and the list %3 has %4. Lists that are "
                               "columns have the same length.")
                               .arg(utf8Text(before->name))
                               .arg(before->elements.size())
                               .arg(utf8Text(member.name))
                               .arg(member.elements.size()),
                           u"json.lengths"_s);
        before = &member;
        columns.m_rows = member.elements.size();
        columns.m_hasLists = true;
    }
    return columns;
}

void JsonColumns::row(std::size_t index, std::string &out) const
{
    out.assign(1, '{');
    for (const Member &member : m_members) {
        if (out.size() > 1)
            out += ',';
        out.append(member.name).append(1, ':');
        out.append(member.isList ? member.elements[index] : member.whole);
    }
    out += '}';
}

} // namespace tidemark::exchange
