// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/unit.h"

#include "model/core/text.h"
#include "model/core/unit_table.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

using namespace Qt::StringLiterals;

namespace tidemark {

struct Unit::Info
{
    QString symbol;
    QString stem; // the symbol without its prefix
    QString opaqueName;
    Quantity quantity = Quantity::Opaque;
    bool isRate = false;
    bool takesNumberSuffix = true;
    PrefixStyle style = PrefixStyle::None;
    int largestShown_exponent10 = 12;
    UnitScale scale;
};

namespace {

struct UnitText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::UnitText)
};

QStringView viewOf(std::u16string_view text)
{
    return QStringView(text.data(), static_cast<qsizetype>(text.size()));
}

const UnitRow *findRow(QStringView symbol)
{
    static const QHash<QStringView, const UnitRow *> rows = [] {
        QHash<QStringView, const UnitRow *> bySymbol;
        for (const UnitRow &row : unitRows())
            bySymbol.insert(viewOf(row.symbol), &row);
        return bySymbol;
    }();
    return rows.value(symbol, nullptr);
}

struct PrefixedRow
{
    const UnitRow *row = nullptr;
    const UnitPrefix *prefix = nullptr;
};

std::optional<PrefixedRow> splitPrefix(QStringView symbol)
{
    for (const UnitPrefix &prefix : unitPrefixes()) {
        const QStringView prefixSymbol = viewOf(prefix.symbol);
        if (!symbol.startsWith(prefixSymbol))
            continue;
        const UnitRow *row = findRow(symbol.mid(prefixSymbol.size()));
        if (row == nullptr || row->prefixes == PrefixRule::None)
            continue;
        const bool isForData = prefix.exponent1024 > 0 || prefix.exponent10 >= 3;
        const bool fits = row->prefixes == PrefixRule::Data ? isForData : prefix.exponent1024 == 0;
        if (fits)
            return PrefixedRow{row, &prefix};
    }
    return std::nullopt;
}

UnitScale prefixed(UnitScale scale, const UnitPrefix &prefix)
{
    scale.exponent10 += prefix.exponent10;
    scale.numerator <<= 10 * prefix.exponent1024;
    return scale;
}

UnitScale ratio(const UnitScale &a, const UnitScale &b)
{
    const std::int64_t numerator = a.numerator * b.denominator;
    const std::int64_t denominator = a.denominator * b.numerator;
    const std::int64_t shared = std::gcd(numerator, denominator);
    return {numerator / shared, denominator / shared, a.exponent10 - b.exponent10, 0};
}

PrefixStyle styleOf(const UnitRow &row)
{
    switch (row.prefixes) {
    case PrefixRule::None:
        return PrefixStyle::None;
    case PrefixRule::Si:
        return PrefixStyle::Si;
    case PrefixRule::Data:
        break;
    }
    return row.symbol == u"B" ? PrefixStyle::Data : PrefixStyle::Si;
}

bool standsAlone(Quantity quantity)
{
    return quantity == Quantity::Currency || quantity == Quantity::Opaque;
}

long double power10(int exponent)
{
    long double power = 1;
    for (int i = 0; i < exponent; ++i)
        power *= 10;
    return power;
}

} // namespace

/// Builds the descriptions that units share.
struct UnitReader
{
    using Info = Unit::Info;

    static Info plain(const UnitRow &row)
    {
        const QString symbol = viewOf(row.symbol).toString();
        const bool counts = row.quantity == Quantity::Count || standsAlone(row.quantity);
        Info info;
        info.symbol = symbol;
        info.stem = symbol;
        info.opaqueName = standsAlone(row.quantity) ? symbol : QString();
        info.quantity = row.quantity;
        info.isRate = row.isRate;
        info.takesNumberSuffix = counts || row.prefixes != PrefixRule::None;
        info.style = styleOf(row);
        info.largestShown_exponent10 = row.largestShown_exponent10;
        info.scale = row.scale;
        return info;
    }

    static std::optional<Info> known(QStringView symbol)
    {
        const UnitRow *row = findRow(symbol);
        const auto parts = splitPrefix(symbol);
        if (row == nullptr && !parts)
            return std::nullopt;
        // "min" is a minute, not a milli-inch: a row wins unless the prefix says the same.
        const bool isPrefixed =
            parts &&
            (row == nullptr || (row->quantity == parts->row->quantity &&
                                row->scale == prefixed(parts->row->scale, *parts->prefix)));
        if (!isPrefixed)
            return plain(*row);
        Info info = plain(*parts->row);
        info.symbol = symbol.toString();
        info.scale = prefixed(info.scale, *parts->prefix);
        if (!parts->prefix->scalesDisplay)
            info.style = PrefixStyle::None;
        return info;
    }

