// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/receiver_form.h"

#include "model/domain/endpoint_text.h"
#include "model/items/receiver_words.h"
#include "views/sources/sender_line.h"
#include "views/sources/state_look.h"
#include "views/sources/token_field.h"
#include "views/sources/trust_field.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>

#include <cmath>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

constexpr double kMsPerSecond = 1'000;

QLabel *note(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setWordWrap(true);
    label->hide();
    return label;
}

double secondsOf(std::chrono::milliseconds length)
{
    return static_cast<double>(length.count()) / kMsPerSecond;
}

/// The message of the field; empty where nothing is wrong with it.
QString faultOf(const std::vector<ReceiverFault> &faults, ReceiverField field)
{
    for (const ReceiverFault &fault : faults) {
        if (fault.field == field)
            return fault.message;
    }
    return {};
}

} // namespace

ReceiverForm::ReceiverForm(const ReceiverLinks &links, QWidget *parent)
    : QWidget(parent)
    , m_links(links)
    , m_layout(new QFormLayout(this))
    , m_kind(new QComboBox(this))
    , m_kindHelp(new QLabel(this))
    , m_name(new QLineEdit(this))
    , m_nameProblem(note(this))
    , m_address(new QLineEdit(this))
    , m_addressProblem(note(this))
    , m_open(new QCheckBox(tr("&Let other machines send to it"), this))
    , m_openProblem(note(this))
    , m_interval(new QDoubleSpinBox(this))
    , m_offset(new QLineEdit(this))
    , m_offsetProblem(note(this))
    , m_withToken(new QCheckBox(tr("Ask with a to&ken"), this))
    , m_token(new TokenField(this))
    , m_tokenProblem(note(this))
    , m_trust(new TrustField(this))
    , m_sender(new SenderLine(this))
{
    for (const ReceiverKind one : kReceiverKinds)
        m_kind->addItem(receiverKindName(one), static_cast<int>(one));
    m_kind->setAccessibleName(tr("Type"));
    m_kindHelp->setWordWrap(true);
    m_kindHelp->setProperty("tone", u"muted"_s);
    m_name->setAccessibleName(tr("Name"));
    m_address->setAccessibleName(tr("Address"));
    m_address->setInputMethodHints(Qt::ImhUrlCharactersOnly | Qt::ImhNoAutoUppercase);
    m_interval->setAccessibleName(tr("Interval"));
    m_interval->setRange(secondsOf(ReceiverPlan::kShortest), secondsOf(ReceiverPlan::kLongest));
    m_interval->setDecimals(1);
    m_interval->setSuffix(tr("\u00A0s", "seconds"));
    m_offset->setAccessibleName(tr("Server's clock"));
    m_offset->setPlaceholderText(tr("found out by comparing clocks; else for example +02:00"));
    buildLayout();
    setFocusProxy(m_kind);
    connect(m_kind, &QComboBox::activated, this, &ReceiverForm::onKindChosen);
    connect(m_address, &QLineEdit::textChanged, this, &ReceiverForm::onAddressEdited);
    connect(m_address, &QLineEdit::editingFinished, this, [this] {
        m_isFinished = true;
        validate();
    });
    for (QLineEdit *edit : {m_name, m_offset})
        connect(edit, &QLineEdit::textChanged, this, &ReceiverForm::validate);
    for (QCheckBox *box : {m_open, m_withToken})
        connect(box, &QCheckBox::toggled, this, &ReceiverForm::validate);
    connect(m_token, &TokenField::edited, this, &ReceiverForm::validate);
    connect(m_trust, &TrustField::edited, this, &ReceiverForm::validate);
    connect(m_interval, &QDoubleSpinBox::valueChanged, this, &ReceiverForm::validate);
    m_before = usualPlan(kReceiverKinds.front());
    showKind();
    m_address->setText(m_before.address);
    m_interval->setValue(secondsOf(m_before.interval));
}

QLabel *ReceiverForm::addRow(const QString &label, QWidget *field)
{
    auto *text = new QLabel(label, this);
    text->setBuddy(field->focusProxy() ? field->focusProxy() : field);
    text->setMinimumHeight(m_name->sizeHint().height()); // level with the first line of the field
    text->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_layout->addRow(text, field);
    return text;
}

void ReceiverForm::buildLayout()
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    addRow(tr("T&ype"), m_kind);
    m_layout->addRow(QString(), m_kindHelp);
    addRow(tr("&Name"), m_name);
    m_layout->addRow(QString(), m_nameProblem);
    m_addressLabel = addRow(tr("&Address"), m_address);
    m_layout->addRow(QString(), m_addressProblem);
    m_layout->addRow(QString(), m_open);
    m_layout->addRow(QString(), m_openProblem);
    addRow(tr("Inter&val"), m_interval);
    addRow(tr("Server's cloc&k"), m_offset);
    m_layout->addRow(QString(), m_offsetProblem);
    m_layout->addRow(QString(), m_withToken);
    m_layout->addRow(QString(), m_token);
    m_layout->addRow(QString(), m_tokenProblem);
    addRow(tr("&Certificates"), m_trust);
    addRow(tr("&Sender"), m_sender);
}

ReceiverKind ReceiverForm::kind() const
{
    return static_cast<ReceiverKind>(m_kind->currentData().toInt());
}

void ReceiverForm::fill(const ReceiverPlan &plan)
{
    m_before = plan;
    m_kind->setCurrentIndex(m_kind->findData(static_cast<int>(plan.kind)));
    m_kind->setEnabled(!plan.fault.isEmpty()); // what it counted so far belongs to it
    showKind();
    m_name->setText(plan.name);
    m_open->setChecked(plan.isOpenToOthers);
    m_interval->setValue(secondsOf(plan.interval));
    m_offset->setText(plan.offset);
    m_withToken->setChecked(plan.hasToken);
    m_trust->setCaFile(plan.caFile);
    m_trust->setPin(plan.pin);
    m_address->setText(plan.address);
    m_isFinished = true;
    setFocusProxy(m_name);
    validate();
}

