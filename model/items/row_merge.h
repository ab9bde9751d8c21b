// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

namespace tidemark {

/// Brings `rows` to `wanted` with one step per run of neighbouring rows, so that views keep their
/// selection and scroll position. Both are strictly ordered by `less`. Linear, apart from moving
/// the rows behind an insertion or removal.
///
/// `update(row, newRow)` brings a row that stays up to date and returns whether anything changed.
/// `hooks` has beginInsert(first, last), endInsert(), beginRemove(first, last), endRemove() and
/// changed(first, last), with row numbers as they are at that moment, all inclusive.
template <class Row, class Less, class Update, class Hooks>
void mergeRows(std::vector<Row> &rows, std::vector<Row> wanted, Less less, Update update,
               Hooks &hooks)
{
    std::size_t at = 0;
    std::size_t from = 0;
    const auto number = [](std::size_t row) { return static_cast<int>(row); };
    const auto offset = [](std::size_t row) { return static_cast<std::ptrdiff_t>(row); };
    while (at < rows.size() || from < wanted.size()) {
        if (from == wanted.size() || (at < rows.size() && less(rows[at], wanted[from]))) {
            std::size_t end = at + 1;
            while (end < rows.size() && (from == wanted.size() || less(rows[end], wanted[from])))
                ++end;
            hooks.beginRemove(number(at), number(end - 1));
            rows.erase(rows.begin() + offset(at), rows.begin() + offset(end));
            hooks.endRemove();
        } else if (at == rows.size() || less(wanted[from], rows[at])) {
            std::size_t end = from + 1;
            while (end < wanted.size() && (at == rows.size() || less(wanted[end], rows[at])))
                ++end;
            hooks.beginInsert(number(at), number(at + end - from - 1));
            rows.insert(rows.begin() + offset(at),
                        std::make_move_iterator(wanted.begin() + offset(from)),
                        std::make_move_iterator(wanted.begin() + offset(end)));
            hooks.endInsert();
            at += end - from;
            from = end;
        } else {
            const std::size_t first = at;
            std::size_t changedEnd = at;
            while (at < rows.size() && from < wanted.size() && !less(rows[at], wanted[from]) &&
                   !less(wanted[from], rows[at])) {
                const bool isChanged = update(rows[at], std::move(wanted[from]));
                ++at;
                ++from;
                if (!isChanged)
                    break;
                changedEnd = at;
            }
            if (changedEnd > first)
                hooks.changed(number(first), number(changedEnd - 1));
        }
    }
}

/// `rows` with those of `wanted` in place of their equals: what merges into `rows` so that none
/// comes or goes. Both are strictly ordered by `less`. Linear.
template <class Row, class Less>
[[nodiscard]] std::vector<Row> inPlace(const std::vector<Row> &rows, std::vector<Row> wanted,
                                       Less less)
{
    std::vector<Row> kept = rows;
    auto fresh = wanted.begin();
    for (Row &row : kept) {
        while (fresh != wanted.end() && less(*fresh, row))
            ++fresh;
        if (fresh != wanted.end() && !less(row, *fresh))
            row = std::move(*fresh++);
    }
    return kept;
}

} // namespace tidemark
