// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QMetaType>
#include <QString>
#include <QStringView>

#include <cstdint>
#include <memory>

namespace tidemark {

/// What a unit measures.
enum class Quantity
{
    None,   ///< no unit at all
    Opaque, ///< free text; converts to itself only
    Ratio,
    Count,
    Time,
    Data,
    Length,
    Area,
    Volume,
    Mass,
    Temperature,
    Energy,
    Power,
    Voltage,
    Current,
    Resistance,
    Charge,
    Capacitance,
    Frequency,
    Pressure,
    Force,
    Angle,
    Illuminance,
    Level,    ///< logarithmic, such as dB
    Currency, ///< converts to itself only
};

/// How a unit's values are shown with larger and smaller units (N2).
enum class PrefixStyle
{
    None, ///< no prefix: %, °C, min, free text
    Si,   ///< n µ m – k M G T
    Data, ///< KiB or kB, by the user's choice
};

/// A unit's exact scale: base = (value + offset_hundredths / 100) * numerator / denominator *
/// 10^exponent10.
struct UnitScale
{
    std::int64_t numerator = 1;
    std::int64_t denominator = 1;
    int exponent10 = 0;
    std::int64_t offset_hundredths = 0;

    friend bool operator==(const UnitScale &, const UnitScale &) = default;
};

/// A unit of measure: a known one with a scale, or any free text. Case matters (`mW`, `MW`).
/// A cheap value; any thread.
class Unit
{
public:
    /// No unit.
    Unit() = default;

    /// The unit written `symbol`, trimmed and in NFC; empty text is no unit. Known symbols, their
    /// SI and IEC prefixes, and rates of them per s, min, h or d (`MB/s`, `req/min`) are
    /// understood; anything else is kept as an opaque unit. Errors: InvalidArgument for control
    /// characters or more than kUnitMaxBytes bytes.
    [[nodiscard]] static Result<Unit> fromText(QStringView symbol);

    /// As fromText(), for symbols known to be well formed; bad text gives no unit.
    [[nodiscard]] static Unit of(QStringView symbol);

    [[nodiscard]] QString symbol() const;
    [[nodiscard]] Quantity quantity() const noexcept;
    /// True for a rate: the quantity per time.
    [[nodiscard]] bool isRate() const noexcept;
    [[nodiscard]] bool isEmpty() const noexcept { return m_info == nullptr; }
    /// False for free text.
    [[nodiscard]] bool isKnown() const noexcept;

    /// How values are scaled for display.
    [[nodiscard]] PrefixStyle prefixStyle() const noexcept;
    /// The largest prefix that display chooses, as its power of ten (3: no Mm for metres).
    [[nodiscard]] int largestShownExponent10() const noexcept;
    /// True when typed numbers may end in a suffix such as `1.2k` or `350u` (E5).
    [[nodiscard]] bool allowsNumberSuffix() const noexcept;
    /// The same unit without its prefix: W for kW, B/s for MiB/s, itself when it has none.
    [[nodiscard]] Unit stem() const;
    /// The scale to the quantity's base unit (per second for a rate).
    [[nodiscard]] UnitScale scale() const noexcept;

    /// Equal when written alike.
    friend bool operator==(const Unit &a, const Unit &b) { return a.symbol() == b.symbol(); }

private:
    friend bool convertible(const Unit &a, const Unit &b);
    struct Info;
    friend struct UnitReader;
    std::shared_ptr<const Info> m_info;
};

inline constexpr qsizetype kUnitMaxBytes = 64;

/// True when values of `a` can be expressed in `b`: same quantity, both or neither per time; free
/// text, currencies and no unit only with themselves.
[[nodiscard]] bool convertible(const Unit &a, const Unit &b);

/// `value` of `from` expressed in `to`; offsets (°C, °F) are applied. Exact ratios are multiplied
/// before they are divided, in extended precision, and rounded once. Errors: InvalidArgument when
/// the units do not convert, Overflow when the result is not finite.
[[nodiscard]] Result<double> convert(double value, const Unit &from, const Unit &to);

} // namespace tidemark

Q_DECLARE_METATYPE(tidemark::Unit)
