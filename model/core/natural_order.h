// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCollator>
#include <QLocale>
#include <QStringView>

namespace tidemark {

/// Orders names as people expect: by the locale's alphabet, case last, numbers by value (`cpu2`
/// before `cpu10`).
///
/// A total order: texts that the alphabet holds equal (`cpu2` and `cpu02`, `a` and `A`) are told
/// apart by their characters, so sorting never depends on the order before. Under the C locale,
/// where QCollator compares bytes, the order of English is used. Where Qt was built without a
/// collation library, digit runs are compared here instead of by the collator.
/// Copy one per thread; building one costs some microseconds.
class NaturalOrder
{
public:
    /// Who compares digit runs by value.
    enum class Digits
    {
        Automatic, ///< the collator when it can, else this class
        Own,       ///< always this class
    };

    explicit NaturalOrder(const QLocale &locale = {}, Digits digits = Digits::Automatic);

    /// Negative, zero or positive as `a` stands before, is, or stands after `b`.
    [[nodiscard]] int compare(QStringView a, QStringView b) const;

    /// Less-than, for std::sort and the like.
    [[nodiscard]] bool operator()(QStringView a, QStringView b) const { return compare(a, b) < 0; }

private:
    [[nodiscard]] int compareByRuns(QStringView a, QStringView b) const;

    QCollator m_collator;
    bool m_ownDigits = false;
};

} // namespace tidemark
