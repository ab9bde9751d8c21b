// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/http/header_list.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace tidemark::http {

bool isSameName(QByteArrayView a, QByteArrayView b)
{
    return a.size() == b.size() && a.compare(b, Qt::CaseInsensitive) == 0;
}

bool isToken(QByteArrayView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
    });
}

void HeaderList::add(QByteArray name, QByteArray value)
{
    m_fields.push_back({std::move(name), std::move(value)});
}

std::optional<QByteArray> HeaderList::value(QByteArrayView name) const
{
    const auto found = std::find_if(m_fields.begin(), m_fields.end(), [name](const auto &field) {
        return isSameName(field.name, name);
    });
    if (found == m_fields.end())
        return std::nullopt;
    return found->value;
}

QByteArrayList HeaderList::values(QByteArrayView name) const
{
    QByteArrayList found;
    for (const HeaderField &field : m_fields) {
        if (isSameName(field.name, name))
            found.append(field.value);
    }
    return found;
}

} // namespace tidemark::http
