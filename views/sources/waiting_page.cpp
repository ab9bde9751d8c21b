// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/waiting_page.h"

#include "model/core/continue_on.h"
#include "model/domain/formatter.h"
#include "model/items/outbox_table_model.h"
#include "model/items/source_board.h"
#include "model/items/source_words.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/outbox_store.h"
#include "model/ports/source_links.h"
#include "model/ports/store_events.h"
#include "views/sources/conflict_view.h"
#include "views/sources/state_look.h"
#include "views/tables/data_table.h"
#include "views/tables/message_strip.h"
#include "views/tables/state_overlay.h"
#include "views/theme/segmented_buttons.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

using namespace std::chrono_literals;

constexpr auto kReloadDelay = 50ms; // many items are settled in one go

} // namespace

bool WaitingPage::canEdit(const OutboxItem &item)
{
    return item.state == OutboxState::Attention && item.reason == AttentionReason::Refused &&
           !item.isRemoval && item.key.kind != OutboxKind::Device;
}

WaitingPage::WaitingPage(const SourceParts &parts, QWidget *parent)
    : QWidget(parent)
    , m_parts(parts)
    , m_model(new OutboxTableModel(*parts.ports.outbox, *parts.formatter, this))
    , m_table(new DataTable(tr("Waiting to be sent"), DataTable::Keys::Activate))
    , m_overlay(new StateOverlay(m_table, *parts.theme, this))
    , m_source(new QComboBox(this))
    , m_filter(new theme::SegmentedButtons(tr("Which items are shown"), this))
    , m_delivery(new MessageStrip(*parts.theme, this))
    , m_strip(new MessageStrip(*parts.theme, this))
    , m_reason(new QLabel(this))
    , m_conflict(new ConflictView(parts.ports, *parts.formatter, this))
    , m_reloadTimer(new QTimer(this))
{
    buildView();
    connectModel();
    readSources();
}

void WaitingPage::buildView()
{
    m_source->setAccessibleName(tr("Source"));
    for (const Filter filter : {Filter::All, Filter::Waiting, Filter::Attention})
        m_segments[static_cast<std::size_t>(filter)] =
            m_filter->addSegment(static_cast<int>(filter), {});
    auto *line = new QHBoxLayout;
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_source);
    line->addWidget(m_filter);
    line->addStretch(1);
    m_copy = addButton(line, tr("&Copy list"), tr("Copies the rows shown, with their reasons"),
                       &WaitingPage::copyList);
    m_send = addButton(line, tr("&Send now"), {}, &WaitingPage::sendNow);
    m_table->setModel(m_model);
    m_table->setElasticColumn(static_cast<int>(OutboxTableModel::Column::Reason));
    auto *frame = new QFrame(this);
    frame->setProperty("card", true);
    auto *inFrame = new QVBoxLayout(frame);
    inFrame->setContentsMargins(1, 1, 1, 1);
    inFrame->addWidget(m_overlay);
    m_reason->setWordWrap(true);
    m_reason->setTextFormat(Qt::PlainText);
    m_reason->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *actions = new QHBoxLayout;
    actions->setContentsMargins(0, 0, 0, 0);
    actions->addWidget(m_reason, 1);
    m_retry = addButton(actions, tr("Re&try"), tr("Sends the selected items once more"),
                        &WaitingPage::retry);
    m_edit = addButton(actions, tr("&Edit…"), tr("Corrects the value or name and sends it again"),
                       &WaitingPage::edit);
    m_discard = addButton(actions, tr("&Discard…"), tr("Forgets the selected items"),
                          &WaitingPage::discard);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->setSpacing(8);
    layout->addLayout(line);
    layout->addWidget(m_delivery);
    layout->addWidget(m_strip);
    layout->addWidget(frame, 1);
    layout->addWidget(m_conflict);
    m_conflict->hide();
    layout->addLayout(actions);
    setFocusProxy(m_table);
    m_reloadTimer->setSingleShot(true);
    m_reloadTimer->setInterval(kReloadDelay);
}

