// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/time_range.h"

#include <span>

namespace tidemark {

/// A range offered by name.
struct TimePreset
{
    enum class Group
    {
        Last,
        Calendar,
        SoFar,
        All
    };
    QStringView id; ///< for settings and the command line, never translated: `last-7d`
    Group group = Group::Last;
    QStringView from; ///< expressions; empty for all data
    QStringView to;

    /// For people, translated: `Last 7 days`.
    [[nodiscard]] QString label() const;
    [[nodiscard]] TimeRange range() const;
};

/// All presets, in the order of the picker. Any thread.
[[nodiscard]] std::span<const TimePreset> timePresets();
/// Errors: NotFound.
[[nodiscard]] Result<TimeRange> presetRange(QStringView id);
/// The preset that a range is, or null.
[[nodiscard]] const TimePreset *presetOf(const TimeRange &range);

} // namespace tidemark
