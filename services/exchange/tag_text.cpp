// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/tag_text.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct TagText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::TagText)
};

void appendEscaped(QString &out, QStringView text)
{
    for (const QChar c : text) {
        if (c == u'\\' || c == u'=' || c == u';')
            out += u'\\';
        out += c;
    }
}

tl::unexpected<Error> refusal(const QString &message)
{
    return failure(ErrorCode::InvalidArgument, message, u"tags"_s);
}

Result<void> addTag(TagMap &tags, const std::optional<QString> &key, const QString &value)
{
    if (!key)
        return refusal(TagText::tr("A tag has no value. Write tags as env=prod;region=eu."));
    if (key->isEmpty() || value.isEmpty())
        return refusal(TagText::tr("A tag needs a name and a value, for example env=prod."));
    if (tags.contains(*key))
        return refusal(TagText::tr("The tag \"%1\" is given twice.").arg(*key));
    tags.insert(*key, value);
    return {};
}

} // namespace

QString tagText(const TagMap &tags)
{
    QString text;
    for (auto tag = tags.begin(); tag != tags.end(); ++tag) {
        if (!text.isEmpty())
            text += u';';
        appendEscaped(text, tag.key());
        text += u'=';
        appendEscaped(text, tag.value());
    }
    return text;
}

Result<TagMap> parseTags(QStringView text)
{
    TagMap tags;
    if (text.isEmpty())
        return tags;
    std::optional<QString> key;
    QString part;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c == u'\\' && i + 1 < text.size()) {
            part += text[++i];
        } else if (c == u'=' && !key) {
            key = std::exchange(part, {});
        } else if (c == u';') {
            if (auto added = addTag(tags, key, part); !added)
                return failure(added.error());
            key.reset();
            part.clear();
        } else {
            part += c;
        }
    }
    if (auto added = addTag(tags, key, part); !added)
        return failure(added.error());
    return tags;
}

QString listText(const QStringList &names)
{
    QString text;
    for (const QString &name : names) {
        if (!text.isEmpty())
            text += u';';
        appendEscaped(text, name);
    }
    return text;
}

} // namespace tidemark::exchange
