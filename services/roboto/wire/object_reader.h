// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/timestamp.h"
#include "services/json/json_value.h"
#include "services/json/maybe_set.h"
#include "services/roboto/wire/limits.h"
#include "services/roboto/wire/read_context.h"

#include <QJsonObject>
#include <QMap>
#include <QStringList>

#include <vector>

namespace tidemark::roboto {

/// Takes the members of one JSON object by name. What cannot be read is noted in the context and
/// answered with an empty value, so that a reader is a plain list of fields; look at the context
/// when all are taken. Unknown members are ignored. The plain functions want the member to be
/// there; `optional…` also takes its absence and null. One thread.
class ObjectReader
{
public:
    ObjectReader(JsonValue object, const FieldPath &path, ReadContext &context);

    [[nodiscard]] const ReadContext &context() const noexcept { return m_context; }

    [[nodiscard]] QString text(std::string_view name);
    [[nodiscard]] std::optional<QString> optionalText(std::string_view name);
    [[nodiscard]] MaybeSet<QString> maybeText(std::string_view name);

    /// Integers: written without fraction and exponent in a request; in an answer any number or
    /// text of a number that is whole.
    [[nodiscard]] std::int64_t integer(std::string_view name);
    [[nodiscard]] std::optional<std::int64_t> optionalInteger(std::string_view name);
    /// Nanoseconds since 1970 as an integer.
    [[nodiscard]] Timestamp nanoseconds(std::string_view name);
    [[nodiscard]] std::optional<Timestamp> optionalNanoseconds(std::string_view name);

    [[nodiscard]] double number(std::string_view name);
    /// `fallback` when absent or null.
    [[nodiscard]] bool optionalFlag(std::string_view name, bool fallback);
    [[nodiscard]] QMap<QString, bool> optionalFlags(std::string_view name);

    /// See parseDateTime.
    [[nodiscard]] Timestamp dateTime(std::string_view name);
    [[nodiscard]] std::optional<Timestamp> optionalDateTime(std::string_view name);

    /// At most kListMaxItems in a request.
    [[nodiscard]] QStringList texts(std::string_view name);
    /// Absent: nothing. Null counts as absent.
    [[nodiscard]] std::optional<QStringList> optionalTexts(std::string_view name);
    [[nodiscard]] MaybeSet<QStringList> maybeTexts(std::string_view name);
    /// Absent or `{}`: nothing. Null is refused.
    [[nodiscard]] std::optional<QStringList> textsOrNotSet(std::string_view name);

    /// Free-form members; absent and null: nothing. At most kFreeFormMaxBytes in a request.
    [[nodiscard]] std::optional<QJsonObject> optionalObject(std::string_view name);
    /// All members as they came.
    [[nodiscard]] QJsonObject wholeObject();

    /// One of a fixed set of words; `parse` gives nothing for another text, `words` names them.
    template <class Word>
    [[nodiscard]] Word word(std::string_view name, std::optional<Word> (*parse)(QStringView),
                            const QString &words, std::optional<Word> fallback = {})
    {
        if (fallback && !find(name))
            return *fallback;
        const QString text = this->text(name);
        if (const std::optional<Word> found = parse(text))
            return *found;
        failWord(name, words);
        return Word{};
    }

    /// An object of its own, read by `read(ObjectReader &, T &)`; absent, null and `{}`: nothing.
    template <class T>
    [[nodiscard]] std::optional<T> optionalNested(std::string_view name);

    /// A list of objects, each read by `read(ObjectReader &, T &)`; at most `max`.
    template <class T>
    [[nodiscard]] std::vector<T> list(std::string_view name, std::size_t max);

    /// The elements of a list that has at most `max` and must be there.
    [[nodiscard]] std::optional<JsonValue> elements(std::string_view name, std::size_t max);

    /// Notes that a field is wrong; `message` has the field's path for its `%1`.
    void fail(std::string_view name, const QString &message);

    /// The last member of that name.
    [[nodiscard]] std::optional<JsonValue> find(std::string_view name) const;
    [[nodiscard]] const FieldPath &path() const noexcept { return m_path; }

private:
    [[nodiscard]] std::optional<JsonValue> required(std::string_view name);
    [[nodiscard]] std::optional<JsonValue> present(std::string_view name) const;
    [[nodiscard]] QString textOf(std::string_view name, JsonValue value);
    [[nodiscard]] QStringList textsOf(std::string_view name, JsonValue value);
    [[nodiscard]] std::int64_t integerOf(std::string_view name, JsonValue value);
    [[nodiscard]] Timestamp dateTimeOf(std::string_view name, JsonValue value);
    void failWord(std::string_view name, const QString &words);
    /// True for a member that is there and not `{}`.
    [[nodiscard]] static bool isSet(const std::optional<JsonValue> &value);

    std::optional<JsonValue> m_object;
    const FieldPath &m_path;
    ReadContext &m_context;
};

/// A text of a list or page; the overload of the function that reads elements which are objects.
void readElement(JsonValue value, const FieldPath &path, ReadContext &context, QString &out);

template <class T>
void readElement(JsonValue value, const FieldPath &path, ReadContext &context, T &out)
{
    ObjectReader reader(value, path, context);
    read(reader, out);
}

/// Reads the elements of `list`, until the first failure.
template <class T>
[[nodiscard]] std::vector<T> readElements(JsonValue list, const FieldPath &path,
                                          ReadContext &context)
{
    std::vector<T> items;
    items.reserve(list.size());
    for (const JsonValue element : JsonElements(list)) {
        const FieldPath at{&path, {}, items.size()};
        readElement(element, at, context, items.emplace_back());
        if (context.hasFailed())
            break;
    }
    return items;
}

template <class T>
std::optional<T> ObjectReader::optionalNested(std::string_view name)
{
    const std::optional<JsonValue> value = present(name);
    if (!isSet(value))
        return std::nullopt;
    std::optional<T> result(std::in_place);
    const FieldPath at{&m_path, name};
    readElement(*value, at, m_context, *result);
    return result;
}

template <class T>
std::vector<T> ObjectReader::list(std::string_view name, std::size_t max)
{
    const std::optional<JsonValue> found = elements(name, max);
    const FieldPath at{&m_path, name};
    return found ? readElements<T>(*found, at, m_context) : std::vector<T>{};
}

} // namespace tidemark::roboto
