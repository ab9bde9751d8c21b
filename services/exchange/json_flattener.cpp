// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/json_flattener.h"

#include <QCoreApplication>

#include <simdjson.h>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {

struct JsonFlattener::Parser
{
    std::string text; ///< with the room behind it that simdjson reads into
    simdjson::ondemand::parser parser;
};

namespace {

using namespace simdjson;

struct JsonText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::JsonText)
};

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && isSpace(text.back()))
        text.remove_suffix(1);
    return text;
}

// RFC 8259, section 6; of any size.
bool isNumber(std::string_view token)
{
    std::size_t at = 0;
    const auto digits = [&] {
        const std::size_t begin = at;
        while (at < token.size() && token[at] >= '0' && token[at] <= '9')
            ++at;
        return at - begin;
    };
    const auto takes = [&](std::string_view any) {
        const bool isHere = at < token.size() && any.find(token[at]) != std::string_view::npos;
        at += isHere ? 1 : 0;
        return isHere;
    };
    takes("-");
    const bool isZero = at < token.size() && token[at] == '0';
    const std::size_t whole = digits();
    if (whole == 0 || (isZero && whole > 1))
        return false;
    if (takes(".") && digits() == 0)
        return false;
    if (takes("eE")) {
        takes("+-");
        if (digits() == 0)
            return false;
    }
    return at == token.size();
}

tl::unexpected<Error> refusal(const QString &message, const QString &detail)
{
    return failure(ErrorCode::InvalidArgument, message, detail);
}

tl::unexpected<Error> broken(std::ptrdiff_t at_bytes)
{
    return refusal(JsonText::tr("This is no valid JSON near its byte %1.").arg(at_bytes + 1),
                   u"json.syntax"_s);
}

tl::unexpected<Error> brokenText(std::ptrdiff_t at_bytes)
{
    return refusal(JsonText::tr("The text before byte %1 holds half a character or an escape that "
                                "JSON does not have.")
                       .arg(at_bytes + 1),
                   u"json.utf8"_s);
}

// Walks an object to its end, so that nothing is passed over unread.
class Walk
{
public:
    Walk(const char *begin, std::vector<JsonField> &fields)
        : m_begin(begin)
        , m_fields(fields)
    {}

    [[nodiscard]] Result<void> object(ondemand::value value, const std::string &path, int depth)
    {
        if (depth > kMaxJsonDepth)
            return tooDeep();
        ondemand::object members;
        if (value.get_object().get(members) != SUCCESS)
            return broken(at(value));
        for (auto next : members) {
            ondemand::field field;
            if (std::move(next).get(field) != SUCCESS)
                return broken(at(value));
            std::string_view name;
            if (field.unescaped_key().get(name) != SUCCESS || !validate_utf8(name))
                return brokenText(at(value));
            std::string inner = path;
            if (!path.empty())
                inner += '.';
            inner += name;
            if (auto taken = member(field.value(), std::move(inner), depth); !taken)
                return taken;
        }
        return {};
    }

private:
    [[nodiscard]] std::ptrdiff_t at(ondemand::value &value) const
    {
        const char *place = nullptr;
        return value.current_location().get(place) == SUCCESS ? place - m_begin : 0;
    }

    [[nodiscard]] static Result<void> tooDeep()
    {
        return refusal(JsonText::tr("Objects and lists lie in each other more than %1 levels deep.")
                           .arg(kMaxJsonDepth),
                       u"json.depth"_s);
    }

    [[nodiscard]] Result<void> member(ondemand::value value, std::string path, int depth)
    {
        if (m_fields.size() == kMaxColumns)
            return refusal(JsonText::tr("This has more than %1 members, the most that a row may "
                                        "have.")
                               .arg(kMaxColumns),
                           u"json.fields"_s);
        const std::size_t index = m_fields.size();
        m_fields.push_back({std::move(path), {}});
        ondemand::json_type type{};
        if (value.type().get(type) != SUCCESS)
            return scalar(value, m_fields[index]);
        switch (type) {
        case ondemand::json_type::object: {
            m_fields[index].form = CellForm::Object;
            auto taken = object(value, std::string(m_fields[index].path), depth + 1);
            m_fields[index].inner = m_fields.size() - index - 1;
            return taken;
        }
        case ondemand::json_type::array:
            return list(value, index, depth + 1);
        case ondemand::json_type::string: {
            JsonField &field = m_fields[index];
            field.isQuoted = true;
            // The whole text is UTF-8, but an escape may still have made half a character.
            if (value.get_string().get(field.text) != SUCCESS || !validate_utf8(field.text))
                return brokenText(at(value));
            return {};
        }
        default:
            return scalar(value, m_fields[index]);
        }
    }

