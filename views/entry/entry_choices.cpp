// SPDX-License-Identifier: GPL-3.0-or-later
// What EntryFields offers to choose from: metrics, sessions and devices.
#include "views/entry/entry_fields.h"

#include <QApplication>
#include <QComboBox>
#include <QEvent>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QStringListModel>
#include <QToolButton>

#include <algorithm>
#include <utility>

namespace tidemark {

namespace {

using DeviceMode = DeviceChoice::Mode;

QString shownName(const Session &session)
{
    return session.name.value_or(session.uid);
}

/// What stands in an edit, with cursor and selection, while the list around it is filled anew.
class TypedText
{
public:
    explicit TypedText(QLineEdit *edit)
        : m_edit(edit)
        , m_text(edit->text())
        , m_cursor(edit->cursorPosition())
        , m_begin(edit->selectionStart())
        , m_end(edit->selectionEnd())
    {}
    [[nodiscard]] const QString &text() const { return m_text; }
    [[nodiscard]] bool isBlank() const { return m_text.trimmed().isEmpty(); }
    void putBackText() const
    {
        if (m_edit->text() != m_text)
            m_edit->setText(m_text);
    }
    /// Where the text is the same.
    void putBackCursor() const
    {
        if (m_edit->text() != m_text)
            return;
        if (m_begin < 0)
            m_edit->setCursorPosition(m_cursor);
        else if (m_cursor == m_begin)
            m_edit->setSelection(m_end, m_begin - m_end);
        else
            m_edit->setSelection(m_begin, m_end - m_begin);
    }

private:
    QLineEdit *m_edit;
    QString m_text;
    int m_cursor;
    int m_begin;
    int m_end;
};

} // namespace

void EntryFields::setChoices(const std::vector<Definition> &definitions,
                             const std::vector<Session> &sessions, const QStringList &devices)
{
    if (QWidget *list = QApplication::activePopupWidget()) {
        list->installEventFilter(this); // someone is choosing from what it shows
        return;
    }
    QStringList names;
    for (const Definition &definition : definitions)
        if (!definition.isArchived)
            names << definition.name;
    if (names != m_names->stringList())
        m_names->setStringList(names);
    m_devices = devices;
    showSessionChoices(sessions);
    showDeviceChoices();
}

bool EntryFields::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Hide) {
        watched->removeEventFilter(this);
        // What was chosen in it is told after it has gone.
        QMetaObject::invokeMethod(this, &EntryFields::listClosed, Qt::QueuedConnection);
    }
    return QWidget::eventFilter(watched, event);
}

void EntryFields::showSessionChoices(std::vector<Session> sessions)
{
    // The chosen one stays when it is too old to be offered. It stays when it is gone, too: the
    // store then refuses the entry, which would else become one of its own.
    const auto chosen = chosenSession();
    if (chosen && std::none_of(sessions.begin(), sessions.end(), [&chosen](const Session &session) {
            return session.uid == chosen->uid;
        }))
        sessions.push_back(*chosen);
    if (m_session->count() > 0 && sessions == m_sessions)
        return;
    m_sessions = std::move(sessions);
    const QSignalBlocker blocker(m_session);
    m_session->clear();
    m_session->addItem(tr("Own entry"), QString());
    for (const Session &session : m_sessions)
        m_session->addItem(shownName(session), session.uid);
    m_session->setCurrentIndex(chosen ? m_session->findData(chosen->uid) : 0);
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

void EntryFields::restoreSession(const Session &session)
{
    if (!offersSession(session.uid)) {
        m_sessions.push_back(session);
        m_session->addItem(shownName(session), session.uid);
    }
    setSession(session.uid);
}

void EntryFields::inferDevice()
{
    m_device->setCurrentIndex(
        std::max(0, m_device->findData(static_cast<int>(DeviceMode::Inferred))));
}

void EntryFields::showDeviceChoices()
{
    const auto session = chosenSession();
    const DeviceChoice chosen = chosenDevice();
    std::vector<std::pair<QString, DeviceMode>> choices{{tr("No device"), DeviceMode::None}};
    if (session && session->devices.size() == 1)
        choices.emplace_back(tr("From the session (%1)").arg(session->devices.front()),
                             DeviceMode::Inferred);
    else if (session && chosen.mode == DeviceMode::Inferred)
        choices.emplace_back(tr("From the session"),
                             DeviceMode::Inferred); // the check says what to do
    for (const QString &name : m_devices)
        choices.emplace_back(name, DeviceMode::Given);
    if (choices == m_deviceChoices)
        return;
    const bool isFirstTime = m_deviceChoices.empty();
    m_deviceChoices = std::move(choices);
    const TypedText typed(m_device->lineEdit());
    const QSignalBlocker blocker(m_device);
    m_device->clear();
    for (const auto &[name, mode] : m_deviceChoices)
        m_device->addItem(name, static_cast<int>(mode));
    // Whoever empties it later may be about to type.
    const bool isEmptied = typed.isBlank() && !isFirstTime;
    if (chosen.mode == DeviceMode::Given || isEmptied) {
        m_device->setCurrentIndex(m_device->findText(typed.text()));
        typed.putBackText();
    } else {
        m_device->setCurrentIndex(std::max(0, m_device->findData(static_cast<int>(chosen.mode))));
    }
    typed.putBackCursor();
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
    const auto mode = static_cast<DeviceMode>(m_device->itemData(listed).toInt());
    return mode == DeviceMode::Given ? DeviceChoice::given(text) : DeviceChoice{mode, {}};
}

} // namespace tidemark
