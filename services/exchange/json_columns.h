// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace tidemark::exchange {

/// Longest object of lists in bytes, included: all of it must be at hand for the first row.
inline constexpr std::size_t kMaxJsonColumnsBytes = std::size_t{8} * 1024 * 1024;

/// A JSON object of lists as rows: row n is an object of the n-th elements of all lists. Members
/// that are no lists are in every row. Without lists there is one row. One thread.
class JsonColumns
{
public:
    /// `text` is an object by its brackets and quotes; it outlives this. Errors: InvalidArgument
    /// for lists of unequal lengths (detail `json.lengths`) and where brackets and commas do not
    /// fit
    /// (`json.syntax`).
    [[nodiscard]] static Result<JsonColumns> read(std::string_view text);

    [[nodiscard]] std::size_t rowCount() const noexcept { return m_rows; }
    [[nodiscard]] bool hasLists() const noexcept { return m_hasLists; }
    /// The object of row `index`, into `out`.
    void row(std::size_t index, std::string &out) const;

private:
    struct Member
    {
        std::string_view name;  ///< with its quotes
        std::string_view whole; ///< of a member that is no list
        std::vector<std::string_view> elements;
        bool isList = false;
    };

    std::vector<Member> m_members;
    std::size_t m_rows = 1;
    bool m_hasLists = false;
};

} // namespace tidemark::exchange
