// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/number_format.h"

#include "model/core/display_unit.h"
#include "model/core/number_digits.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

constexpr QChar kNoBreakSpace(u'\u00a0');
constexpr QChar kInfinity(u'\u221e');
constexpr int kCountDigits = 3;
constexpr std::int64_t kLargestExactCount = 999'999;
constexpr double kLargestWholeNumber = 1e6; // from here a suffix follows (N4)
constexpr int kDurationDigits = 3;
constexpr int kMaxFixedDecimals = 15;

// Languages that write a space before the percent sign (CLDR 42, percent patterns); all others
// write it without one, or it is settled by the sign itself.
bool hasSpaceBeforePercent(const QLocale &locale)
{
    static constexpr std::array kSpaced{QLocale::C,
                                        QLocale::Belarusian,
                                        QLocale::Catalan,
                                        QLocale::Croatian,
                                        QLocale::Czech,
                                        QLocale::Danish,
                                        QLocale::Finnish,
                                        QLocale::French,
                                        QLocale::Galician,
                                        QLocale::German,
                                        QLocale::Lithuanian,
                                        QLocale::Luxembourgish,
                                        QLocale::Romanian,
                                        QLocale::NorwegianNynorsk,
                                        QLocale::NorwegianBokmal,
                                        QLocale::Russian,
                                        QLocale::Slovak,
                                        QLocale::Slovenian,
                                        QLocale::Spanish,
                                        QLocale::Swedish};
    return std::find(kSpaced.begin(), kSpaced.end(), locale.language()) != kSpaced.end();
}

QString twoDigits(std::int64_t number, const QLocale &locale)
{
    const QString text = locale.toString(static_cast<qlonglong>(number));
    return number < 10 ? locale.zeroDigit() + text : text;
}

bool isShown(std::optional<double> value)
{
    return value && !std::isnan(*value);
}

} // namespace

NumberFormatter::NumberFormatter(const QLocale &locale, NumberOptions options)
    : m_locale(locale)
    , m_options(options)
{}

QString NumberFormatter::joined(const QString &number, const QString &unitLabel) const
{
    if (unitLabel.isEmpty())
        return number;
    if (unitLabel == u'°')
        return number + unitLabel;
    if (unitLabel != u'%')
        return number + kNoBreakSpace + unitLabel;
    if (hasSpaceBeforePercent(m_locale))
        return number + kNoBreakSpace + m_locale.percent();
    return number + m_locale.percent();
}

QString NumberFormatter::value(std::optional<double> value) const
{
    return this->value(value, Unit());
}

QString NumberFormatter::value(std::optional<double> value, const Unit &unit) const
{
    if (!isShown(value))
        return QString(kMissing);
    if (!std::isfinite(*value))
        return joined(*value < 0 ? negative(kInfinity, m_locale) : QString(kInfinity),
                      unit.symbol());
    const int digits = m_options.significantDigits;
    const DisplayUnit shown = displayUnit(*value, unit, m_options, SuffixFrom{kLargestWholeNumber});
    if (shown.isClockTime)
        return duration(shown.value);
    const QString number = significantText(shown.value, digits, TrailingZeros::Drop, m_locale);
    return joined(shown.suffix.isEmpty() ? number : number + kNoBreakSpace + shown.suffix,
                  shown.unitLabel);
}

QString NumberFormatter::fixed(std::optional<double> value, int decimals) const
{
    if (!isShown(value) || !std::isfinite(*value))
        return this->value(value);
    return fixedText(*value, std::clamp(decimals, 0, kMaxFixedDecimals), m_locale);
}

QString NumberFormatter::fullValue(std::optional<double> value) const
{
    return fullValue(value, Unit());
}

QString NumberFormatter::fullValue(std::optional<double> value, const Unit &unit) const
{
    if (!isShown(value) || !std::isfinite(*value))
        return this->value(value, unit);
    return joined(exactText(*value, m_locale), unit.symbol());
}

