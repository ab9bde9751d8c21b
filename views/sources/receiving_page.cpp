// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/receiving_page.h"

#include "model/domain/formatter.h"
#include "model/items/receiver_table_model.h"
#include "model/items/receiver_words.h"
#include "model/time/time_format.h"
#include "views/browser/fact_list.h"
#include "views/dashboards/view_context.h"
#include "views/sources/receiver_dialog.h"
#include "views/sources/sender_line.h"
#include "views/sources/state_delegate.h"
#include "views/sources/state_look.h"
#include "views/tables/data_table.h"
#include "views/tables/message_strip.h"
#include "views/tables/state_overlay.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QMessageBox>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

using Column = ReceiverTableModel::Column;
constexpr std::chrono::seconds kAgeStep{1};

} // namespace

ReceivingPage::ReceivingPage(const SourceParts &parts, QWidget *parent)
    : QWidget(parent)
    , m_parts(parts)
    , m_model(
          new ReceiverTableModel(*parts.receivers, *parts.formatter, parts.context->clock(), this))
    , m_table(new DataTable(tr("Receivers"), DataTable::Keys::Activate))
    , m_overlay(new StateOverlay(m_table, *parts.theme, this))
    , m_strip(new MessageStrip(*parts.theme, this))
    , m_error(new MessageStrip(*parts.theme, this))
    , m_facts(new FactList(this))
    , m_sender(new SenderLine(this))
{
    buildView();
    connect(m_table, &DataTable::rowActivated, this, &ReceivingPage::edit);
    connect(m_table, &DataTable::deleteRequested, this, &ReceivingPage::remove);
    connect(m_table, &DataTable::editRequested, this, &ReceivingPage::edit);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &ReceivingPage::showCurrent);
    for (const auto changed : {&ReceiverTableModel::rowsInserted, &ReceiverTableModel::rowsRemoved})
        connect(m_model, changed, this, &ReceivingPage::onRowsChanged);
    connect(m_model, &ReceiverTableModel::dataChanged, this,
            [this](const QModelIndex &, const QModelIndex &, const QList<int> &roles) {
                if (roles.isEmpty()) // not for the ages alone
                    showCurrent();
            });
    connect(&m_ageTimer, &QTimer::timeout, m_model, &ReceiverTableModel::refreshAges);
    onRowsChanged();
}

void ReceivingPage::buildView()
{
    auto *line = new QHBoxLayout;
    line->setContentsMargins(0, 0, 0, 0);
    m_add = addButton(line, tr("&Add receiver…"),
                      tr("Lets programs send to this store, or asks one for its metrics"),
                      &ReceivingPage::addReceiver);
    line->addStretch(1);
    m_edit =
        addButton(line, tr("&Edit…"), tr("Changes the selected receiver"), &ReceivingPage::edit);
    m_startOrStop = addButton(line, tr("&Start"), {}, &ReceivingPage::startOrStop);
    m_remove = addButton(line, tr("&Remove…"), tr("Removes the selected receiver; values stay"),
                         &ReceivingPage::remove);
    m_table->setModel(m_model);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setElasticColumn(static_cast<int>(Column::State));
    const auto colorOf = [model = m_model](int row) {
        const ReceiverLink *link = model->link(row);
        return link ? std::optional(receiverColor(*link)) : std::nullopt;
    };
    m_table->setItemDelegateForColumn(static_cast<int>(Column::State),
                                      new StateDelegate(*m_parts.theme, colorOf, m_table));
    m_table->horizontalHeader()->setSortIndicatorShown(false);
    auto *card = new QFrame(this);
    card->setProperty("card", true);
    auto *details = new QVBoxLayout(card);
    details->setContentsMargins(12, 10, 12, 8);
    details->addWidget(m_error);
    details->addWidget(m_facts);
    details->addWidget(m_sender);
    auto *frame = new QFrame(this);
    frame->setProperty("card", true);
    auto *inFrame = new QVBoxLayout(frame);
    inFrame->setContentsMargins(1, 1, 1, 1);
    inFrame->addWidget(m_overlay);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->setSpacing(8);
    layout->addLayout(line);
    layout->addWidget(m_strip);
    layout->addWidget(frame, 1);
    layout->addWidget(card);
}

