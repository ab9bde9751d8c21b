// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/arithmetic.h"

#include "model/core/unit_table.h"

#include <QCoreApplication>

#include <cmath>

namespace tidemark {
namespace {

struct ArithmeticText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::ArithmeticText)
};

// Recursive descent: sum = product {(+|-) product}, product = factor {(×|÷) factor},
// factor = sign factor | ( sum ) | number.
class Calculation
{
public:
    Calculation(QStringView text, const NumberScanner &scanner, bool allowSuffix, qsizetype offset)
        : m_text(text)
        , m_scanner(scanner)
        , m_allowSuffix(allowSuffix)
        , m_offset(offset)
    {}

    Result<CalculatedValue> run()
    {
        const auto result = sum(0);
        if (!result)
            return failure(result.error());
        skipSpace();
        if (m_at < m_text.size())
            return failed(m_text[m_at] == u')'
                              ? ArithmeticText::tr("The parenthesis at position %1 has no opening "
                                                   "one. Remove it.")
                              : ArithmeticText::tr("A sign such as + or × is missing at position "
                                                   "%1."));
        const auto value = static_cast<double>(*result);
        if (!std::isfinite(value))
            return failure(ErrorCode::Overflow,
                           ArithmeticText::tr("The result is too large. The largest number is "
                                              "about 1.8e308."));
        return CalculatedValue{value == 0 ? 0 : value, m_ambiguous};
    }

private:
    Result<long double> sum(int depth)
    {
        auto left = product(depth);
        while (left) {
            const QChar sign = peek();
            if (!m_scanner.isPlus(sign) && !m_scanner.isMinus(sign))
                break;
            ++m_at;
            auto right = product(depth);
            if (!right)
                return right;
            *left = m_scanner.isPlus(sign) ? *left + *right : *left - *right;
        }
        return left;
    }

    Result<long double> product(int depth)
    {
        auto left = factor(depth);
        while (left) {
            const QChar sign = peek();
            const bool isDivision = sign == u'/' || sign == u'\u00f7';
            if (!isDivision && sign != u'*' && sign != u'\u00d7')
                break;
            ++m_at;
            skipSpace();
            const qsizetype divisorAt = m_at;
            auto right = factor(depth);
            if (!right)
                return right;
            if (isDivision && *right == 0) {
                m_at = divisorAt;
                return failed(ArithmeticText::tr("The divisor at position %1 is zero. Change it."));
            }
            *left = isDivision ? *left / *right : *left * *right;
        }
        return left;
    }

    Result<long double> factor(int depth)
    {
        const QChar next = peek();
        if (depth >= kArithmeticMaxDepth)
            return failed(ArithmeticText::tr("The calculation is nested too deeply at position %1. "
                                             "Split it."));
        if (m_scanner.isMinus(next) || m_scanner.isPlus(next)) {
            ++m_at;
            const bool isNegative = m_scanner.isMinus(next);
            return factor(depth + 1).transform(
                [isNegative](long double value) { return isNegative ? -value : value; });
        }
        return next == u'(' ? parenthesis(depth) : number();
    }

    Result<long double> parenthesis(int depth)
    {
        ++m_at;
        auto inner = sum(depth + 1);
        if (!inner)
            return inner;
        if (peek() != u')')
            return failed(ArithmeticText::tr("A closing parenthesis is missing at position %1."));
        ++m_at;
        return inner;
    }

    Result<long double> number()
    {
        skipSpace();
        const auto scanned = m_scanner.scan(m_text.mid(m_at));
        if (!scanned)
            return failed(ArithmeticText::tr("A number is missing at position %1."));
        m_ambiguous = m_ambiguous || scanned->ambiguous;
        m_at += scanned->length;
        const qsizetype suffixAt = m_at;
        while (m_at < m_text.size() && m_text[m_at].isLetter())
            ++m_at;
        if (suffixAt == m_at)
            return scanned->toLongDouble();
        const auto power = suffixExponent10(m_text.mid(suffixAt, m_at - suffixAt));
        if (!power || !m_allowSuffix) {
            m_at = suffixAt;
            return failed(ArithmeticText::tr("The letters at position %1 are not understood. Use "
                                             "numbers and + − × ÷ ( )."));
        }
        return scanned->toLongDouble(*power);
    }

    QChar peek()
    {
        skipSpace();
        return m_at < m_text.size() ? m_text[m_at] : QChar();
    }

    void skipSpace()
    {
        while (m_at < m_text.size() && m_text[m_at].isSpace())
            ++m_at;
    }

    tl::unexpected<Error> failed(const QString &message) const
    {
        return failure(ErrorCode::InvalidArgument, message.arg(m_at + m_offset + 1));
    }

    QStringView m_text;
    const NumberScanner &m_scanner;
    bool m_allowSuffix;
    qsizetype m_offset;
    qsizetype m_at = 0;
    bool m_ambiguous = false;
};

} // namespace

Result<CalculatedValue> calculate(QStringView expression, const NumberScanner &scanner,
                                  bool allowSuffix, qsizetype offset)
{
    return Calculation(expression, scanner, allowSuffix, offset).run();
}

std::optional<int> suffixExponent10(QStringView suffix)
{
    if (suffix == u"\u03bc")
        return -6; // the Greek letter for the micro sign
    for (const UnitPrefix &prefix : unitPrefixes()) {
        // Centi, deci and hecto are for units (cm, dB, hPa), not for numbers.
        const bool isStep = prefix.exponent1024 == 0 && prefix.exponent10 % 3 == 0;
        if (isStep && suffix == QStringView(prefix.symbol.data(),
                                            static_cast<qsizetype>(prefix.symbol.size())))
            return prefix.exponent10;
    }
    return std::nullopt;
}

} // namespace tidemark
