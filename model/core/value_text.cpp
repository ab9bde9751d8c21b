// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/value_text.h"

#include "model/core/number_scanner.h"
#include "model/core/number_text.h"

#include <QCoreApplication>

#include <cmath>
#include <cstdint>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

struct ValueText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::ValueText)
};

constexpr qsizetype kMaxExactDigits = 18; // as an int64, with room for a carry

// ASCII digits and point in the locale's digits and decimal sign.
QString localised(const QString &ascii, const QLocale &locale)
{
    const auto zeros = locale.zeroDigit().toUcs4();
    const char32_t zero = zeros.isEmpty() ? U'0' : zeros.front();
    QString text;
    for (const QChar c : ascii) {
        if (c >= u'0' && c <= u'9')
            text += QChar::fromUcs4(zero + (c.unicode() - u'0'));
        else if (c == u'.')
            text += locale.decimalPoint();
        else
            text += c;
    }
    return text;
}

QString decimalText(std::int64_t value, int decimals)
{
    QString digits = QString::number(std::abs(value)).rightJustified(decimals + 1, u'0');
    if (decimals > 0)
        digits.insert(digits.size() - decimals, u'.');
    return value < 0 ? u'-' + digits : digits;
}

QString steppedMantissa(const ScannedNumber &number, bool isNegative, int steps,
                        const QLocale &locale)
{
    QString digits = QString::fromStdString(number.digits).remove(u'.');
    if (digits.size() <= kMaxExactDigits) {
        const std::int64_t magnitude = digits.toLongLong();
        const std::int64_t value = (isNegative ? -magnitude : magnitude) + steps;
        return localised(decimalText(value, number.decimals), locale);
    }
    // More digits than a double keeps: the last decimal may be below its grain.
    const double magnitude = parseNumber(number.digits).value_or(0);
    const double step = steps * std::pow(10.0, -number.decimals);
    return editText((isNegative ? -magnitude : magnitude) + step, locale);
}

} // namespace

QString editText(double value, const QLocale &locale)
{
    return localised(numberText(value), locale);
}

Result<QString> stepText(QStringView text, int steps, const QLocale &locale)
{
    const QStringView typed = text.trimmed();
    if (typed.isEmpty())
        return localised(decimalText(steps, 0), locale);
    const NumberScanner scanner(locale);
    const bool isNegative = scanner.isMinus(typed.front());
    const bool hasSign = isNegative || scanner.isPlus(typed.front());
    const QStringView unsignedText = hasSign ? typed.mid(1).trimmed() : typed;
    const auto number = scanner.scan(unsignedText);
    if (!number)
        return failure(
            ErrorCode::InvalidArgument,
            ValueText::tr("Enter a number, for example %1.").arg(editText(12.5, locale)));
    return QString(steppedMantissa(*number, isNegative, steps, locale) +
                   unsignedText.mid(number->mantissaLength));
}

} // namespace tidemark
