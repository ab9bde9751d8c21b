// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/publish_device_field.h"

#include <QComboBox>
#include <QCompleter>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QStringListModel>

#include <chrono>

namespace tidemark {

namespace {

constexpr std::chrono::milliseconds kTypingPause(250);
constexpr int kCompletions = 8;

void addRow(QFormLayout &form, const QString &text, QWidget *field)
{
    auto *label = new QLabel(text, field->parentWidget());
    label->setBuddy(field);
    label->setMinimumHeight(field->sizeHint().height());
    form.addRow(label, field);
}

} // namespace

PublishDeviceField::PublishDeviceField(QFormLayout &form, QWidget *parent)
    : QObject(parent)
    , m_form(form)
    , m_rule(new QComboBox(parent))
    , m_name(new QLineEdit(parent))
    , m_names(new QStringListModel(this))
{
    const auto add = [this](const QString &text, PublishDevice::Mode mode) {
        m_rule->addItem(text, static_cast<int>(mode));
    };
    add(tr("As recorded"), PublishDevice::Mode::AsRecorded);
    add(tr("Inferred from the session"), PublishDevice::Mode::Inferred);
    add(tr("None"), PublishDevice::Mode::None);
    add(tr("A device by name"), PublishDevice::Mode::Given);
    m_rule->setAccessibleName(tr("Device"));
    m_name->setAccessibleName(tr("Device name"));
    m_name->setPlaceholderText(tr("name of the device"));
    auto *completer = new QCompleter(m_names, m_name);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    completer->setMaxVisibleItems(kCompletions);
    m_name->setCompleter(completer);
    addRow(m_form, tr("&Device"), m_rule);
    addRow(m_form, tr("Device &name"), m_name);
    m_form.setRowVisible(m_name, false);
    m_pause.setSingleShot(true);
    m_pause.setInterval(kTypingPause);
    connect(m_rule, &QComboBox::currentIndexChanged, this, &PublishDeviceField::onRuleChosen);
    connect(m_name, &QLineEdit::textChanged, &m_pause, qOverload<>(&QTimer::start));
    connect(m_name, &QLineEdit::textChanged, this, &PublishDeviceField::typing);
    connect(m_name, &QLineEdit::editingFinished, this, [this] {
        if (!m_pause.isActive())
            return;
        m_pause.stop();
        Q_EMIT changed();
    });
    connect(&m_pause, &QTimer::timeout, this, &PublishDeviceField::changed);
}

void PublishDeviceField::setNames(const QStringList &names)
{
    m_names->setStringList(names);
}

void PublishDeviceField::setEnabled(bool isEnabled)
{
    m_rule->setEnabled(isEnabled);
    m_name->setEnabled(isEnabled);
}

void PublishDeviceField::setChoice(const PublishDevice &choice)
{
    const QSignalBlocker quiet(this);
    m_name->setText(choice.device);
    m_rule->setCurrentIndex(m_rule->findData(static_cast<int>(choice.mode)));
    m_pause.stop(); // the name is no news
}

PublishDevice::Mode PublishDeviceField::mode() const
{
    return static_cast<PublishDevice::Mode>(m_rule->currentData().toInt());
}

std::optional<PublishDevice> PublishDeviceField::choice() const
{
    if (mode() != PublishDevice::Mode::Given)
        return PublishDevice{mode(), {}};
    const QString name = m_name->text().trimmed();
    return name.isEmpty() ? std::nullopt : std::optional(PublishDevice::given(name));
}

void PublishDeviceField::onRuleChosen()
{
    m_pause.stop();
    m_form.setRowVisible(m_name, mode() == PublishDevice::Mode::Given);
    Q_EMIT changed();
}

} // namespace tidemark
