// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/number_format.h"

#include <QString>

#include <optional>
#include <span>

namespace tidemark {

/// The middle value (the mean of the two middle ones for an even number); nothing when empty.
/// Values must be finite. Linear time, copies the values.
[[nodiscard]] std::optional<double> median(std::span<const double> values);

/// The median of the absolute deviations from the median, unscaled; nothing when empty.
[[nodiscard]] std::optional<double> medianAbsoluteDeviation(std::span<const double> values);

/// Why a value looks wrong beside the ones before it.
struct Suspicion
{
    enum class Cause
    {
        FarFromUsual, ///< more than 6 robust deviations from the median
        MuchLarger,   ///< at least 10 times the median
        MuchSmaller,  ///< at most a tenth of the median
    };

    Cause cause = Cause::FarFromUsual;
    double median = 0;
    double deviations = 0; ///< robust deviations from the median; 0 when the values do not vary

    friend bool operator==(const Suspicion &, const Suspicion &) = default;
};

/// Values fewer than this tell nothing about what is usual.
inline constexpr std::size_t kSuspicionMinValues = 8;
/// Only the newest values count.
inline constexpr std::size_t kSuspicionMaxValues = 100;

/// Judges `value` by the values before it, newest last (E10). A robust deviation is 1.4826 times
/// the median absolute deviation, which equals the standard deviation of normal data. Ratios are
/// judged only against a median that is not zero. Any thread.
[[nodiscard]] std::optional<Suspicion> suspicion(double value, std::span<const double> lastValues);
/// How many of `values` are suspicious beside `lastValues`; linear in both.
[[nodiscard]] std::size_t suspiciousCount(std::span<const double> values,
                                          std::span<const double> lastValues);

/// The sentence under the field, such as `This is far from the usual 12.5 ms. Save anyway?`.
[[nodiscard]] QString suspicionText(const Suspicion &suspicion, const NumberFormatter &formatter,
                                    const Unit &unit);
/// The same where the value is stored already, such as
/// `The saved value is far from the usual 12.5 ms.`
[[nodiscard]] QString suspicionNote(const Suspicion &suspicion, const NumberFormatter &formatter,
                                    const Unit &unit);

} // namespace tidemark
