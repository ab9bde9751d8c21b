// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/value_parser.h"

#include "model/core/arithmetic.h"
#include "model/core/number_scanner.h"
#include "model/core/value_text.h"

#include <QCoreApplication>

#include <array>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

struct ValueParser
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::ValueParser)
};

tl::unexpected<Error> notANumber(const QLocale &locale)
{
    return failure(ErrorCode::InvalidArgument,
                   ValueParser::tr("Enter a number, for example %1.").arg(editText(12.5, locale)));
}

// Words for what is no finite number are named, since spreadsheets and logs write them.
std::optional<Error> refusedWord(QStringView word)
{
    const auto is = [word](QStringView name) {
        return word.compare(name, Qt::CaseInsensitive) == 0;
    };
    if (is(u"nan"))
        return Error{
            ErrorCode::InvalidArgument, ValueParser::tr("Not a number cannot be stored."), {}};
    if (is(u"inf") || is(u"infinity") || is(u"\u221e"))
        return Error{ErrorCode::InvalidArgument,
                     ValueParser::tr("Infinity cannot be stored. Enter a finite number."),
                     {}};
    return std::nullopt;
}

tl::unexpected<Error> wrongUnit(QStringView suffix, const Unit &unit)
{
    const QStringView typed = suffix.left(kUnitMaxBytes);
    if (unit.isEmpty())
        return failure(ErrorCode::InvalidArgument,
                       ValueParser::tr("This metric has no unit. Enter the number without \"%1\".")
                           .arg(typed));
    return failure(ErrorCode::InvalidArgument,
                   ValueParser::tr("\"%1\" does not convert to %2. Enter a value in %2.")
                       .arg(typed, unit.symbol()));
}

// Signs of reading direction are part of some locales' minus and percent.
QString withoutDirectionMarks(QStringView text)
{
    QString plain;
    plain.reserve(text.size());
    for (const QChar c : text) {
        if (c != u'\u200e' && c != u'\u200f' && c != u'\u061c')
            plain += c;
    }
    return plain;
}

// The power of ten between two scales, when nothing else is.
std::optional<int> decimalShift(const UnitScale &from, const UnitScale &to)
{
    const bool isDecimal = from.numerator == to.numerator && from.denominator == to.denominator &&
                           from.offset_hundredths == to.offset_hundredths &&
                           from.offset_hundredths == 0;
    return isDecimal ? std::optional(from.exponent10 - to.exponent10) : std::nullopt;
}

// "k" or "k" and the unit, as in 1.2 kreq; nothing when the suffix is something else.
std::optional<int> numberSuffix(QStringView suffix, const Unit &unit)
{
    const QString symbol = unit.symbol();
    if (!unit.allowsNumberSuffix())
        return std::nullopt;
    if (!symbol.isEmpty() && suffix.endsWith(symbol))
        suffix = suffix.chopped(symbol.size()).trimmed();
    return suffixExponent10(suffix);
}

Result<double> withSuffix(const ScannedNumber &number, bool isNegative, const QString &suffix,
                          const Unit &unit)
{
    const auto sign = [isNegative](double value) { return isNegative ? -value : value; };
    if (suffix.isEmpty() || suffix == unit.symbol())
        return number.toDouble().transform(sign);
    const Unit typed = Unit::of(suffix);
    if (typed.isKnown() && convertible(typed, unit)) {
        if (const auto shift = decimalShift(typed.scale(), unit.scale()))
            return number.toDouble(*shift).transform(sign);
        return number.toDouble().transform(sign).and_then(
            [&](double value) { return convert(value, typed, unit); });
    }
    if (const auto shift = numberSuffix(suffix, unit))
        return number.toDouble(*shift).transform(sign);
    return wrongUnit(suffix, unit);
}

ParsedValue parsed(double value, bool ambiguous, const QLocale &locale)
{
    return {value, ambiguous, editText(value, locale), std::nullopt};
}

Result<ParsedValue> parseCalculation(QStringView text, const Unit &unit, const QLocale &locale)
{
    return calculate(text.mid(1), NumberScanner(locale), unit.allowsNumberSuffix(), 1)
        .transform([&](const CalculatedValue &result) {
            ParsedValue value = parsed(result.value, result.ambiguous, locale);
            value.convertedFrom = text.toString();
            return value;
        });
}

} // namespace

Result<ParsedValue> parseValue(QStringView text, const Unit &unit, const QLocale &locale)
{
    if (text.size() > kValueTextMax)
        return failure(ErrorCode::InvalidArgument,
                       ValueParser::tr("The value is longer than %1 characters. Shorten it.")
                           .arg(kValueTextMax));
    const QString plain = withoutDirectionMarks(text);
    const QStringView typed = QStringView(plain).trimmed();
    if (typed.startsWith(u'='))
        return parseCalculation(typed, unit, locale);

    const NumberScanner scanner(locale);
    const bool hasSign =
        !typed.isEmpty() && (scanner.isMinus(typed.front()) || scanner.isPlus(typed.front()));
    const bool isNegative = hasSign && scanner.isMinus(typed.front());
    const QStringView unsignedText = hasSign ? typed.mid(1).trimmed() : typed;
    if (auto refused = refusedWord(unsignedText))
        return failure(std::move(*refused));
    const auto number = scanner.scan(unsignedText);
    const bool isHexadecimal = unsignedText.startsWith(u"0x"_s, Qt::CaseInsensitive);
    if (!number || isHexadecimal)
        return notANumber(locale);

    QString suffix = unsignedText.mid(number->length).trimmed().toString();
    if (suffix == u'\u066a' || suffix == withoutDirectionMarks(locale.percent()))
        suffix = u"%"_s;
    const Unit typedUnit = Unit::of(suffix);
    const bool meansUnit =
        suffix.isEmpty() || suffix.front().isLetter() || typedUnit == unit || typedUnit.isKnown();
    if (!meansUnit)
        return notANumber(locale); // `1 2`, `1,2,3` or `5*3`
    return withSuffix(*number, isNegative, suffix, unit).transform([&](double value) {
        ParsedValue result = parsed(value, number->ambiguous, locale);
        if (!suffix.isEmpty() && suffix != unit.symbol())
            result.convertedFrom = typed.toString();
        return result;
    });
}

} // namespace tidemark