QPushButton *WaitingPage::addButton(QHBoxLayout *line, const QString &text, const QString &help,
                                    void (WaitingPage::*run)())
{
    auto *button = new QPushButton(text, this);
    button->setToolTip(help);
    button->setAutoDefault(false);
    line->addWidget(button);
    connect(button, &QPushButton::clicked, this, run);
    return button;
}

void WaitingPage::connectModel()
{
    connect(m_reloadTimer, &QTimer::timeout, this, &WaitingPage::reload);
    connect(m_parts.ports.events, &StoreEvents::changed, this, [this](const StoreChange &change) {
        if (change.publishing && isVisible())
            m_reloadTimer->start();
    });
    connect(m_parts.board, &SourceBoard::linksChanged, this, &WaitingPage::readSources);
    connect(m_parts.board, &SourceBoard::linkChanged, this, [this](SourceId changed) {
        if (changed != source())
            return;
        showCounts();
        showDelivery();
    });
    connect(m_parts.board, &SourceBoard::countedDown, this, &WaitingPage::showDelivery);
    connect(m_source, &QComboBox::currentIndexChanged, this, &WaitingPage::reload);
    connect(m_filter, &theme::SegmentedButtons::idClicked, this, &WaitingPage::reload);
    connect(m_model, &OutboxTableModel::loaded, this, &WaitingPage::showState);
    connect(m_model, &OutboxTableModel::loadFailed, this, [this](const Error &error) {
        endDecision();
        showCurrent();
        m_overlay->showError(error, {{tr("Retry"), [this] { reload(); }}});
    });
    connect(m_model, &OutboxTableModel::dataChanged, this, &WaitingPage::showCurrent);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &WaitingPage::showCurrent);
    connect(m_table, &DataTable::rowActivated, this, &WaitingPage::edit);
    connect(m_conflict, &ConflictView::keepMineRequested, this, &WaitingPage::keepMine);
    connect(m_conflict, &ConflictView::takeTheirsRequested, this, &WaitingPage::takeTheirs);
}

SourceId WaitingPage::source() const
{
    return SourceId(m_source->currentData().toLongLong());
}

std::optional<OutboxState> WaitingPage::filter() const
{
    switch (static_cast<Filter>(m_filter->currentId())) {
    case Filter::Waiting:
        return OutboxState::Waiting;
    case Filter::Attention:
        return OutboxState::Attention;
    case Filter::All:
        break;
    }
    return std::nullopt;
}

void WaitingPage::readSources()
{
    const SourceId before = source();
    {
        const QSignalBlocker quiet(m_source);
        m_source->clear();
        for (const SourceLink &link : m_parts.board->links())
            m_source->addItem(link.source.name, qint64{link.source.id.value()});
        const int at = m_source->findData(qint64{before.value()});
        m_source->setCurrentIndex(m_source->count() > 0 ? std::max(0, at) : -1);
    }
    m_source->setVisible(m_source->count() > 1);
    reload();
}

void WaitingPage::setSource(SourceId source)
{
    m_source->setCurrentIndex(m_source->findData(qint64{source.value()}));
    reload();
}

void WaitingPage::showAttention()
{
    m_filter->setCurrentId(static_cast<int>(Filter::Attention));
    reload();
}

void WaitingPage::setReadOnly(const QString &reason)
{
    m_readOnlyReason = reason;
    showCounts();
    showCurrent();
}

void WaitingPage::reload()
{
    m_reloadTimer->stop();
    showCounts();
    showDelivery();
    if (source().isValid()) {
        m_model->load(source(), filter());
        if (m_model->rowCount() == 0)
            m_selectsFirst = true; // another list
        return;
    }
    m_model->clear();
    showState();
}

void WaitingPage::showCounts()
{
    const SourceLink *link = m_parts.board->find(source());
    const OutboxCounts counts = link ? link->delivery.counts : OutboxCounts();
    const auto label = [this](Filter filter, const QString &text, std::int64_t count) {
        QToolButton *button = m_segments[static_cast<std::size_t>(filter)];
        button->setText(text.arg(m_parts.formatter->numbers().count(count)));
        button->setAccessibleName(button->text());
    };
    label(Filter::All, tr("All %1", "number of items"), counts.waiting + counts.attention);
    label(Filter::Waiting, tr("Waiting %1", "number of items"), counts.waiting);
    label(Filter::Attention, tr("Needs attention %1", "number of items"), counts.attention);
    QString blocked = m_readOnlyReason;
    if (blocked.isEmpty() && link && link->source.level == PublishLevel::Off)
        blocked = tr("Publishing is off");
    m_send->setEnabled(link && counts.waiting > 0 && blocked.isEmpty());
    m_send->setToolTip(blocked.isEmpty() ? tr("Sends what waits, whatever the interval") : blocked);
}

