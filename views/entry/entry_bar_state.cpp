// SPDX-License-Identifier: GPL-3.0-or-later
// What the session file keeps of the entry bar: what is half typed, and what is not stored yet.
#include "views/entry/entry_bar.h"

#include "views/entry/entry_fields.h"
#include "views/entry/entry_presenter.h"
#include "views/entry/refused_entries.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace tidemark {

QByteArray EntryBar::saveState(const std::vector<std::pair<ValueEntry, Error>> &others) const
{
    const EntryInput input = m_fields->input();
    QJsonArray notStored = m_refused->saveState();
    for (const ValueEntry &entry : m_presenter->unanswered())
        notStored.append(RefusedEntries::toJson(
            entry, {ErrorCode::AlreadyExists, tr("A value exists at this time."), {}}));
    for (const ValueEntry &entry : m_presenter->inFlight())
        notStored.append(RefusedEntries::toJson(
            entry, {ErrorCode::Cancelled,
                    tr("It was on its way when Tidemark ended. Retry it: a value that is stored "
                       "already is not stored twice."),
                    {}}));
    for (const auto &[entry, reason] : others)
        notStored.append(RefusedEntries::toJson(entry, reason));
    const QJsonObject state{{u"metric"_s, input.metric}, {u"value"_s, input.value},
                            {u"time"_s, input.time},     {u"pinned"_s, m_fields->isTimePinned()},
                            {u"tags"_s, input.tags},     {u"note"_s, input.note},
                            {u"notStored"_s, notStored}};
    return QJsonDocument(state).toJson(QJsonDocument::Compact);
}

void EntryBar::restoreState(const QByteArray &state)
{
    const QJsonObject object = QJsonDocument::fromJson(state).object();
    if (object.isEmpty())
        return;
    m_fields->setMetric(object.value("metric"_L1).toString());
    m_fields->setValueText(object.value("value"_L1).toString());
    m_fields->setTimeText(object.value("time"_L1).toString(u"now"_s));
    m_fields->setTimePinned(object.value("pinned"_L1).toBool());
    m_fields->setTagsText(object.value("tags"_L1).toString());
    m_fields->setNoteText(object.value("note"_L1).toString());
    m_refused->restoreState(object.value("notStored"_L1).toArray());
}

} // namespace tidemark