ReceiverPlan ReceiverForm::plan() const
{
    ReceiverPlan plan = m_before;
    plan.kind = kind();
    plan.name = m_name->text().trimmed();
    plan.address = m_address->text().trimmed();
    plan.isOpenToOthers = isListening(plan.kind) && m_open->isChecked();
    plan.interval = std::chrono::milliseconds(std::llround(m_interval->value() * kMsPerSecond));
    plan.offset = plan.kind == ReceiverKind::Users ? m_offset->text().trimmed() : QString();
    const bool scrapes = plan.kind == ReceiverKind::Prometheus;
    plan.hasToken = scrapes && m_withToken->isChecked();
    plan.caFile = scrapes ? m_trust->caFile().value_or(QString()) : QString();
    plan.pin = scrapes ? m_trust->pin().value_or(QString()) : QString();
    return plan;
}

bool ReceiverForm::isKeptTokenForIt() const
{
    return m_before.hasToken &&
           originOfEndpoint(m_before.address) == originOfEndpoint(m_address->text());
}

bool ReceiverForm::isComplete() const
{
    const ReceiverPlan wanted = plan();
    const bool scrapes = wanted.kind == ReceiverKind::Prometheus;
    if (scrapes && (!m_trust->caFile() || !m_trust->pin()))
        return false;
    if (wanted.hasToken && m_token->token().isEmpty() && !isKeptTokenForIt())
        return false;
    return m_links.faultsOf(wanted).empty();
}

// What was not touched follows the kind.
void ReceiverForm::onKindChosen()
{
    const ReceiverPlan before = std::exchange(m_before, usualPlan(kind()));
    m_before.uid = before.uid;
    if (m_interval->value() == secondsOf(before.interval))
        m_interval->setValue(secondsOf(m_before.interval));
    showKind();
    if (m_address->text() == before.address)
        m_address->setText(m_before.address);
    m_isFinished = false;
    validate();
}

void ReceiverForm::showKind()
{
    const bool listens = isListening(kind());
    m_kindHelp->setText(receiverKindHelp(kind()));
    m_name->setPlaceholderText(receiverKindName(kind()));
    m_addressLabel->setText(listens ? tr("Listen &at") : tr("&Ask"));
    m_address->setPlaceholderText(kind() == ReceiverKind::Prometheus
                                      ? tr("http://localhost:9100/metrics")
                                      : tr("http://localhost:8000"));
    m_layout->setRowVisible(m_open, listens);
    m_layout->setRowVisible(m_interval, kind() != ReceiverKind::Otlp);
    m_layout->setRowVisible(m_offset, kind() == ReceiverKind::Users);
    m_layout->setRowVisible(m_withToken, kind() == ReceiverKind::Prometheus);
    m_layout->setRowVisible(m_trust, kind() == ReceiverKind::Prometheus);
    showAccess();
}

void ReceiverForm::showAccess()
{
    const bool asksWithOne = kind() == ReceiverKind::Prometheus && m_withToken->isChecked();
    m_layout->setRowVisible(m_token, asksWithOne);
    const QString address = m_address->text();
    m_token->setGivenFor(m_before.hasToken && !isKeptTokenForIt() && !address.trimmed().isEmpty()
                             ? addressOfOrigin(m_before.address)
                             : QString());
    showToned(m_tokenProblem,
              asksWithOne && isReadableOnTheWay(address)
                  ? tr("The connection to %1 is not encrypted: the token can be read on the way.")
                        .arg(placeOfEndpoint(address))
                  : QString(),
              u"caution"_s);
}

void ReceiverForm::onAddressEdited()
{
    m_isFinished = false;
    m_foundOut.clear();
    validate();
}

void ReceiverForm::showAddressProblem(const QString &text)
{
    m_foundOut = text;
    validate();
    m_address->setFocus(Qt::OtherFocusReason);
    m_address->selectAll();
}

void ReceiverForm::validate()
{
    const std::vector<ReceiverFault> faults = m_links.faultsOf(plan());
    const bool isBeingTyped = m_address->hasFocus() && !m_isFinished;
    QString address = faultOf(faults, ReceiverField::Address);
    const bool isAddressGood = address.isEmpty();
    if (m_address->text().trimmed().isEmpty() || isBeingTyped)
        address.clear();
    showToned(m_addressProblem, address.isEmpty() ? m_foundOut : address, u"error"_s);
    showToned(m_nameProblem, faultOf(faults, ReceiverField::Name), u"error"_s);
    showToned(m_offsetProblem, faultOf(faults, ReceiverField::Offset), u"error"_s);
    const QString open = faultOf(faults, ReceiverField::OpenToOthers);
    if (!isListening(kind()))
        showToned(m_openProblem, {}, u"error"_s);
    else if (!open.isEmpty())
        showToned(m_openProblem, open, u"error"_s);
    else
        showToned(
            m_openProblem,
            m_open->isChecked()
                ? tr("No token is asked for, and nothing is encrypted: everyone who can reach "
                     "this machine over the network can then write values into this store.")
                : QString(),
            u"caution"_s);
    showAccess();
    m_sender->setReceiver(kind(), isAddressGood ? m_address->text() : QString());
    m_layout->setRowVisible(m_sender, isAddressGood && !m_sender->text().isEmpty());
    Q_EMIT edited();
}

} // namespace tidemark
