// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/fuzzy_matcher.h"

#include "model/core/text.h"

#include <algorithm>
#include <limits>

namespace tidemark {
namespace {

constexpr qsizetype kMaxPattern = 64;
constexpr qsizetype kMaxCandidate = 512;

// What a matched letter is worth. A start of a word outweighs the gap before it, so that `nd` finds
// "New Definition" rather than "reNameD"; neighbours outweigh a later start.
constexpr int kLetter = 16;
constexpr int kWordStart = 12;
constexpr int kTextStart = 16;
constexpr int kNeighbour = 14;
constexpr int kGapOpens = 3;
constexpr int kGapGrows = 1;
constexpr int kImpossible = std::numeric_limits<int>::min() / 2;

// The folded candidate, each letter with the place it came from.
struct Letters
{
    QString folded;
    std::vector<qsizetype> source;
    std::vector<int> startBonus;
};

bool isWordLetter(QChar c)
{
    return c.isLetterOrNumber() || c.isSurrogate() || c.isMark();
}

int startBonusAt(QStringView text, qsizetype i)
{
    if (i == 0)
        return kTextStart;
    const QChar before = text[i - 1];
    const QChar here = text[i];
    if (isWordLetter(here) && !isWordLetter(before))
        return kWordStart;
    const bool isCamelHump = here.isUpper() && before.isLower();
    const bool isNumberStart = here.isDigit() && before.isLetter();
    return isCamelHump || isNumberStart ? kWordStart / 2 : 0;
}

Letters lettersOf(QStringView candidate)
{
    Letters letters;
    const QStringView text = candidate.left(kMaxCandidate);
    for (qsizetype i = 0; i < text.size();) {
        const bool isPair = text[i].isHighSurrogate() && i + 1 < text.size();
        const qsizetype width = isPair ? 2 : 1;
        const QString folded = searchFolded(text.mid(i, width));
        for (qsizetype k = 0; k < folded.size(); ++k) {
            letters.source.push_back(i + std::min(k, width - 1));
            letters.startBonus.push_back(k == 0 ? startBonusAt(text, i) : 0);
        }
        letters.folded += folded;
        i += width;
    }
    return letters;
}

// The best score of the pattern's first letters with the last of them at each candidate letter,
// and where the letter before it stood.
struct Row
{
    std::vector<int> score;
    std::vector<qsizetype> previous;
};

Row firstRow(const Letters &letters, QChar wanted)
{
    const auto size = letters.source.size();
    Row row{std::vector<int>(size, kImpossible), std::vector<qsizetype>(size, -1)};
    for (std::size_t j = 0; j < size; ++j) {
        if (letters.folded[static_cast<qsizetype>(j)] == wanted)
            row.score[j] = kLetter + letters.startBonus[j];
    }
    return row;
}

Row nextRow(const Row &before, const Letters &letters, QChar wanted)
{
    const auto size = letters.source.size();
    Row row{std::vector<int>(size, kImpossible), std::vector<qsizetype>(size, -1)};
    int afterGap = kImpossible; // best of `before` more than one letter back, less its gap
    qsizetype afterGapAt = -1;
    for (std::size_t j = 1; j < size; ++j) {
        if (letters.folded[static_cast<qsizetype>(j)] == wanted) {
            const int joined = before.score[j - 1] + kNeighbour;
            const bool joins = joined >= afterGap;
            const int best = joins ? joined : afterGap;
            if (best > kImpossible / 2) {
                row.score[j] = best + kLetter + letters.startBonus[j];
                row.previous[j] = joins ? static_cast<qsizetype>(j) - 1 : afterGapAt;
            }
        }
        afterGap -= kGapGrows;
        if (before.score[j - 1] - kGapOpens > afterGap) {
            afterGap = before.score[j - 1] - kGapOpens;
            afterGapAt = static_cast<qsizetype>(j) - 1;
        }
    }
    return row;
}

} // namespace

FuzzyMatcher::FuzzyMatcher(QStringView pattern)
{
    const QString folded = searchFolded(pattern);
    for (const QChar c : folded) {
        if (!c.isSpace() && m_pattern.size() < kMaxPattern)
            m_pattern += c;
    }
}

std::optional<FuzzyMatch> FuzzyMatcher::match(QStringView candidate) const
{
    if (m_pattern.isEmpty())
        return FuzzyMatch{};
    const Letters letters = lettersOf(candidate);
    if (letters.source.size() < static_cast<std::size_t>(m_pattern.size()))
        return std::nullopt;

    std::vector<Row> rows{firstRow(letters, m_pattern.front())};
    for (const QChar wanted : QStringView(m_pattern).mid(1))
        rows.push_back(nextRow(rows.back(), letters, wanted));

    const auto best = std::max_element(rows.back().score.begin(), rows.back().score.end());
    if (*best <= kImpossible / 2)
        return std::nullopt;

    FuzzyMatch match;
    // Among equally placed letters the shorter candidate is the closer one.
    match.score = *best * 4 - static_cast<int>(std::min(candidate.size(), kMaxCandidate)) / 8;
    auto at = static_cast<qsizetype>(best - rows.back().score.begin());
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
        match.positions.push_back(letters.source[static_cast<std::size_t>(at)]);
        at = row->previous[static_cast<std::size_t>(at)];
    }
    std::reverse(match.positions.begin(), match.positions.end());
    match.positions.erase(std::unique(match.positions.begin(), match.positions.end()),
                          match.positions.end());
    return match;
}

} // namespace tidemark
