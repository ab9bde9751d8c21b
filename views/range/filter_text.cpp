// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/range/filter_popup.h"

#include <QCoreApplication>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

void addIdPart(QStringList &parts, const IdFilter &filter, const QString &none,
               const QString &these)
{
    if (filter.mode == IdFilter::Mode::NullOnly)
        parts.append(none);
    else if (filter.mode == IdFilter::Mode::OneOf)
        parts.append(these);
}

} // namespace

Result<TagMap> tagsFromText(const QString &text)
{
    TagMap tags;
    for (const QString &part : text.split(u',')) {
        const QString tag = part.trimmed();
        if (tag.isEmpty())
            continue;
        const qsizetype sign = tag.indexOf(u'=');
        const QString key = tag.left(sign).trimmed();
        const QString value = tag.mid(sign + 1).trimmed();
        if (sign < 1 || key.isEmpty() || value.isEmpty())
            return failure(ErrorCode::InvalidArgument,
                           FilterPopup::tr("\"%1\" is not a tag. Write it as key=value.").arg(tag));
        tags.insert(key, value);
    }
    return tags;
}

QString tagsText(const TagMap &tags)
{
    QStringList parts;
    for (auto tag = tags.cbegin(); tag != tags.cend(); ++tag)
        parts.append(tag.key() % u'=' % tag.value());
    return parts.join(u", "_s);
}

QString filterText(const RecordFilter &filter)
{
    QStringList parts;
    const auto count = [](const IdFilter &ids) { return static_cast<int>(ids.ids.size()); };
    addIdPart(parts, filter.devices, FilterPopup::tr("no device"),
              FilterPopup::tr("%n devices", nullptr, count(filter.devices)));
    addIdPart(parts, filter.invocations, FilterPopup::tr("no invocation"),
              FilterPopup::tr("%n invocations", nullptr, count(filter.invocations)));
    if (filter.sessions)
        parts.append(
            FilterPopup::tr("%n sessions", nullptr, static_cast<int>(filter.sessions->size())));
    if (!filter.tags.isEmpty())
        parts.append(FilterPopup::tr("%n tags", nullptr, static_cast<int>(filter.tags.size())));
    if (filter.timeFilter == TimeFilter::SessionStart)
        parts.append(FilterPopup::tr("by start time"));
    return parts.join(u", "_s);
}

} // namespace tidemark
