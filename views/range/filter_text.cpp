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
