// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/entry/entry_fields.h"

#include <QComboBox>
#include <QCompleter>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStringListModel>
#include <QStyle>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

constexpr int kCompletions = 12;

std::size_t indexOf(EntryField field)
{
    return static_cast<std::size_t>(field);
}

} // namespace

EntryFields::EntryFields(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout)
    , m_metric(new QLineEdit(this))
    , m_names(new QStringListModel(this))
    , m_value(new QLineEdit(this))
    , m_unit(new QLabel(this))
    , m_time(new QLineEdit(this))
    , m_pin(new QToolButton(this))
    , m_session(new QComboBox(this))
    , m_device(new QComboBox(this))
    , m_tags(new QLineEdit(this))
    , m_note(new QLineEdit(this))
    , m_save(new QPushButton(tr("Save"), this))
{
    auto *completer = new QCompleter(m_names, m_metric);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    completer->setMaxVisibleItems(kCompletions);
    m_metric->setCompleter(completer);
    m_metric->setPlaceholderText(tr("name"));
    m_value->setPlaceholderText(tr("for example 12.5"));
    m_value->setToolTip(tr("A number, with unit if you like (1.5 s), or =12*3+4. Up and Down step "
                           "the last decimal."));
    m_time->setText(u"now"_s);
    m_time->setToolTip(tr("now, -2h, yesterday 14:30, 14:30, a date, or an ISO time"));
    m_unit->setProperty("tone", u"muted"_s);
    m_unit->setAccessibleName(tr("Unit"));
    m_pin->setText(tr("Pin"));
    m_pin->setCheckable(true);
    m_pin->setProperty("option", true);
    m_pin->setToolTip(tr("Keep this time for the next entries (Alt+0)"));
    m_session->setAccessibleName(tr("Session"));
    m_session->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_session->setMinimumContentsLength(10);
    m_device->setEditable(true);
    m_device->setInsertPolicy(QComboBox::NoInsert);
    m_device->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_device->setMinimumContentsLength(10);
    m_tags->setPlaceholderText(tr("env=prod"));
    m_save->setProperty("variant", u"primary"_s);
    m_save->setToolTip(tr("Save and ready the next entry (Enter)"));
    auto *close = new QToolButton(this);
    close->setText(u"✕"_s);
    close->setProperty("variant", u"flat"_s);
    close->setAccessibleName(tr("Close the entry bar"));
    close->setToolTip(tr("Close (Esc)"));
    connect(close, &QToolButton::clicked, this, &EntryFields::closeClicked);

    m_grid->setContentsMargins(10, 6, 10, 4);
    m_grid->setHorizontalSpacing(8);
    m_grid->setVerticalSpacing(1);
    addField(EntryField::Metric, tr("Metric"), u"Alt+1"_s, m_metric, 0, 0);
    addField(EntryField::Value, tr("Value"), u"Alt+2"_s, m_value, 0, 1);
    m_grid->addWidget(m_unit, 1, 2);
    addField(EntryField::Time, tr("Time"), u"Alt+3"_s, m_time, 0, 3);
    m_grid->addWidget(m_pin, 1, 4);
    m_grid->addWidget(m_save, 1, 5);
    m_grid->addWidget(close, 1, 6);
    addField(EntryField::Session, tr("Session"), u"Alt+4"_s, m_session, 3, 0);
    addField(EntryField::Device, tr("Device"), u"Alt+5"_s, m_device, 3, 1, 2);
    addField(EntryField::Tags, tr("Tags"), u"Alt+6"_s, m_tags, 3, 3, 2);
    addField(EntryField::Note, tr("Note"), u"Alt+7"_s, m_note, 3, 5, 2);
    m_grid->setColumnStretch(0, 3);
    m_grid->setColumnStretch(1, 3);
    m_grid->setColumnStretch(3, 4);
    m_grid->setColumnStretch(5, 2);
    setLayout(m_grid);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    for (const auto &[first, second] : {std::pair<QWidget *, QWidget *>{m_metric, m_value},
                                        {m_value, m_time},
                                        {m_time, m_pin},
                                        {m_pin, m_session},
                                        {m_session, m_device},
                                        {m_device, m_tags},
                                        {m_tags, m_note},
                                        {m_note, m_save},
                                        {m_save, close}})
        setTabOrder(first, second);
    setChoices({}, {}, {});
    connectFields();
}

void EntryFields::addField(EntryField field, const QString &name, const QString &key,
                           QWidget *widget, int row, int column, int columns)
{
    auto *label = new QLabel(name, this);
    label->setProperty("tone", u"muted"_s);
    label->setBuddy(widget);
    label->setToolTip(key);
    widget->setAccessibleName(name);
    auto *message = new QLabel(this);
    message->setTextFormat(Qt::PlainText);
    message->setWordWrap(true);
    message->hide();
    m_messages[indexOf(field)] = message;
    m_grid->addWidget(label, row, column, 1, columns);
    m_grid->addWidget(widget, row + 1, column, 1, columns);
    m_grid->addWidget(message, row + 2, column, 1, field == EntryField::Time ? 4 : columns);
}

