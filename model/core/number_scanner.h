// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QLocale>
#include <QString>
#include <QStringView>

#include <optional>
#include <string>

namespace tidemark {

/// A number found at the start of a text, without sign.
struct ScannedNumber
{
    std::string digits;           ///< ASCII digits with at most one `.`, as typed
    int decimals = 0;             ///< fraction digits typed
    int exponent10 = 0;           ///< typed exponent
    bool ambiguous = false;       ///< a sign could be grouping or decimal
    qsizetype mantissaLength = 0; ///< UTF-16 units of digits and signs
    qsizetype length = 0;         ///< with the exponent

    /// The nearest double to this number times 10^shift10. Errors: Overflow.
    [[nodiscard]] Result<double> toDouble(int shift10 = 0) const;
    /// The same in extended precision, for further arithmetic.
    [[nodiscard]] Result<long double> toLongDouble(int shift10 = 0) const;
};

/// Finds numbers as people of a locale write them. Immutable; any thread.
///
/// The locale's decimal sign and digit groups come first. Where that reading fails, the other of
/// `.` and `,` is the decimal sign. Digits may be of any script.
class NumberScanner
{
public:
    explicit NumberScanner(const QLocale &locale);

    /// The longest number at the start of `text`; nothing when there is none or its signs make no
    /// sense.
    [[nodiscard]] std::optional<ScannedNumber> scan(QStringView text) const;

    [[nodiscard]] bool isMinus(QChar c) const { return c == u'-' || c == u'\u2212'; }
    [[nodiscard]] bool isPlus(QChar c) const { return c == u'+'; }

private:
    struct Mantissa;
    [[nodiscard]] Mantissa mantissaOf(QStringView text) const;
    [[nodiscard]] bool isGroup(QChar c) const;
    [[nodiscard]] bool isDecimal(QChar c) const;
    [[nodiscard]] bool isSeparator(QChar c) const;
    [[nodiscard]] bool readByLocale(const Mantissa &mantissa, ScannedNumber &number) const;
    [[nodiscard]] bool readByOtherSign(const Mantissa &mantissa, ScannedNumber &number) const;
    [[nodiscard]] qsizetype readExponent(QStringView text, int &exponent10) const;

    QChar m_decimal;
    QChar m_group;
    QString m_exponential;
    bool m_hasPairs = false; // Indian grouping: 12,34,567
};

} // namespace tidemark
