// SPDX-License-Identifier: GPL-3.0-or-later
// What a person does about the items on the page.
#include "views/sources/waiting_page.h"

#include "model/core/continue_on.h"
#include "model/items/outbox_table_model.h"
#include "model/ports/outbox_store.h"
#include "model/ports/source_links.h"
#include "views/sources/conflict_view.h"
#include "views/sources/outbox_edit_dialog.h"
#include "views/tables/data_table.h"
#include "views/tables/message_strip.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QMessageBox>
#include <QPushButton>
#include <QTimer>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark {

void WaitingPage::sendNow()
{
    m_parts.links->sendNow(source());
}

template <class T>
void WaitingPage::tell(const QFuture<Result<T>> &work, std::function<void()> then)
{
    m_strip->clear();
    continueOn(this, work, [this, then = std::move(then)](const Result<T> &done) {
        if (!done)
            m_strip->showError(done.error());
        else if (then)
            then();
        m_reloadTimer->start();
    });
}

void WaitingPage::retry()
{
    std::vector<OutboxItemId> ids;
    for (const OutboxItem &item : selected()) {
        if (canRetry(item))
            ids.push_back(item.id);
    }
    // What keeps the source from sending, such as a locked keyring, is tried again as well.
    tell(m_parts.ports.outbox->retry(source(), ids),
         [this, of = source()] { m_parts.links->sendNow(of); });
}

void WaitingPage::edit()
{
    const std::vector<OutboxItem> items = selected();
    if (items.size() != 1 || !canEdit(items.front()) || !m_readOnlyReason.isEmpty())
        return;
    auto *dialog = new OutboxEditDialog(*m_parts.ports.outbox, source(), items.front(),
                                        *m_parts.formatter, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

template <class T>
void WaitingPage::decide(const QFuture<Result<T>> &work)
{
    m_decision = Decision::Asked;
    m_strip->clear();
    if (m_conflict->isAncestorOf(QApplication::focusWidget()))
        m_table->setFocus(Qt::OtherFocusReason); // before the buttons are blocked and go
    showCurrent();
    continueOn(this, work, [this](const Result<T> &done) {
        if (!done)
            m_strip->showError(done.error());
        m_decision = Decision::Answered;
        reload();
    });
}

void WaitingPage::endDecision()
{
    if (m_decision == Decision::Answered)
        m_decision = Decision::None;
}

void WaitingPage::keepMine()
{
    decide(m_parts.ports.outbox->keepMine(source(), selectedIds()));
}

void WaitingPage::takeTheirs()
{
    const std::vector<OutboxItemId> ids = selectedIds();
    if (ids.size() == 1)
        decide(m_parts.ports.outbox->takeTheirs(source(), ids.front()));
}

void WaitingPage::discard()
{
    const std::vector<OutboxItem> items = selected();
    const std::vector<OutboxItemId> ids = selectedIds(); // by id: rows may move while it asks
    if (ids.empty())
        return;
    const auto isFinal = [](const OutboxItem &item) {
        return item.reason == AttentionReason::Final;
    };
    const QString final =
        std::any_of(items.begin(), items.end(), isFinal)
            ? u' ' % tr("What was sent before stays at %1: that cannot be undone there.")
                         .arg(m_source->currentText())
            : QString();
    const int count = static_cast<int>(ids.size());
    auto *question = new QMessageBox(this);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setIcon(QMessageBox::Warning);
    question->setWindowTitle(tr("Discard items"));
    question->setText(tr("Discard %n item(s)?", nullptr, count));
    question->setInformativeText(
        tr("They are not sent, and %1 is left as it is. Your records stay here. A session that "
           "was never sent takes its records along.")
            .arg(m_source->currentText()) %
        final);
    auto *discard = new QPushButton(tr("Discard %n item(s)", nullptr, count));
    discard->setProperty("variant", u"danger"_s);
    question->addButton(discard, QMessageBox::DestructiveRole);
    QPushButton *cancel = question->addButton(QMessageBox::Cancel);
    question->setDefaultButton(cancel);
    question->setEscapeButton(cancel);
    connect(question, &QMessageBox::buttonClicked, this,
            [this, ids, discard, of = source()](const QAbstractButton *button) {
                if (button == discard)
                    tell(m_parts.ports.outbox->discard(of, ids));
            });
    question->open();
}

void WaitingPage::copyList()
{
    QList<int> rows = m_table->selectedRows();
    if (rows.size() < 2) {
        rows.clear();
        for (int row = 0; row < m_model->rowCount(); ++row)
            rows.append(row);
    }
    QGuiApplication::clipboard()->setText(m_model->listText(rows));
}

} // namespace tidemark
