// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Qt>

namespace tidemark {

/// What an item model says beyond Qt's own roles. Each role has one meaning in every model of this
/// folder; what does not apply to an item is an invalid QVariant.
enum class ItemRole
{
    Value = Qt::UserRole + 1, ///< the raw value of the cell: double, qint64, QString
    SortKey,                  ///< what the column sorts by, raw; text sorts naturally
    Unit,                     ///< symbol of the value's unit
    ShownValue,               ///< QStringList: the number and its unit, with the unit's prefix
    Time,                     ///< qint64, ns since the epoch
    Id,                       ///< qint64 of the row's metric, session or 0
    Key,                      ///< text that names the row and stays the same over refreshes
    Sparkline,                ///< QList<double>; a gap is NaN
    IsBranch,                 ///< true for a group that is no metric itself
    IsTotal,                  ///< true for the totals row
    IsDraft,                  ///< true for the empty row that takes a new record
};

[[nodiscard]] constexpr int roleOf(ItemRole role) noexcept
{
    return static_cast<int>(role);
}

} // namespace tidemark
