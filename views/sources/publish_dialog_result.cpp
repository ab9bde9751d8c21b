// SPDX-License-Identifier: GPL-3.0-or-later
// What became of what was published, and what a person can do about it.
#include "views/sources/publish_dialog.h"

#include "model/core/continue_on.h"
#include "model/core/plural_count.h"
#include "model/domain/formatter.h"
#include "model/items/source_board.h"
#include "model/items/source_words.h"
#include "model/ports/outbox_store.h"
#include "model/ports/source_links.h"
#include "views/browser/fact_list.h"
#include "views/sources/publish_watch.h"
#include "views/sources/state_look.h"
#include "views/tables/data_table.h"
#include "views/tables/message_strip.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark {

void PublishDialog::follow(const PublishedItems &published)
{
    for (QWidget *before : {static_cast<QWidget *>(m_facts), static_cast<QWidget *>(m_definitions),
                            static_cast<QWidget *>(m_definitionsTitle),
                            static_cast<QWidget *>(m_notes), static_cast<QWidget *>(m_publish)})
        before->hide();
    m_close->setText(tr("Close"));
    m_close->setDefault(true);
    m_close->setFocus(Qt::OtherFocusReason);
    m_watch = new PublishWatch(m_parts, source(), published, this);
    connect(m_watch, &PublishWatch::changed, this, &PublishDialog::showProgress);
    connect(m_watch, &PublishWatch::readFailed, this,
            [this](const Error &error) { m_strip->showError(error); });
    connect(m_parts.board, &SourceBoard::linkChanged, this, [this](SourceId changed) {
        if (changed == source())
            showProgress();
    });
    m_strip->clear();
    showProgress();
    m_watch->start();
    m_parts.links->sendNow(source());
}

QString PublishDialog::progressText() const
{
    if (!m_watch->isRead())
        return tr("Queued %Ln record(s).", nullptr, pluralCount(m_watch->total()));
    const NumberFormatter &numbers = m_parts.formatter->numbers();
    const auto count = [&numbers](std::int64_t number) { return numbers.fullCount(number); };
    QString text;
    if (m_watch->waiting() > 0)
        text = tr("%1 of %2 saved, %3 failed, %4 waiting.")
                   .arg(count(m_watch->saved()), count(m_watch->total()), count(m_watch->failed()),
                        count(m_watch->waiting()));
    else
        text = tr("%1 saved, %2 failed.").arg(count(m_watch->saved()), count(m_watch->failed()));
    if (m_watch->failedOthers() > 0)
        text +=
            u' ' % tr("Metrics and sessions that failed: %1.").arg(count(m_watch->failedOthers()));
    return text;
}

void PublishDialog::showProgress()
{
    m_result->setText(progressText());
    m_result->show();
    if (m_watch->isRead()) // else the strip may say why it was not
        showTrouble();
    showFailures();
}

void PublishDialog::showTrouble()
{
    const SourceLink *link = m_parts.board->find(source());
    const bool isWaiting = m_watch->waiting() > 0 || m_watch->waitingOthers() > 0;
    const bool hasConflict =
        std::any_of(m_watch->failures().begin(), m_watch->failures().end(),
                    [](const OutboxItem &one) { return one.reason == AttentionReason::Conflict; });
    if (isWaiting && link && link->delivery.error)
        m_strip->showState(deliveryColor(link->delivery),
                           tr("%1 What waits is sent as soon as that is mended; this window can "
                              "be closed.")
                               .arg(link->delivery.error->message),
                           link->delivery.error->detail);
    else if (hasConflict)
        m_strip->showMessage(theme::StateColor::Caution,
                             tr("What was changed on both sides is not tried again: choose which "
                                "version counts under Sources, Waiting to be sent."));
    else
        m_strip->clear();
}

void PublishDialog::showFailures()
{
    m_failures->clear();
    m_failures->setHorizontalHeaderLabels({tr("Name"), tr("Reason")});
    for (int column = 0; column < 2; ++column)
        m_failures->setHeaderData(column, Qt::Horizontal, int{Qt::AlignLeft | Qt::AlignVCenter},
                                  Qt::TextAlignmentRole);
    for (const OutboxItem &item : m_watch->failures()) {
        QList<QStandardItem *> row{
            new QStandardItem(tr("%1 %2", "kind and name: Record speed")
                                  .arg(outboxKindName(item.key.kind), item.name)),
            new QStandardItem(outboxReasonText(item))};
        for (QStandardItem *cell : row) {
            cell->setEditable(false);
            cell->setToolTip(cell->text());
        }
        m_failures->appendRow(row);
    }
    const auto &failures = m_watch->failures();
    m_table->setVisible(!failures.empty());
    const bool isAlone = failures.empty(); // then it stands in the middle
    m_result->setAlignment(isAlone ? Qt::AlignCenter : Qt::AlignLeft | Qt::AlignVCenter);
    m_layout->setStretchFactor(m_result, isAlone ? 1 : 0);
    m_retry->setVisible(std::any_of(failures.begin(), failures.end(), canRetry));
    m_copy->setVisible(!failures.empty());
    if (!failures.empty())
        m_table->fitColumns();
}

void PublishDialog::retry()
{
    std::vector<OutboxItemId> items;
    for (const OutboxItem &item : m_watch->failures()) {
        if (canRetry(item))
            items.push_back(item.id);
    }
    continueOn(this, m_parts.ports.outbox->retry(source(), items),
               [this](const Result<std::int64_t> &retried) {
                   if (!retried) {
                       m_strip->showError(retried.error());
                       return;
                   }
                   m_watch->refresh();
                   m_parts.links->sendNow(source());
               });
}

void PublishDialog::copyList()
{
    QString text = tr("Name") % u'\t' % tr("Reason") % u'\n';
    for (int row = 0; row < m_failures->rowCount(); ++row)
        text += m_failures->item(row, 0)->text() % u'\t' % m_failures->item(row, 1)->text() % u'\n';
    QGuiApplication::clipboard()->setText(text);
}

} // namespace tidemark
