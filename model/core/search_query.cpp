// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/search_query.h"

#include "model/core/text.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

// What a folded text never holds, so that a word cannot match across two fields.
constexpr QChar kFieldEnd(u'\n');

struct Token
{
    QString text;
    qsizetype keyEnd = -1; ///< of the first colon outside quotes; -1 without one
};

// Splits at white space outside quotes; a quote that is not closed reaches to the end.
std::vector<Token> tokensOf(QStringView text)
{
    std::vector<Token> tokens;
    Token token;
    bool isQuoted = false;
    bool isStarted = false;
    const auto finish = [&] {
        if (isStarted)
            tokens.push_back(token);
        token = Token();
        isStarted = false;
    };
    for (const QChar c : text) {
        if (c == u'"') {
            isQuoted = !isQuoted;
            isStarted = true;
        } else if (!isQuoted && c.isSpace()) {
            finish();
        } else {
            if (c == u':' && !isQuoted && token.keyEnd < 0)
                token.keyEnd = token.text.size();
            token.text += c;
            isStarted = true;
        }
    }
    finish();
    return tokens;
}

void addIfTyped(QStringList &list, const QString &value)
{
    if (!value.isEmpty())
        list.push_back(value);
}

void addTag(SearchQuery &query, const QString &typed)
{
    const qsizetype equals = typed.indexOf(u'=');
    const QString key = typed.left(equals); // all of it without a sign
    if (key.isEmpty())
        return;
    std::optional<QString> value;
    if (equals >= 0 && equals + 1 < typed.size())
        value = typed.mid(equals + 1);
    query.tags.emplace_back(key, value);
}

// True when the token was a key that we know.
bool addKey(SearchQuery &query, const Token &token)
{
    if (token.keyEnd < 0)
        return false;
    const QString key = searchFolded(QStringView(token.text).left(token.keyEnd));
    const QString value = searchFolded(QStringView(token.text).mid(token.keyEnd + 1).trimmed());
    if (key == "unit"_L1)
        addIfTyped(query.units, value);
    else if (key == "kind"_L1)
        addIfTyped(query.kinds, value);
    else if (key == "source"_L1)
        addIfTyped(query.sources, value);
    else if (key == "tag"_L1)
        addTag(query, value);
    else if (key == "unused"_L1 && value.isEmpty())
        query.unusedOnly = true;
    else
        return false;
    return true;
}

bool hasTag(const SearchEntry &entry, const std::pair<QString, std::optional<QString>> &wanted)
{
    return std::any_of(entry.tags.begin(), entry.tags.end(), [&wanted](const auto &tag) {
        return tag.first == wanted.first && (!wanted.second || tag.second == *wanted.second);
    });
}

bool isFrom(const SearchEntry &entry, const QString &wanted)
{
    return std::any_of(entry.sources.begin(), entry.sources.end(),
                       [&wanted](const QString &source) { return source.startsWith(wanted); });
}

} // namespace

SearchEntry::SearchEntry(const SearchFields &fields)
    : text(searchFolded(fields.name) + kFieldEnd + searchFolded(fields.description) + kFieldEnd +
           searchFolded(fields.unit))
    , unit(searchFolded(fields.unit))
    , kind(searchFolded(fields.kind))
    , recordCount(fields.recordCount)
{
    sources.append(fields.sources.isEmpty() ? u"local"_s : u"remote"_s);
    for (const QString &source : fields.sources)
        sources.append(searchFolded(source));
    for (auto tag = fields.tags.cbegin(); tag != fields.tags.cend(); ++tag) {
        tags.emplace_back(searchFolded(tag.key()), searchFolded(tag.value()));
        text += kFieldEnd + tags.back().first + u'=' + tags.back().second;
    }
}

SearchQuery SearchQuery::parse(QStringView text)
{
    SearchQuery query;
    for (const Token &token : tokensOf(text)) {
        if (!addKey(query, token))
            addIfTyped(query.words, searchFolded(token.text));
    }
    return query;
}

bool SearchQuery::isEmpty() const noexcept
{
    return words.isEmpty() && units.isEmpty() && kinds.isEmpty() && sources.isEmpty() &&
           tags.empty() && !unusedOnly;
}

bool SearchQuery::matches(const SearchEntry &entry) const
{
    const auto all = [](const auto &list, const auto &holds) {
        return std::all_of(list.begin(), list.end(), holds);
    };
    return (!unusedOnly || entry.recordCount == 0) &&
           all(words, [&](const QString &word) { return entry.text.contains(word); }) &&
           all(units, [&](const QString &unit) { return entry.unit == unit; }) &&
           all(kinds, [&](const QString &kind) { return entry.kind.startsWith(kind); }) &&
           all(sources, [&](const QString &name) { return isFrom(entry, name); }) &&
           all(tags, [&](const auto &tag) { return hasTag(entry, tag); });
}

} // namespace tidemark
