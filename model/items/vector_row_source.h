// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/import_rows.h"

#include <utility>

namespace tidemark {

/// Hands over rows that are already in memory, all at once.
class VectorRowSource final : public RowSource
{
public:
    explicit VectorRowSource(std::vector<ImportRow> rows)
        : m_rows(std::move(rows))
    {}

    [[nodiscard]] Result<bool> next(std::vector<ImportRow> &rows) override
    {
        if (m_rows.empty())
            return false;
        rows.insert(rows.end(), std::make_move_iterator(m_rows.begin()),
                    std::make_move_iterator(m_rows.end()));
        m_rows.clear();
        return true;
    }

private:
    std::vector<ImportRow> m_rows;
};

} // namespace tidemark