void EntryFields::connectFields()
{
    for (const QLineEdit *edit : {m_metric, m_value, m_time, m_tags, m_note})
        connect(edit, &QLineEdit::textChanged, this, &EntryFields::edited);
    connect(m_session, &QComboBox::currentIndexChanged, this, [this] {
        const bool isOwn = !chosenSession();
        m_time->setReadOnly(!isOwn);
        m_pin->setEnabled(isOwn);
        for (QLineEdit *edit : {m_tags, m_note}) {
            edit->setReadOnly(!isOwn);
            edit->setToolTip(isOwn ? QString()
                                   : tr("Belongs to the session; change it in the Sessions table"));
        }
        showDeviceChoices();
        Q_EMIT edited();
    });
    connect(m_device, &QComboBox::currentTextChanged, this, &EntryFields::edited);
    connect(m_pin, &QToolButton::toggled, this, &EntryFields::pinToggled);
    connect(m_save, &QPushButton::clicked, this, &EntryFields::saveClicked);
}

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
    showDeviceChoices();
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

EntryInput EntryFields::input() const
{
    EntryInput input;
    input.metric = m_metric->text();
    input.value = m_value->text();
    input.time = m_time->text();
    input.session = chosenSession();
    input.device = chosenDevice();
    if (!input.session) {
        input.tags = m_tags->text();
        input.note = m_note->text();
    }
    return input;
}

QWidget *EntryFields::field(EntryField field) const
{
    switch (field) {
    case EntryField::Metric:
        return m_metric;
    case EntryField::Value:
        return m_value;
    case EntryField::Time:
        return m_time;
    case EntryField::Session:
        return m_session;
    case EntryField::Device:
        return m_device;
    case EntryField::Tags:
        return m_tags;
    case EntryField::Note:
    case EntryField::Count:
        break;
    }
    return m_note;
}

void EntryFields::focusField(EntryField wanted)
{
    QWidget *widget = field(wanted);
    widget->setFocus(Qt::ShortcutFocusReason);
    if (auto *edit = qobject_cast<QLineEdit *>(widget))
        edit->selectAll();
}

void EntryFields::showMessage(EntryField at, const FieldMessage &message)
{
    QLabel *label = m_messages[indexOf(at)];
    label->setText(message.text);
    label->setVisible(!message.text.isEmpty());
    const QString tone = message.isError ? u"error"_s : u"muted"_s;
    QWidget *widget = field(at);
    widget->setAccessibleDescription(message.text);
    const QString state = message.isError ? u"error"_s : QString();
    for (const auto &[target, name, value] :
         {std::tuple<QWidget *, const char *, QString>{label, "tone", tone},
          {widget, "state", state}}) {
        if (target->property(name).toString() == value)
            continue;
        target->setProperty(name, value);
        target->style()->unpolish(target);
        target->style()->polish(target);
    }
}

void EntryFields::showCheck(const EntryCheck &check)
{
    m_unit->setText(check.unit);
    showMessage(EntryField::Metric, check.metric);
    showMessage(EntryField::Value, check.value);
    showMessage(EntryField::Time, check.time);
    showMessage(EntryField::Device, check.device);
    showMessage(EntryField::Tags, check.tags);
}

void EntryFields::showMissing(EntryField missing)
{
    focusField(missing);
    if (missing == EntryField::Metric && m_metric->text().trimmed().isEmpty())
        showMessage(missing, {tr("Choose a metric, or type a new name."), true});
    if (missing == EntryField::Value && m_value->text().trimmed().isEmpty())
        showMessage(missing, {tr("Enter a number, for example 12.5."), true});
}

void EntryFields::setMetric(const QString &name)
{
    m_metric->setText(name);
}

void EntryFields::setValueText(const QString &text)
{
    m_value->setText(text);
}

void EntryFields::setTimeText(const QString &text)
{
    m_time->setText(text);
}

void EntryFields::setTagsText(const QString &text)
{
    m_tags->setText(text);
}

void EntryFields::setNoteText(const QString &text)
{
    m_note->setText(text);
}

bool EntryFields::isTimePinned() const
{
    return m_pin->isChecked();
}

void EntryFields::setTimePinned(bool pinned)
{
    m_pin->setChecked(pinned);
}

void EntryFields::readyNext()
{
    m_value->clear();
    m_note->clear();
    if (!isTimePinned())
        m_time->setText(u"now"_s);
    m_value->setFocus(Qt::OtherFocusReason);
}

bool EntryFields::isEmpty() const
{
    return m_value->text().isEmpty() && m_note->text().isEmpty() &&
           (isTimePinned() || m_time->text() == u"now"_s);
}

void EntryFields::clearAll()
{
    m_pin->setChecked(false);
    readyNext();
}

} // namespace tidemark