    // A list is kept as it is written, but looked through like the rest.
    [[nodiscard]] Result<void> list(ondemand::value value, std::size_t index, int depth)
    {
        const char *const begin = value.raw_json_token().data();
        if (auto read = elements(value, depth); !read)
            return read;
        m_fields[index].form = CellForm::List;
        m_fields[index].text = std::string_view(begin, static_cast<std::size_t>(m_listEnd - begin));
        return {};
    }

    [[nodiscard]] Result<void> elements(ondemand::value value, int depth)
    {
        if (depth > kMaxJsonDepth)
            return tooDeep();
        ondemand::array list;
        if (value.get_array().get(list) != SUCCESS)
            return broken(at(value));
        for (auto &&next : list) {
            ondemand::value element;
            if (std::forward<decltype(next)>(next).get(element) != SUCCESS)
                return broken(at(value));
            if (auto read = anything(element, depth); !read)
                return read;
        }
        m_listEnd = behindList(value);
        return {};
    }

    // Reads what no column can take, for its faults alone.
    [[nodiscard]] Result<void> anything(ondemand::value value, int depth)
    {
        ondemand::json_type type{};
        if (value.type().get(type) != SUCCESS)
            type = ondemand::json_type::null;
        if (type == ondemand::json_type::array)
            return elements(value, depth + 1);
        if (type == ondemand::json_type::object) {
            const std::size_t kept = m_fields.size();
            auto read = object(value, {}, depth + 1);
            m_fields.resize(kept);
            return read;
        }
        JsonField unused;
        if (type != ondemand::json_type::string)
            return scalar(value, unused);
        if (value.get_string().get(unused.text) != SUCCESS || !validate_utf8(unused.text))
            return brokenText(at(value));
        return {};
    }

    [[nodiscard]] Result<void> scalar(ondemand::value value, JsonField &field)
    {
        const std::string_view token = trimmed(value.raw_json_token());
        field.isNull = token == "null";
        if (field.isNull)
            return {};
        if (token != "true" && token != "false" && !isNumber(token))
            return refusal(JsonText::tr("What stands at byte %1 is neither text in quotes nor a "
                                        "number of JSON.")
                               .arg(token.data() - m_begin + 1),
                           u"json.number"_s);
        field.text = token;
        return {};
    }

    // The place behind the `]` of a list that was read to its end.
    [[nodiscard]] const char *behindList(ondemand::value &value) const
    {
        const char *place = nullptr;
        if (value.current_location().get(place) != SUCCESS)
            return m_begin;
        while (place != m_begin && place[-1] != ']')
            --place;
        return place;
    }

    const char *m_begin;
    std::vector<JsonField> &m_fields;
    const char *m_listEnd = nullptr;
};

} // namespace

JsonFlattener::JsonFlattener()
    : m_parser(std::make_unique<Parser>())
{}

JsonFlattener::~JsonFlattener() = default;

Result<std::span<const JsonField>> JsonFlattener::read(std::string_view text)
{
    m_fields.clear();
    std::string &kept = m_parser->text;
    kept.reserve(text.size() + SIMDJSON_PADDING);
    kept.assign(text);
    ondemand::document document;
    const error_code error =
        m_parser->parser.iterate(padded_string_view(kept.data(), kept.size(), kept.capacity()))
            .get(document);
    if (error == UTF8_ERROR)
        return refusal(JsonText::tr("This holds bytes that are no text in the chosen encoding."),
                       u"json.utf8"_s);
    if (error != SUCCESS)
        return broken(0);
    ondemand::value root;
    ondemand::json_type type{};
    if (document.get_value().get(root) != SUCCESS || root.type().get(type) != SUCCESS ||
        type != ondemand::json_type::object)
        return refusal(JsonText::tr("This is no object. Rows are written as {\"time\": …, "
                                    "\"value\": …}."),
                       u"json.object"_s);
    Walk walk(kept.data(), m_fields);
    if (auto walked = walk.object(root, {}, 1); !walked)
        return failure(walked.error());
    const char *behind = nullptr;
    if (document.current_location().get(behind) == SUCCESS)
        return broken(behind - kept.data());
    return std::span<const JsonField>(m_fields);
}

} // namespace tidemark::exchange
