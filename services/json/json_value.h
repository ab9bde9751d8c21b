// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

namespace tidemark {

enum class JsonKind : std::uint8_t
{
    Null,
    False,
    True,
    Number,
    Text,
    List,
    Object
};

/// One value of a JsonDocument in order of appearance: a container is followed by its content, a
/// member is its name and then its value.
struct JsonNode
{
    const char *text = nullptr; ///< of a text (unescaped UTF-8) or a number (as it was written)
    std::uint32_t length = 0;   ///< bytes of the text; elements or members of a container
    std::uint32_t span = 1;     ///< nodes of this value, itself included
    JsonKind kind = JsonKind::Null;
};

/// A value of a JsonDocument, which must outlive it. As cheap as a pointer.
class JsonValue
{
public:
    explicit JsonValue(const JsonNode *node) noexcept
        : m_node(node)
    {}

    [[nodiscard]] JsonKind kind() const noexcept { return m_node->kind; }
    [[nodiscard]] bool is(JsonKind kind) const noexcept { return m_node->kind == kind; }
    [[nodiscard]] bool isEmptyObject() const noexcept
    {
        return is(JsonKind::Object) && m_node->length == 0;
    }
    /// Of a text: its UTF-8, unescaped. Of a number: the literal. Empty for other kinds.
    [[nodiscard]] std::string_view text() const noexcept
    {
        return isContainer() ? std::string_view() : std::string_view{m_node->text, m_node->length};
    }
    /// Elements of a list, members of an object; a name given twice counts twice. 0 for other
    /// kinds.
    [[nodiscard]] std::size_t size() const noexcept { return isContainer() ? m_node->length : 0; }
    [[nodiscard]] const JsonNode *node() const noexcept { return m_node; }

    /// The member of that name, the last one when it is given twice. Takes time by their number.
    [[nodiscard]] std::optional<JsonValue> member(std::string_view name) const noexcept;

private:
    [[nodiscard]] bool isContainer() const noexcept
    {
        return is(JsonKind::List) || is(JsonKind::Object);
    }

    const JsonNode *m_node;
};

/// The elements of a list, for range-for; nothing of other kinds.
class JsonElements
{
public:
    class Iterator
    {
    public:
        explicit Iterator(const JsonNode *at) noexcept
            : m_at(at)
        {}
        [[nodiscard]] JsonValue operator*() const noexcept { return JsonValue(m_at); }
        Iterator &operator++() noexcept
        {
            m_at += m_at->span;
            return *this;
        }
        friend bool operator==(Iterator, Iterator) = default;

    private:
        const JsonNode *m_at;
    };

    explicit JsonElements(JsonValue list) noexcept
        : m_list(list.node())
    {}
    [[nodiscard]] Iterator begin() const noexcept
    {
        return Iterator(m_list->kind == JsonKind::List ? m_list + 1 : m_list);
    }
    [[nodiscard]] Iterator end() const noexcept
    {
        return Iterator(m_list->kind == JsonKind::List ? m_list + m_list->span : m_list);
    }

private:
    const JsonNode *m_list;
};

/// The members of an object in the order they were written, for range-for; nothing of other kinds.
class JsonMembers
{
public:
    struct Member
    {
        std::string_view name;
        JsonValue value;
    };
    class Iterator
    {
    public:
        explicit Iterator(const JsonNode *at) noexcept
            : m_at(at)
        {}
        [[nodiscard]] Member operator*() const noexcept
        {
            return Member{JsonValue(m_at).text(), JsonValue(m_at + 1)};
        }
        Iterator &operator++() noexcept
        {
            m_at += 1 + (m_at + 1)->span;
            return *this;
        }
        friend bool operator==(Iterator, Iterator) = default;

    private:
        const JsonNode *m_at;
    };

    explicit JsonMembers(JsonValue object) noexcept
        : m_object(object.node())
    {}
    [[nodiscard]] Iterator begin() const noexcept
    {
        return Iterator(m_object->kind == JsonKind::Object ? m_object + 1 : m_object);
    }
    [[nodiscard]] Iterator end() const noexcept
    {
        return Iterator(m_object->kind == JsonKind::Object ? m_object + m_object->span : m_object);
    }

private:
    const JsonNode *m_object;
};

inline std::optional<JsonValue> JsonValue::member(std::string_view name) const noexcept
{
    std::optional<JsonValue> found;
    for (const JsonMembers::Member member : JsonMembers(*this)) {
        if (member.name == name)
            found = member.value;
    }
    return found;
}

} // namespace tidemark
