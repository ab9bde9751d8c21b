// SPDX-License-Identifier: GPL-3.0-or-later
// What EntryFields offers to choose from: metrics, sessions and devices.
#include "views/entry/entry_fields.h"

#include <QComboBox>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QStringListModel>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark {

void EntryFields::setChoices(const std::vector<Definition> &definitions,
                             const std::vector<Session> &sessions, const QStringList &devices)
{
    QStringList names;
    for (const Definition &definition : definitions)
        if (!definition.isArchived)
            names << definition.name;
    m_names->setStringList(names);
    m_devices = devices;
    m_sessions = sessions;
    const QString chosen = m_session->currentData().toString();
    const QSignalBlocker blocker(m_session);
    m_session->clear();
    m_session->addItem(tr("Own entry"), QString());
    for (const Session &session : sessions)
        m_session->addItem(session.name.value_or(session.uid), session.uid);
    m_session->setCurrentIndex(std::max(0, m_session->findData(chosen)));
    onSessionChanged();
}

void EntryFields::onSessionChanged()
{
    const bool isOwn = !chosenSession();
    if (isOwn == m_time->isReadOnly()) {
        const QSignalBlocker blocker(m_time);
        if (isOwn)
            m_time->setText(m_ownTime);
        else
            m_ownTime = m_time->text();
        m_time->setReadOnly(!isOwn);
    }
    m_pin->setEnabled(isOwn);
    for (QLineEdit *edit : {m_tags, m_note}) {
        edit->setReadOnly(!isOwn);
        edit->setToolTip(isOwn ? QString()
                               : tr("Belongs to the session; change it in the Sessions table"));
    }
    showDeviceChoices();
}

bool EntryFields::offersSession(const QString &uid) const
{
    return !uid.isEmpty() && m_session->findData(uid) >= 0;
}

void EntryFields::setSession(const std::optional<QString> &uid)
{
    m_session->setCurrentIndex(uid ? std::max(0, m_session->findData(*uid)) : 0);
}

void EntryFields::setDevice(const std::optional<QString> &name)
{
    if (name)
        m_device->setCurrentText(*name);
    else
        m_device->setCurrentIndex(0);
}

void EntryFields::showDeviceChoices()
{
    const auto session = chosenSession();
    const DeviceChoice chosen = chosenDevice();
    const QSignalBlocker blocker(m_device);
    m_device->clear();
    m_device->addItem(tr("No device"), static_cast<int>(DeviceChoice::Mode::None));
    if (session && session->devices.size() == 1)
        m_device->addItem(tr("From the session (%1)").arg(session->devices.front()),
                          static_cast<int>(DeviceChoice::Mode::Inferred));
    for (const QString &name : m_devices)
        m_device->addItem(name, static_cast<int>(DeviceChoice::Mode::Given));
    if (chosen.mode == DeviceChoice::Mode::Given)
        m_device->setCurrentText(chosen.device);
    else
        m_device->setCurrentIndex(std::max(0, m_device->findData(static_cast<int>(chosen.mode))));
}

std::optional<Session> EntryFields::chosenSession() const
{
    const QString uid = m_session->currentData().toString();
    const auto found = std::find_if(m_sessions.begin(), m_sessions.end(),
                                    [&uid](const Session &session) { return session.uid == uid; });
    return uid.isEmpty() || found == m_sessions.end() ? std::nullopt : std::optional(*found);
}

DeviceChoice EntryFields::chosenDevice() const
{
    const QString text = m_device->currentText().trimmed();
    const int listed = m_device->findText(text);
    if (text.isEmpty())
        return DeviceChoice::none();
    if (listed < 0)
        return DeviceChoice::given(text);
    const auto mode = static_cast<DeviceChoice::Mode>(m_device->itemData(listed).toInt());
    return mode == DeviceChoice::Mode::Given ? DeviceChoice::given(text) : DeviceChoice{mode, {}};
}

} // namespace tidemark
