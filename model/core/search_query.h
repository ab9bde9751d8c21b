// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QString>
#include <QStringList>
#include <QStringView>

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace tidemark {

/// What can be searched of one definition, as it is known.
struct SearchFields
{
    QString name;
    QString description;
    QString unit;
    QString kind;        ///< untranslated word, such as "counter"
    QStringList sources; ///< names of the remote sources it comes from or goes to; none: local
    QMap<QString, QString> tags;
    std::int64_t recordCount = 0;
};

/// The same, folded once so that each key stroke only compares.
struct SearchEntry
{
    SearchEntry() = default;
    explicit SearchEntry(const SearchFields &fields);

    QString text; ///< name, description, unit and tags, one per line
    QString unit;
    QString kind;
    QStringList sources; ///< `local`, or `remote` and the names
    std::vector<std::pair<QString, QString>> tags;
    std::int64_t recordCount = 0;
};

/// What was typed into the definitions' filter box (D2): words that must all occur in name,
/// description, unit or tags, in any order, and the keys `unit:ms`, `tag:env=prod` (or `tag:env`:
/// has it), `kind:counter`, `source:remote` (or `source:local`, or the start of a source's name)
/// and `unused:` (no records). "Quoted words" stay together, also after a key. Case and accents do
/// not count. An unknown key is an ordinary word, since names may hold colons; a key of which the
/// value is not typed yet asks for nothing. Any text is a query. 10,000 entries are matched within
/// a few milliseconds. Any thread.
struct SearchQuery
{
    QStringList words; ///< folded
    QStringList units;
    QStringList kinds;   ///< the starts of kind names, so that `kind:cou` already finds counters
    QStringList sources; ///< the starts of names, `local` or `remote`
    std::vector<std::pair<QString, std::optional<QString>>> tags;
    bool unusedOnly = false;

    [[nodiscard]] static SearchQuery parse(QStringView text);

    /// True when every entry matches.
    [[nodiscard]] bool isEmpty() const noexcept;
    [[nodiscard]] bool matches(const SearchEntry &entry) const;

    friend bool operator==(const SearchQuery &, const SearchQuery &) = default;
};

} // namespace tidemark
