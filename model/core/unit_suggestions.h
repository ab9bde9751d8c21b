// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringView>

#include <vector>

namespace tidemark {

/// One offered completion of a typed unit.
struct UnitSuggestion
{
    QString symbol;
    QString name; ///< translated, such as "millisecond"

    friend bool operator==(const UnitSuggestion &, const UnitSuggestion &) = default;
};

/// Known units for a partly typed symbol or name, best first, at most `limit`: the symbol itself,
/// then symbols that start so with the same case, then with any case, then names that hold the
/// text. Empty text gives the common ones. Any thread.
[[nodiscard]] std::vector<UnitSuggestion> suggestUnits(QStringView typed, std::size_t limit = 12);

} // namespace tidemark