QPushButton *ReceivingPage::addButton(QHBoxLayout *line, const QString &text, const QString &help,
                                      void (ReceivingPage::*run)())
{
    auto *button = new QPushButton(text, this);
    button->setToolTip(help);
    button->setAutoDefault(false);
    line->addWidget(button);
    connect(button, &QPushButton::clicked, this, run);
    return button;
}

void ReceivingPage::setReadOnly(const QString &reason)
{
    m_readOnlyReason = reason;
    m_add->setEnabled(reason.isEmpty());
    m_add->setToolTip(reason.isEmpty()
                          ? tr("Lets programs send to this store, or asks one for its metrics")
                          : reason);
    if (reason.isEmpty())
        m_strip->clear();
    else
        m_strip->showMessage(
            theme::StateColor::Caution,
            tr("Nothing is received: this store cannot be written. %1").arg(reason));
    onRowsChanged();
}

const ReceiverLink *ReceivingPage::current() const
{
    const QList<int> rows = m_table->selectedRows();
    return rows.isEmpty() ? nullptr : m_model->link(rows.front());
}

void ReceivingPage::onRowsChanged()
{
    const bool isEmpty = m_model->rowCount() == 0;
    setFocusProxy(isEmpty ? static_cast<QWidget *>(m_add) : m_table);
    if (isEmpty) {
        QList<StateAction> actions;
        if (m_readOnlyReason.isEmpty())
            actions.append({tr("Add receiver…"), [this] { addReceiver(); }});
        m_overlay->showEmpty(tr("Nothing is received yet. While this store is open, other programs "
                                "can send their metrics to it by OpenTelemetry or StatsD, and it "
                                "can ask Prometheus targets and NeMo servers for theirs."),
                             actions);
    } else {
        m_overlay->showData();
        m_table->fitColumns();
        if (!current())
            m_table->selectRows(0, 0);
    }
    showCurrent();
}

void ReceivingPage::select(const QString &uid)
{
    if (const auto row = m_model->rowOf(uid))
        m_table->selectRows(*row, *row);
}

void ReceivingPage::showCurrent()
{
    const ReceiverLink *link = current();
    const bool canChange = link && m_readOnlyReason.isEmpty();
    const bool runs = link && link->state.status != ReceiverStatus::Stopped;
    m_edit->setEnabled(canChange);
    m_remove->setEnabled(canChange);
    m_startOrStop->setEnabled(canChange && link->plan.fault.isEmpty());
    m_startOrStop->setText(runs ? tr("&Stop") : tr("&Start"));
    m_startOrStop->setToolTip(
        runs ? tr("Stops the selected receiver, also for the next time")
             : tr("Starts the selected receiver, and again whenever this store is opened"));
    m_facts->parentWidget()->setVisible(link);
    if (link) {
        showFacts(*link);
        return;
    }
    m_error->clear();
    m_facts->clear();
    m_sender->clear();
}