    static std::optional<Info> rate(QStringView symbol)
    {
        const qsizetype slash = symbol.lastIndexOf(u'/');
        if (slash < 0)
            return std::nullopt;
        const auto time = known(symbol.mid(slash + 1));
        if (!time || time->quantity != Quantity::Time)
            return std::nullopt;
        Info info = counted(symbol.left(slash));
        if (info.isRate)
            return std::nullopt;
        const QString per = symbol.mid(slash).toString();
        info.symbol = symbol.toString();
        info.stem += per;
        info.isRate = true;
        // Nobody writes 500 m/h for 0.5 km/h; only data rates change their prefix.
        if (info.quantity != Quantity::Data)
            info.style = PrefixStyle::None;
        info.scale.offset_hundredths = 0;
        info.scale = ratio(info.scale, time->scale);
        return info;
    }

    /// What stands before the slash of a rate.
    static Info counted(QStringView symbol)
    {
        if (symbol.isEmpty() || symbol == u"1") {
            Info info;
            info.stem = symbol.toString();
            info.quantity = Quantity::Count;
            return info;
        }
        if (auto info = known(symbol))
            return std::move(*info);
        return opaque(symbol);
    }

    static Info opaque(QStringView symbol)
    {
        Info info;
        info.symbol = symbol.toString();
        info.stem = info.symbol;
        info.opaqueName = info.symbol;
        return info;
    }

    static Unit unit(QStringView written)
    {
        // The Greek letter and the micro sign look alike; the table knows the sign.
        const QString symbol = written.toString().replace(QChar(u'\u03bc'), QChar(u'\u00b5'));
        auto info = rate(symbol);
        if (!info)
            info = known(symbol);
        if (!info)
            info = opaque(written);
        Unit unit;
        unit.m_info = std::make_shared<const Info>(std::move(*info));
        return unit;
    }
};

Result<Unit> Unit::fromText(QStringView symbol)
{
    if (symbol.trimmed().isEmpty())
        return Unit();
    const auto text = normalisedName(symbol);
    if (!text || text->toUtf8().size() > kUnitMaxBytes)
        return failure(ErrorCode::InvalidArgument,
                       UnitText::tr("A unit is a short text of at most %1 bytes without line ends "
                                    "or tabs, for example ms.")
                           .arg(kUnitMaxBytes));
    return UnitReader::unit(*text);
}

Unit Unit::of(QStringView symbol)
{
    return fromText(symbol).value_or(Unit());
}

QString Unit::symbol() const
{
    return m_info ? m_info->symbol : QString();
}

Quantity Unit::quantity() const noexcept
{
    return m_info ? m_info->quantity : Quantity::None;
}

bool Unit::isRate() const noexcept
{
    return m_info && m_info->isRate;
}

bool Unit::isKnown() const noexcept
{
    return m_info && m_info->quantity != Quantity::Opaque;
}

PrefixStyle Unit::prefixStyle() const noexcept
{
    return m_info ? m_info->style : PrefixStyle::None;
}

int Unit::largestShownExponent10() const noexcept
{
    return m_info ? m_info->largestShown_exponent10 : 0;
}

bool Unit::allowsNumberSuffix() const noexcept
{
    return !m_info || m_info->takesNumberSuffix;
}

Unit Unit::stem() const
{
    return m_info && m_info->stem != m_info->symbol ? UnitReader::unit(m_info->stem) : *this;
}

UnitScale Unit::scale() const noexcept
{
    return m_info ? m_info->scale : UnitScale{};
}

bool convertible(const Unit &a, const Unit &b)
{
    if (a.isEmpty() || b.isEmpty())
        return a.isEmpty() && b.isEmpty();
    return a.m_info->quantity == b.m_info->quantity && a.m_info->isRate == b.m_info->isRate &&
           a.m_info->opaqueName == b.m_info->opaqueName;
}

Result<double> convert(double value, const Unit &from, const Unit &to)
{
    if (!convertible(from, to))
        return failure(ErrorCode::InvalidArgument,
                       UnitText::tr("Values in %1 do not convert to %2.")
                           .arg(from.isEmpty() ? UnitText::tr("no unit") : from.symbol(),
                                to.isEmpty() ? UnitText::tr("no unit") : to.symbol()));
    const UnitScale a = from.scale();
    const UnitScale b = to.scale();
    if (a == b)
        return value;
    const UnitScale scale = ratio(a, b);
    long double result = value;
    if (a.offset_hundredths != 0)
        result = (result * 100 + static_cast<long double>(a.offset_hundredths)) / 100;
    result *= static_cast<long double>(scale.numerator);
    if (scale.exponent10 > 0)
        result *= power10(scale.exponent10);
    if (scale.exponent10 < 0)
        result /= power10(-scale.exponent10);
    result /= static_cast<long double>(scale.denominator);
    if (b.offset_hundredths != 0)
        result = (result * 100 - static_cast<long double>(b.offset_hundredths)) / 100;
    const auto converted = static_cast<double>(result);
    if (!std::isfinite(converted))
        return failure(
            ErrorCode::Overflow,
            UnitText::tr("The value is too large to be expressed in %1.").arg(to.symbol()));
    return converted;
}

} // namespace tidemark
