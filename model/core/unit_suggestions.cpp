// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/unit_suggestions.h"

#include "model/core/text.h"
#include "model/core/unit_table.h"

#include <QCoreApplication>

#include <algorithm>

namespace tidemark {
namespace {

/// How near a suggestion is; smaller is nearer.
enum class Fit
{
    Symbol,
    SymbolStart,
    SymbolStartAnyCase,
    NameWordStart,
    NamePart,
    None,
};

Fit fitOf(const UnitSuggestion &unit, const QString &typed, const QString &folded)
{
    if (unit.symbol == typed)
        return Fit::Symbol;
    if (unit.symbol.startsWith(typed))
        return Fit::SymbolStart;
    if (searchFolded(unit.symbol).startsWith(folded))
        return Fit::SymbolStartAnyCase;
    const QString name = searchFolded(unit.name);
    const qsizetype at = name.indexOf(folded);
    if (at < 0)
        return Fit::None;
    return at == 0 || name[at - 1].isSpace() ? Fit::NameWordStart : Fit::NamePart;
}

struct Candidate
{
    Fit fit = Fit::None;
    UnitSuggestion unit;
};

} // namespace

std::vector<UnitSuggestion> suggestUnits(QStringView typed, std::size_t limit)
{
    const QString text = typed.trimmed().toString().normalized(QString::NormalizationForm_C);
    const QString folded = searchFolded(text);
    std::vector<Candidate> candidates;
    for (const UnitRow &row : unitRows()) {
        const QStringView symbol(row.symbol.data(), static_cast<qsizetype>(row.symbol.size()));
        UnitSuggestion unit{symbol.toString(),
                            QCoreApplication::translate("tidemark::Unit", row.name)};
        const Fit fit = fitOf(unit, text, folded);
        if (fit != Fit::None)
            candidates.push_back({fit, std::move(unit)});
    }
    // The table's order, common units first, decides among equal fits.
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate &a, const Candidate &b) { return a.fit < b.fit; });
    candidates.resize(std::min(candidates.size(), limit));

    std::vector<UnitSuggestion> units;
    units.reserve(candidates.size());
    for (Candidate &candidate : candidates)
        units.push_back(std::move(candidate.unit));
    return units;
}

} // namespace tidemark
