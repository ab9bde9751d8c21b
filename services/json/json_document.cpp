// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/json/json_document.h"

#include "services/json/decimal_literal.h"
#include "services/json/json_limits.h"

#include <QCoreApplication>

#include <vector>

#include <simdjson.h>

using namespace Qt::StringLiterals;

namespace tidemark {

struct JsonDocument::Content
{
    simdjson::padded_string text;
    simdjson::ondemand::parser parser; // owns the unescaped texts
    std::vector<JsonNode> nodes;
};

namespace {

using namespace simdjson;

struct DocumentText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::JsonDocument)
};

/// Why reading stopped.
enum class Fault
{
    None,
    Syntax,
    Utf8,
    HalfCharacter,
    Number,
    Depth,
    Values
};

Error errorOf(Fault fault, std::ptrdiff_t at_bytes)
{
    const auto at = static_cast<qlonglong>(at_bytes);
    const auto refusal = [](const QString &message, const QString &detail) {
        return Error{ErrorCode::InvalidArgument, message, detail};
    };
    switch (fault) {
    case Fault::Utf8:
        return refusal(DocumentText::tr("The body is not valid UTF-8."), u"json.utf8"_s);
    case Fault::HalfCharacter:
        return refusal(
            DocumentText::tr("The text near byte %1 holds half a character or an unknown "
                             "escape. Send whole characters.")
                .arg(at),
            u"json.utf8"_s);
    case Fault::Number:
        return refusal(DocumentText::tr("What stands near byte %1 is no JSON number. Send a finite "
                                        "number of at most about 1.8e308, or null.")
                           .arg(at),
                       u"json.number"_s);
    case Fault::Depth:
        return refusal(DocumentText::tr("The body is nested deeper than %1 levels. Send flatter "
                                        "objects.")
                           .arg(kJsonMaxDepth),
                       u"json.depth"_s);
    case Fault::Values:
        return refusal(DocumentText::tr("The body holds more than %1 values. Send it in parts.")
                           .arg(static_cast<qulonglong>(kJsonMaxValues)),
                       u"json.values"_s);
    case Fault::None:
    case Fault::Syntax:
        break;
    }
    return refusal(DocumentText::tr("The body is not valid JSON near byte %1.").arg(at),
                   u"json.syntax"_s);
}

bool isJsonSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Whether a refused token was meant as a number; NaN and Infinity are.
bool looksLikeNumber(std::string_view token)
{
    constexpr std::string_view kStarts = "+-.0123456789NI";
    return !token.empty() && kStarts.find(token.front()) != std::string_view::npos;
}

std::string_view withoutSpaceBehind(std::string_view token)
{
    while (!token.empty() && isJsonSpace(token.back()))
        token.remove_suffix(1);
    return token;
}

/// Walks the whole document, so that nothing is skipped unread.
class Builder
{
public:
    Builder(const char *begin, std::vector<JsonNode> &nodes)
        : m_begin(begin)
        , m_nodes(nodes)
    {}

    [[nodiscard]] Fault value(ondemand::value value, int depth)
    {
        ondemand::json_type type{};
        if (value.type().get(type) != SUCCESS)
            return scalar(value); // which tells what it is
        switch (type) {
        case ondemand::json_type::object:
            return object(value, depth + 1);
        case ondemand::json_type::array:
            return list(value, depth + 1);
        case ondemand::json_type::string:
            return text(value);
        case ondemand::json_type::number:
        case ondemand::json_type::boolean:
        case ondemand::json_type::null:
            break;
        }
        return scalar(value);
    }
    [[nodiscard]] std::ptrdiff_t stoppedAt() const noexcept { return m_stoppedAt; }

private:
    [[nodiscard]] Fault stop(Fault fault, ondemand::value &value)
    {
        const char *at = nullptr;
        if (value.current_location().get(at) == SUCCESS)
            m_stoppedAt = at - m_begin;
        return fault;
    }

    [[nodiscard]] bool add(JsonKind kind, std::string_view text)
    {
        if (m_nodes.size() >= kJsonMaxValues)
            return false;
        m_nodes.push_back(JsonNode{text.data(), static_cast<std::uint32_t>(text.size()), 1, kind});
        return true;
    }

    void close(std::size_t index, std::uint32_t count)
    {
        m_nodes[index].length = count;
        m_nodes[index].span = static_cast<std::uint32_t>(m_nodes.size() - index);
    }

