// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/timestamp.h"
#include "services/json/maybe_set.h"

#include <QByteArray>
#include <QJsonValue>
#include <QMap>
#include <QStringList>

#include <string_view>
#include <vector>

namespace tidemark {

/// Writes one compact JSON text into one buffer: integers in plain digits, doubles as the shortest
/// text that reads back to the same bits, text in UTF-8. The names of its functions are those of
/// ObjectReader. One thread.
///
/// A number that is not finite becomes null, which JSON has no other word for; half a surrogate
/// pair becomes U+FFFD.
class JsonWriter
{
public:
    explicit JsonWriter(qsizetype reserve_bytes = 512) { m_out.reserve(reserve_bytes); }

    void beginObject();
    void endObject();
    void beginList();
    void endList();
    /// The name of the member that is written next. Plain ASCII without quotes.
    void name(std::string_view name);
    /// The same of any text.
    void anyName(QStringView name);

    void text(QStringView value);
    void integer(std::int64_t value);
    void number(double value);
    void flag(bool value);
    void null();
    void dateTime(Timestamp value);
    void json(const QJsonValue &value);
    void texts(const QStringList &values);

    void text(std::string_view member, QStringView value);
    void optionalText(std::string_view member, const std::optional<QString> &value);
    void maybeText(std::string_view member, const MaybeSet<QString> &value);
    void integer(std::string_view member, std::int64_t value);
    void optionalInteger(std::string_view member, const std::optional<std::int64_t> &value);
    void nanoseconds(std::string_view member, Timestamp value);
    void optionalNanoseconds(std::string_view member, const std::optional<Timestamp> &value);
    void number(std::string_view member, double value);
    void flag(std::string_view member, bool value);
    void flags(std::string_view member, const QMap<QString, bool> &value);
    void dateTime(std::string_view member, Timestamp value);
    void optionalDateTime(std::string_view member, const std::optional<Timestamp> &value);
    void texts(std::string_view member, const QStringList &values);
    void maybeTexts(std::string_view member, const MaybeSet<QStringList> &values);
    void json(std::string_view member, const QJsonValue &value);

    /// A list of values, each written by `write(JsonWriter &, const T &)`.
    template <class T>
    void list(const std::vector<T> &values)
    {
        beginList();
        for (const T &value : values)
            write(*this, value);
        endList();
    }
    template <class T>
    void list(std::string_view member, const std::vector<T> &values)
    {
        name(member);
        list(values);
    }

    [[nodiscard]] const QByteArray &buffer() const noexcept { return m_out; }
    [[nodiscard]] QByteArray take() { return std::move(m_out); }

private:
    void separate();
    /// Room for `size` bytes behind the comma that may be due.
    [[nodiscard]] char *grow(qsizetype size);
    void freeNumber(const QJsonValue &value);
    void append(std::string_view bytes);

    QByteArray m_out;
    bool m_needsComma = false;
};

/// A text of a list or page.
void write(JsonWriter &out, const QString &value);

} // namespace tidemark
