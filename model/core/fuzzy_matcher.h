// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringView>

#include <optional>
#include <vector>

namespace tidemark {

/// How well a pattern fits a candidate. Higher scores are better; they compare only between
/// candidates of the same pattern.
struct FuzzyMatch
{
    int score = 0;
    std::vector<qsizetype> positions; ///< matched UTF-16 units of the candidate, rising

    friend bool operator==(const FuzzyMatch &, const FuzzyMatch &) = default;
};

/// Finds the letters of a pattern, in order but not necessarily side by side, in many candidates.
///
/// Case and accents do not count, nor does white space in the pattern. Among all ways to place the
/// letters the best is taken: starts of words and neighbouring letters score, gaps cost, and a
/// candidate that begins with the pattern beats all others of its length.
/// Any thread; cost is pattern length times candidate length, both capped.
class FuzzyMatcher
{
public:
    explicit FuzzyMatcher(QStringView pattern);

    /// True when the pattern holds nothing to look for; every candidate then matches with score 0.
    [[nodiscard]] bool isEmpty() const noexcept { return m_pattern.isEmpty(); }

    /// Nothing when `candidate` does not hold the pattern's letters in order.
    [[nodiscard]] std::optional<FuzzyMatch> match(QStringView candidate) const;

private:
    QString m_pattern; // search-folded, without white space
};

} // namespace tidemark