    [[nodiscard]] Fault object(ondemand::value value, int depth)
    {
        if (depth > kJsonMaxDepth)
            return Fault::Depth;
        const std::size_t index = m_nodes.size();
        if (!add(JsonKind::Object, {}))
            return Fault::Values;
        ondemand::object members;
        if (value.get_object().get(members) != SUCCESS)
            return stop(Fault::Syntax, value);
        std::uint32_t count = 0;
        for (auto next : members) {
            ondemand::field field;
            if (std::move(next).get(field) != SUCCESS)
                return stop(Fault::Syntax, value);
            std::string_view name;
            if (field.unescaped_key().get(name) != SUCCESS || !validate_utf8(name))
                return stop(Fault::HalfCharacter, value);
            if (!add(JsonKind::Text, name))
                return Fault::Values;
            if (const Fault fault = this->value(field.value(), depth); fault != Fault::None)
                return fault;
            ++count;
        }
        close(index, count);
        return Fault::None;
    }

    [[nodiscard]] Fault list(ondemand::value value, int depth)
    {
        if (depth > kJsonMaxDepth)
            return Fault::Depth;
        const std::size_t index = m_nodes.size();
        if (!add(JsonKind::List, {}))
            return Fault::Values;
        ondemand::array elements;
        if (value.get_array().get(elements) != SUCCESS)
            return stop(Fault::Syntax, value);
        std::uint32_t count = 0;
        for (auto &&next : elements) {
            ondemand::value element;
            if (std::forward<decltype(next)>(next).get(element) != SUCCESS)
                return stop(Fault::Syntax, value);
            if (const Fault fault = this->value(element, depth); fault != Fault::None)
                return fault;
            ++count;
        }
        close(index, count);
        return Fault::None;
    }

    [[nodiscard]] Fault text(ondemand::value value)
    {
        std::string_view text;
        // The whole body is UTF-8, but an escape may still have made half a character.
        if (value.get_string().get(text) != SUCCESS || !validate_utf8(text))
            return stop(Fault::HalfCharacter, value);
        return add(JsonKind::Text, text) ? Fault::None : Fault::Values;
    }

    [[nodiscard]] Fault scalar(ondemand::value value)
    {
        const std::string_view token = withoutSpaceBehind(value.raw_json_token());
        const bool isWord = token == "null" || token == "true" || token == "false";
        if (!isWord && !isFiniteNumber(token)) {
            m_stoppedAt = token.data() - m_begin;
            return looksLikeNumber(token) ? Fault::Number : Fault::Syntax;
        }
        const bool isAdded = !isWord           ? add(JsonKind::Number, token)
                             : token == "null" ? add(JsonKind::Null, {})
                             : token == "true" ? add(JsonKind::True, {})
                                               : add(JsonKind::False, {});
        // The iteration steps over a scalar that was not taken; a container it would not check.
        return isAdded ? Fault::None : Fault::Values;
    }

    const char *m_begin;
    std::vector<JsonNode> &m_nodes;
    std::ptrdiff_t m_stoppedAt = 0;
};

Fault faultOf(error_code error)
{
    return error == UTF8_ERROR ? Fault::Utf8 : Fault::Syntax;
}

} // namespace

JsonDocument::JsonDocument(std::shared_ptr<const Content> content) noexcept
    : m_content(std::move(content))
{}

JsonValue JsonDocument::root() const noexcept
{
    return JsonValue(m_content->nodes.data());
}

Result<JsonDocument> JsonDocument::parse(QByteArrayView text, qsizetype maxBytes)
{
    if (text.size() > maxBytes)
        return failure(ErrorCode::InvalidArgument,
                       DocumentText::tr("The body is longer than %1 bytes. Send it in parts.")
                           .arg(static_cast<qlonglong>(maxBytes)),
                       u"json.size"_s);
    auto content = std::make_shared<Content>();
    content->text = padded_string(text.data(), static_cast<std::size_t>(text.size()));
    ondemand::document document;
    if (const error_code error = content->parser.iterate(content->text).get(document);
        error != SUCCESS)
        return failure(errorOf(faultOf(error), 0));
    ondemand::value root;
    if (document.get_value().get(root) != SUCCESS) // a single value has no use here
        return failure(errorOf(Fault::Syntax, 0));
    Builder builder(content->text.data(), content->nodes);
    if (const Fault fault = builder.value(root, 0); fault != Fault::None)
        return failure(errorOf(fault, builder.stoppedAt()));
    const char *behind = nullptr;
    if (document.current_location().get(behind) == SUCCESS)
        return failure(errorOf(Fault::Syntax, behind - content->text.data()));
    return JsonDocument(std::move(content));
}

} // namespace tidemark