void WaitingPage::showDelivery()
{
    const SourceLink *link = m_parts.board->find(source());
    const bool isStuck = link && (link->delivery.state == DeliveryState::Retrying ||
                                  link->delivery.state == DeliveryState::Paused ||
                                  link->delivery.state == DeliveryState::Elsewhere);
    if (!isStuck) {
        m_delivery->clear();
        return;
    }
    const QString text =
        deliveryText(link->delivery, m_parts.board->nextIn(link->source.id), *m_parts.formatter);
    m_delivery->showState(deliveryColor(link->delivery), text,
                          link->delivery.error ? link->delivery.error->detail : QString());
}

void WaitingPage::showState()
{
    endDecision();
    m_copy->setEnabled(m_model->rowCount() > 0);
    if (m_model->rowCount() > 0) {
        m_overlay->showData();
        m_table->fitColumns();
        if (m_selectsFirst && m_table->selectedRows().isEmpty())
            m_table->selectRows(0, 0);
    } else if (!source().isValid()) {
        m_overlay->showEmpty(tr("There is no source yet, so nothing waits."), {});
    } else if (filter()) {
        m_overlay->showEmpty(*filter() == OutboxState::Attention ? tr("Nothing needs attention.")
                                                                 : tr("Nothing waits."),
                             {{tr("Show all"), [this] {
                                   m_filter->setCurrentId(static_cast<int>(Filter::All));
                                   reload();
                               }}});
    } else {
        m_overlay->showEmpty(
            tr("Nothing waits: %1 shows all that was published.").arg(m_source->currentText()), {});
    }
    showCurrent();
}

std::vector<OutboxItem> WaitingPage::selected() const
{
    std::vector<OutboxItem> items;
    for (const int row : m_table->selectedRows())
        if (const OutboxItem *item = m_model->item(row))
            items.push_back(*item);
    return items;
}

std::vector<OutboxItemId> WaitingPage::selectedIds() const
{
    std::vector<OutboxItemId> ids;
    for (const OutboxItem &item : selected())
        ids.push_back(item.id);
    return ids;
}

void WaitingPage::showCurrent()
{
    const std::vector<OutboxItem> items = selected();
    // A second click must not decide the next conflict in the place of the one that went.
    if (!items.empty())
        m_selectsFirst = true;
    else if (m_conflict->isVisibleTo(this))
        m_selectsFirst = false;
    const bool canWrite = m_readOnlyReason.isEmpty();
    m_retry->setEnabled(canWrite && std::any_of(items.begin(), items.end(), canRetry));
    m_edit->setEnabled(canWrite && items.size() == 1 && canEdit(items.front()));
    m_discard->setEnabled(canWrite && !items.empty());
    const bool isConflict = items.size() == 1 && items.front().reason == AttentionReason::Conflict;
    m_conflict->setVisible(isConflict);
    m_conflict->setBlocked(m_decision == Decision::None ? m_readOnlyReason
                                                        : tr("The choice is being stored."));
    QString reason;
    if (items.size() > 1)
        reason = tr("%n item(s) selected", nullptr, static_cast<int>(items.size()));
    else if (items.size() == 1)
        reason = outboxReasonText(items.front());
    m_reason->setText(reason);
    m_reason->setAccessibleName(reason.isEmpty()
                                    ? tr("Why the selected item was not sent")
                                    : tr("Why the selected item was not sent: %1").arg(reason));
    m_reason->setToolTip(items.size() == 1 ? items.front().error.detail : QString());
    if (isConflict)
        m_conflict->showConflict(items.front(), m_source->currentText());
}

void WaitingPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_parts.board->beginCountdown();
    reload();
}

void WaitingPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_parts.board->endCountdown();
}

} // namespace tidemark
