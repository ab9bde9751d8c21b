// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/natural_order.h"

namespace tidemark {
namespace {

// QCollator compares bytes under the C locale, whatever its options say.
QLocale collationLocale(const QLocale &locale)
{
    return locale.language() == QLocale::C ? QLocale(QLocale::English) : locale;
}

qsizetype runLength(QStringView text, bool digits)
{
    qsizetype length = 0;
    while (length < text.size() && (text[length].digitValue() >= 0) == digits)
        ++length;
    return length;
}

QStringView withoutLeadingZeros(QStringView digits)
{
    while (digits.size() > 1 && digits.front().digitValue() == 0)
        digits = digits.mid(1);
    return digits;
}

int sign(qsizetype difference)
{
    return (difference > 0) - (difference < 0);
}

int compareByValue(QStringView a, QStringView b)
{
    a = withoutLeadingZeros(a);
    b = withoutLeadingZeros(b);
    if (a.size() != b.size())
        return sign(a.size() - b.size());
    for (qsizetype i = 0; i < a.size(); ++i) {
        if (const int order = a[i].digitValue() - b[i].digitValue(); order != 0)
            return order;
    }
    return 0;
}

} // namespace

NaturalOrder::NaturalOrder(const QLocale &locale, Digits digits)
    : m_collator(collationLocale(locale))
{
    m_collator.setNumericMode(true);
    m_collator.setCaseSensitivity(Qt::CaseSensitive);
    m_ownDigits = digits == Digits::Own || m_collator.compare(u"a2", u"a10") >= 0;
}

int NaturalOrder::compare(QStringView a, QStringView b) const
{
    const int order = m_ownDigits ? compareByRuns(a, b) : m_collator.compare(a, b);
    return order != 0 ? order : a.compare(b, Qt::CaseSensitive);
}

// Texts are compared as the sequence of their runs: text, number, text, number ... A text that
// starts with a digit has an empty first run, so runs of the same kind always meet.
int NaturalOrder::compareByRuns(QStringView a, QStringView b) const
{
    for (bool digits = false; !a.isEmpty() || !b.isEmpty(); digits = !digits) {
        const QStringView runA = a.left(runLength(a, digits));
        const QStringView runB = b.left(runLength(b, digits));
        if (digits && runA.isEmpty() != runB.isEmpty())
            return runA.isEmpty() ? -1 : 1;
        const int order = digits ? compareByValue(runA, runB) : m_collator.compare(runA, runB);
        if (order != 0)
            return order;
        a = a.mid(runA.size());
        b = b.mid(runB.size());
    }
    return 0;
}

} // namespace tidemark