QString NumberFormatter::count(std::int64_t count) const
{
    if (count >= -kLargestExactCount && count <= kLargestExactCount)
        return fullCount(count);
    const DisplayUnit shown = displayUnit(static_cast<double>(count), Unit(),
                                          NumberOptions{kCountDigits, m_options.byteStyle},
                                          SuffixFrom{kLargestWholeNumber});
    return significantText(shown.value, kCountDigits, TrailingZeros::Keep, m_locale) +
           kNoBreakSpace + shown.suffix;
}

QString NumberFormatter::fullCount(std::int64_t count) const
{
    const auto bits = static_cast<std::uint64_t>(count);
    const QString magnitude =
        m_locale.toString(static_cast<qulonglong>(count < 0 ? std::uint64_t{0} - bits : bits));
    return count < 0 ? negative(magnitude, m_locale) : magnitude;
}

QString NumberFormatter::difference(std::optional<double> from, std::optional<double> to,
                                    const Unit &unit) const
{
    if (!isShown(from) || !isShown(to))
        return QString(kMissing);
    const double change = *to - *from;
    const QString text = value(change, unit);
    return change > 0 ? positive(text, m_locale) : text;
}

QString NumberFormatter::percentChange(std::optional<double> from, std::optional<double> to) const
{
    if (!isShown(from) || !isShown(to) || *from == 0)
        return QString(kMissing);
    const double ratio = (*to - *from) / std::abs(*from);
    const QString text = percent(ratio);
    return ratio > 0 ? positive(text, m_locale) : text;
}

QString NumberFormatter::percent(std::optional<double> ratio) const
{
    if (!isShown(ratio))
        return QString(kMissing);
    return value(*ratio * 100, Unit::of(u"%"));
}

QString NumberFormatter::duration(std::optional<double> seconds) const
{
    if (!isShown(seconds) || !std::isfinite(*seconds))
        return value(seconds, Unit::of(u"s"));
    const double magnitude = std::abs(*seconds);
    QString text;
    if (roundedTo(magnitude, kDurationDigits).value < 60)
        text = shortDuration(magnitude);
    else if (magnitude < static_cast<double>(std::numeric_limits<std::int64_t>::max()))
        text = clockDuration(magnitude);
    else
        text = joined(significantText(magnitude, kDurationDigits, TrailingZeros::Keep, m_locale),
                      u"s"_s);
    return *seconds < 0 ? negative(text, m_locale) : text;
}

QString NumberFormatter::shortDuration(double seconds) const
{
    const DisplayUnit shown =
        displayUnit(seconds, Unit::of(u"s"), NumberOptions{kDurationDigits, m_options.byteStyle},
                    SuffixFrom{kLargestWholeNumber});
    return joined(significantText(shown.value, kDurationDigits, TrailingZeros::Keep, m_locale),
                  shown.unitLabel);
}

// Each pair is rounded as a whole, so that 59 min 59.6 s becomes 1 h and never 60 min.
QString NumberFormatter::clockDuration(double seconds) const
{
    const auto wholeSeconds = std::llround(seconds);
    if (wholeSeconds < 3600)
        return joined(m_locale.toString(wholeSeconds / 60), u"min"_s) + u' ' +
               joined(twoDigits(wholeSeconds % 60, m_locale), u"s"_s);
    const auto minutes = std::llround(seconds / 60);
    constexpr long long kMinutesOfADay = 1440;
    if (minutes < kMinutesOfADay)
        return joined(m_locale.toString(minutes / 60), u"h"_s) + u' ' +
               joined(twoDigits(minutes % 60, m_locale), u"min"_s);
    const auto hours = std::llround(seconds / 3600);
    return joined(m_locale.toString(hours / 24), u"d"_s) + u' ' +
           joined(m_locale.toString(hours % 24), u"h"_s);
}

} // namespace tidemark
