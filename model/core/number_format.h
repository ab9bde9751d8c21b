// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/unit.h"

#include <QLocale>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <span>

namespace tidemark {

/// Which prefixes bytes are shown with (N2); one choice for the whole program.
enum class ByteStyle
{
    Iec, ///< KiB, MiB: powers of 1024
    Si,  ///< kB, MB: powers of 1000
};

struct NumberOptions
{
    int significantDigits = 4; ///< 1 to 17; digits of the integer part are never cut
    ByteStyle byteStyle = ByteStyle::Iec;

    friend bool operator==(const NumberOptions &, const NumberOptions &) = default;
};

/// The unit that all labels of one axis share: shown = value * multiplier.
struct AxisScale
{
    QString unitLabel; ///< `MiB`, `k`, `%`; put behind each number (joined()) or into the title
    double multiplier = 1;

    friend bool operator==(const AxisScale &, const AxisScale &) = default;
};

/// Numbers, counts and values with units as the text people read (N1-N4, N8): by the locale, with
/// U+2212 as minus, a no-break space before the unit and `—` for a value that is missing or not a
/// number. Text of this class is never read back for computing; that is numberText() or editText().
/// Immutable; any thread.
class NumberFormatter
{
public:
    /// What is shown for a missing value.
    static constexpr char16_t kMissing = u'\u2014';

    explicit NumberFormatter(const QLocale &locale = {}, NumberOptions options = {});

    [[nodiscard]] const QLocale &locale() const noexcept { return m_locale; }
    [[nodiscard]] const NumberOptions &options() const noexcept { return m_options; }

    /// At most the significant digits of the options, without trailing zeros.
    [[nodiscard]] QString value(std::optional<double> value) const;
    [[nodiscard]] QString value(std::optional<double> value, const Unit &unit) const;

    /// With exactly `decimals` fraction digits (0 to 15), for metrics that fix them (D4).
    [[nodiscard]] QString fixed(std::optional<double> value, int decimals) const;

    /// Every digit of the double (shortest exact), grouped; for tooltips and details.
    [[nodiscard]] QString fullValue(std::optional<double> value) const;
    [[nodiscard]] QString fullValue(std::optional<double> value, const Unit &unit) const;

    /// Exactly, grouped, up to 999,999; then three digits such as `1.23 M` (N4).
    [[nodiscard]] QString count(std::int64_t count) const;
    /// Exactly and grouped, whatever the size.
    [[nodiscard]] QString fullCount(std::int64_t count) const;

    /// `to` - `from` with its sign, `+1.5 ms`, `−3 %`, `0`; missing when one side is.
    [[nodiscard]] QString difference(std::optional<double> from, std::optional<double> to,
                                     const Unit &unit) const;
    /// The relative change from `from` to `to`, `+12.5 %`; missing when `from` is 0 or missing.
    [[nodiscard]] QString percentChange(std::optional<double> from, std::optional<double> to) const;
    /// A part of one (0..1) as percent.
    [[nodiscard]] QString percent(std::optional<double> ratio) const;

    /// A measured stretch of time: `340 ns`, `1.20 ms`, `12.5 s`, `3 min 20 s`, `2 h 05 min`,
    /// `3 d 4 h`. Exact lengths of time (Timedelta) are Formatter::duration()'s.
    [[nodiscard]] QString duration(std::optional<double> seconds) const;

    /// Chooses prefix or unit of an axis, once, from the largest magnitude on it. Give the ends of
    /// the axis, then place nice ticks on the shown values (value * multiplier).
    [[nodiscard]] AxisScale axisScale(std::span<const double> values, const Unit &unit) const;
    /// Numbers for ticks given in the shown scale, without unit, all with equal decimals.
    [[nodiscard]] QStringList tickLabels(std::span<const double> shownTicks) const;

    /// A number and its unit: a no-break space between, as the locale has it for percent.
    [[nodiscard]] QString joined(const QString &number, const QString &unitLabel) const;

private:
    [[nodiscard]] QString shortDuration(double seconds) const;
    [[nodiscard]] QString clockDuration(double seconds) const;

    QLocale m_locale;
    NumberOptions m_options;
};

} // namespace tidemark
