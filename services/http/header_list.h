// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayList>

#include <optional>
#include <vector>

namespace tidemark::http {

/// One field of a message's header; the value has no blanks around it.
struct HeaderField
{
    QByteArray name;
    QByteArray value;

    friend bool operator==(const HeaderField &, const HeaderField &) = default;
};

/// The fields of a header in their order. Names are equal whatever their case (RFC 9110, 5.1).
/// Looking one up walks the list; a header is at most 16 KiB.
class HeaderList
{
public:
    void add(QByteArray name, QByteArray value);

    /// The first field of that name.
    [[nodiscard]] std::optional<QByteArray> value(QByteArrayView name) const;
    [[nodiscard]] QByteArrayList values(QByteArrayView name) const;
    [[nodiscard]] bool contains(QByteArrayView name) const { return value(name).has_value(); }

    [[nodiscard]] bool isEmpty() const noexcept { return m_fields.empty(); }
    [[nodiscard]] auto size() const noexcept { return m_fields.size(); }
    [[nodiscard]] auto begin() const noexcept { return m_fields.begin(); }
    [[nodiscard]] auto end() const noexcept { return m_fields.end(); }

    friend bool operator==(const HeaderList &, const HeaderList &) = default;

private:
    std::vector<HeaderField> m_fields;
};

/// True for names that differ in the case of ASCII letters only.
[[nodiscard]] bool isSameName(QByteArrayView a, QByteArrayView b);

/// True for a non-empty text of the characters that names consist of (RFC 9110, 5.6.2).
[[nodiscard]] bool isToken(QByteArrayView text);

} // namespace tidemark::http
