// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/utf8_text.h"
#include "model/ports/importer.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace tidemark::exchange {

/// Counts what rows have beside the columns that are read: 100 names, and all others as `…`.
class UnknownFields
{
public:
    void add(const std::string &name)
    {
        const auto known = m_places.find(name);
        if (known != m_places.end()) {
            ++m_fields[known->second].rows;
        } else if (m_fields.size() < kMaxNames) {
            m_places.emplace(name, m_fields.size());
            m_fields.push_back({utf8Text(name), 1});
        } else {
            ++m_others;
        }
    }

    /// In order of appearance.
    [[nodiscard]] std::vector<UnknownField> list() const
    {
        std::vector<UnknownField> all = m_fields;
        if (m_others > 0)
            all.push_back({QStringLiteral("…"), m_others});
        return all;
    }

private:
    static constexpr std::size_t kMaxNames = 100;

    std::unordered_map<std::string, std::size_t> m_places;
    std::vector<UnknownField> m_fields;
    std::int64_t m_others = 0;
};

} // namespace tidemark::exchange
