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

namespace {

// What the fields show of a session, so that it stands there before the store has answered.
QJsonObject sessionJson(const Session &session)
{
    QJsonObject object{{u"uid"_s, session.uid},
                       {u"devices"_s, QJsonArray::fromStringList(session.devices)}};
    if (session.name)
        object.insert(u"name"_s, *session.name);
    if (session.start)
        object.insert(u"start"_s, QString::number(session.start->posixNs()));
    if (session.end)
        object.insert(u"end"_s, QString::number(session.end->posixNs()));
    return object;
}

Session sessionFrom(const QJsonObject &object)
{
    const auto time = [&object](QLatin1String key) {
        return object.contains(key)
                   ? std::optional(Timestamp(object.value(key).toString().toLongLong()))
                   : std::nullopt;
    };
    Session session;
    session.uid = object.value("uid"_L1).toString();
    if (object.contains("name"_L1))
        session.name = object.value("name"_L1).toString();
    session.start = time("start"_L1);
    session.end = time("end"_L1);
    for (const auto &device : object.value("devices"_L1).toArray())
        session.devices << device.toString();
    return session;
}

} // namespace

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
    QJsonObject state{{u"metric"_s, input.metric}, {u"value"_s, input.value},
                      {u"time"_s, input.time},     {u"pinned"_s, m_fields->isTimePinned()},
                      {u"tags"_s, input.tags},     {u"note"_s, input.note},
                      {u"notStored"_s, notStored}};
    if (input.session)
        state.insert(u"session"_s, sessionJson(*input.session));
    if (input.device.mode == DeviceChoice::Mode::Given)
        state.insert(u"device"_s, input.device.device);
    state.insert(u"infersDevice"_s, input.device.mode == DeviceChoice::Mode::Inferred);
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
    if (const Session session = sessionFrom(object.value("session"_L1).toObject());
        !session.uid.isEmpty())
        m_fields->restoreSession(session);
    if (object.contains("device"_L1))
        m_fields->setDevice(object.value("device"_L1).toString());
    else if (object.value("infersDevice"_L1).toBool())
        m_fields->inferDevice();
    m_refused->restoreState(object.value("notStored"_L1).toArray());
}

} // namespace tidemark