void ReceivingPage::showFacts(const ReceiverLink &link)
{
    const ReceiverPlan &plan = link.plan;
    const ReceiverState &state = link.state;
    const Formatter &formatter = *m_parts.formatter;
    if (!plan.fault.isEmpty())
        m_error->showState(receiverColor(link), plan.fault, {});
    else if (state.error)
        m_error->showState(receiverColor(link), state.error->message, state.error->detail);
    else
        m_error->clear();
    const auto count = [&](std::int64_t number) { return formatter.numbers().count(number); };
    QList<Fact> facts{
        {tr("Type"), receiverKindName(plan.kind)},
        {isListening(plan.kind) ? tr("Listens at") : tr("Asks"), receiverAddress(link)},
        {tr("Since"), state.since ? formatter.exactTime(state.since) : tr("not started")},
        {tr("Last value"), state.lastAt ? formatter.exactTime(state.lastAt) : tr("none yet")},
        {receivedWhat(plan.kind), count(state.counts.messages)},
        {tr("Samples"), count(state.counts.samples)}};
    if (isListening(plan.kind))
        facts.insert(2, {tr("Who may send"), plan.isOpenToOthers
                                                 ? tr("everyone who reaches this machine")
                                                 : tr("programs of this machine")});
    if (plan.kind != ReceiverKind::Otlp)
        facts.insert(2, {tr("Interval"), formatter.duration(Timedelta(
                                             std::chrono::nanoseconds(plan.interval).count()))});
    if (state.offset)
        facts.append({tr("Server's clock"),
                      plan.offset.isEmpty()
                          ? tr("UTC%1, by comparing clocks").arg(offsetText(*state.offset))
                          : tr("UTC%1, as you said").arg(offsetText(*state.offset))});
    if (state.counts.failures > 0)
        facts.append({tr("Failed questions"), count(state.counts.failures)});
    if (!state.counts.refused.empty())
        facts.append({tr("Refused"), refusedText(state.counts, formatter)});
    if (state.counts.ahead > 0)
        facts.append({tr("Clock ahead"),
                      tr("%1, told as of when they came. Set the clock of whoever sends them.",
                         "a number of points")
                          .arg(count(state.counts.ahead))});
    if (state.counts.folded > 0)
        facts.append({tr("In shared series"),
                      tr("%1, since there are too many sets of tags", "a number of lines")
                          .arg(count(state.counts.folded))});
    if (state.counts.dropped > 0)
        facts.append({tr("Lost"), count(state.counts.dropped)});
    m_facts->setFacts(receiverName(plan), {}, facts);
    m_sender->setReceiver(plan.kind, plan.fault.isEmpty() ? receiverAddress(link) : QString());
}

void ReceivingPage::addReceiver()
{
    openForm(nullptr);
}

void ReceivingPage::edit()
{
    if (const ReceiverLink *link = current(); link && m_readOnlyReason.isEmpty())
        openForm(&link->plan);
}

void ReceivingPage::openForm(const ReceiverPlan *edited)
{
    auto *dialog = new ReceiverDialog(m_parts, edited, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ReceiverDialog::saved, this, &ReceivingPage::select);
    dialog->open();
}

void ReceivingPage::startOrStop()
{
    if (const ReceiverLink *link = current())
        m_parts.receivers->setOn(link->plan.uid, link->state.status == ReceiverStatus::Stopped);
}

void ReceivingPage::remove()
{
    const ReceiverLink *link = current();
    if (!link || !m_readOnlyReason.isEmpty())
        return;
    auto *question = new QMessageBox(this);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setIcon(QMessageBox::Warning);
    question->setWindowTitle(tr("Remove receiver"));
    question->setText(tr("Remove the receiver \"%1\"?").arg(receiverName(link->plan)));
    question->setInformativeText(
        tr("Nothing is received by it any more. What came so far stays in the store."));
    auto *remove = new QPushButton(tr("Remove receiver"));
    remove->setProperty("variant", u"danger"_s);
    question->addButton(remove, QMessageBox::DestructiveRole);
    QPushButton *cancel = question->addButton(QMessageBox::Cancel);
    question->setDefaultButton(cancel);
    question->setEscapeButton(cancel);
    connect(question, &QMessageBox::buttonClicked, this,
            [this, remove, uid = link->plan.uid](const QAbstractButton *button) {
                if (button == remove)
                    m_parts.receivers->remove(uid);
            });
    question->open();
}

void ReceivingPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_model->refreshAges();
    m_ageTimer.start(kAgeStep);
    m_table->fitColumns();
}

void ReceivingPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_ageTimer.stop();
}

} // namespace tidemark
