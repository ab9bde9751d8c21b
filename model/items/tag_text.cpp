// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/cell_text.h"

#include "model/core/text.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

QString quotedWhenNeeded(const QString &text)
{
    for (const QChar c : text)
        if (c.isSpace() || c == u',' || c == u'"' || c == u'=')
            return u'"' + QString(text).replace(u'"', u"\"\""_s) + u'"';
    return text;
}

// One key or value of a tag list, from `at` on; quotes are taken off.
QString readWord(QStringView text, qsizetype &at)
{
    QString word;
    if (at < text.size() && text[at] == u'"') {
        for (++at; at < text.size(); ++at) {
            if (text[at] != u'"') {
                word += text[at];
            } else if (at + 1 < text.size() && text[at + 1] == u'"') {
                word += text[at++];
            } else {
                ++at;
                break;
            }
        }
        return word;
    }
    while (at < text.size() && !text[at].isSpace() && text[at] != u',' && text[at] != u'=')
        word += text[at++];
    return word;
}

Result<void> addTag(TagMap &tags, const QString &key, const QString &value)
{
    const auto cleanKey = cleanText(key, kNameMaxBytes);
    if (!cleanKey)
        return failure(cleanKey.error());
    const auto cleanValue = cleanText(value, kTagValueMaxBytes);
    if (!cleanValue)
        return failure(cleanValue.error());
    tags.insert(*cleanKey, *cleanValue);
    return {};
}

} // namespace

QString tagsText(const TagMap &tags)
{
    QStringList parts;
    for (auto tag = tags.cbegin(); tag != tags.cend(); ++tag)
        parts << quotedWhenNeeded(tag.key()) + u'=' + quotedWhenNeeded(tag.value());
    return parts.join(u", "_s);
}

Result<TagMap> tagsFromText(QStringView text)
{
    TagMap tags;
    qsizetype at = 0;
    while (true) {
        while (at < text.size() && (text[at].isSpace() || text[at] == u','))
            ++at;
        if (at >= text.size())
            return tags;
        const qsizetype start = at;
        const QString key = readWord(text, at);
        QString value;
        if (at < text.size() && text[at] == u'=') {
            ++at;
            value = readWord(text, at);
        }
        if (key.isEmpty() || value.isEmpty())
            return failure(ErrorCode::InvalidArgument,
                           QCoreApplication::translate("tidemark::TagText",
                                                       "Write tags as key=value, not \"%1\".")
                               .arg(text.mid(start, std::max<qsizetype>(1, at - start))));
        if (const auto added = addTag(tags, key, value); !added)
            return failure(added.error());
    }
}

} // namespace tidemark
