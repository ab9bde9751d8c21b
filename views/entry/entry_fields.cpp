// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/entry/entry_fields.h"

#include "views/tables/message_strip.h"

#include <QComboBox>
#include <QCompleter>
#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStringListModel>
#include <QStyle>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

constexpr int kCompletions = 12;

std::size_t indexOf(EntryField field)
{
    return static_cast<std::size_t>(field);
}

} // namespace

EntryFields::EntryFields(const theme::Theme &theme, QWidget *parent)
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
    , m_valueQuestion(new MessageStrip(theme, this))
    , m_timeQuestion(new MessageStrip(theme, this))
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

    placeFields(close);
    showSessionChoices({});
    showDeviceChoices();
    connectFields();
}

void EntryFields::placeFields(QWidget *close)
{
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
    // Only one of them asks at a time.
    m_grid->addWidget(m_valueQuestion, 3, 1, 1, 6);
    m_grid->addWidget(m_timeQuestion, 3, 3, 1, 4);
    addField(EntryField::Session, tr("Session"), u"Alt+4"_s, m_session, 4, 0);
    addField(EntryField::Device, tr("Device"), u"Alt+5"_s, m_device, 4, 1, 2);
    addField(EntryField::Tags, tr("Tags"), u"Alt+6"_s, m_tags, 4, 3, 2);
    addField(EntryField::Note, tr("Note"), u"Alt+7"_s, m_note, 4, 5, 2);
    m_grid->setColumnStretch(0, 3);
    m_grid->setColumnStretch(1, 3);
    m_grid->setColumnStretch(3, 4);
    m_grid->setColumnStretch(5, 2);
    setLayout(m_grid);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    // The fields follow each other (E2); Pin, which Alt+0 reaches, comes after them.
    for (const auto &[first, second] : {std::pair<QWidget *, QWidget *>{m_metric, m_value},
                                        {m_value, m_time},
                                        {m_time, m_session},
                                        {m_session, m_device},
                                        {m_device, m_tags},
                                        {m_tags, m_note},
                                        {m_note, m_save},
                                        {m_save, m_pin},
                                        {m_pin, close}})
        setTabOrder(first, second);
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

bool EntryFields::event(QEvent *event)
{
    const bool isHandled = QWidget::event(event);
    if (event->type() == QEvent::Resize || event->type() == QEvent::LayoutRequest) {
        // A dock does not ask for the height that wrapped messages need at this width.
        const int needed = m_grid->minimumHeightForWidth(width());
        if (needed > 0 && needed != minimumHeight())
            setMinimumHeight(needed);
    }
    return isHandled;
}

void EntryFields::connectFields()
{
    for (const QLineEdit *edit : {m_metric, m_value, m_time, m_tags, m_note})
        connect(edit, &QLineEdit::textChanged, this, &EntryFields::edited);
    connect(m_session, &QComboBox::currentIndexChanged, this, [this] {
        onSessionChanged();
        Q_EMIT edited();
    });
    connect(m_device, &QComboBox::currentTextChanged, this, &EntryFields::edited);
    connect(m_pin, &QToolButton::toggled, this, &EntryFields::pinToggled);
    connect(m_save, &QPushButton::clicked, this, &EntryFields::saveClicked);
}

EntryInput EntryFields::input() const
{
    EntryInput input;
    input.metric = m_metric->text();
    input.value = m_value->text();
    input.time = ownTime();
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

MessageStrip *EntryFields::questionUnder(EntryField field) const
{
    if (field == EntryField::Value)
        return m_valueQuestion;
    return field == EntryField::Time ? m_timeQuestion : nullptr;
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
    if (m_time->isReadOnly()) {
        const QSignalBlocker blocker(m_time); // shown, not typed
        m_time->setText(check.sessionTime);
    }
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
    if (m_time->isReadOnly())
        m_ownTime = text;
    else
        m_time->setText(text);
}

QString EntryFields::ownTime() const
{
    return m_time->isReadOnly() ? m_ownTime : m_time->text();
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
        setTimeText(u"now"_s);
    m_value->setFocus(Qt::OtherFocusReason);
}

bool EntryFields::isEmpty() const
{
    return m_value->text().isEmpty() && m_note->text().isEmpty() &&
           (isTimePinned() || ownTime() == u"now"_s);
}

void EntryFields::clearAll()
{
    m_pin->setChecked(false);
    readyNext();
}

} // namespace tidemark
