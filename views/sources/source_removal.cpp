// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/source_removal.h"

#include "model/core/continue_on.h"
#include "model/core/plural_count.h"
#include "model/ports/outbox_store.h"
#include "model/ports/source_links.h"
#include "model/ports/source_store.h"

#include <QMessageBox>
#include <QPushButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark {

SourceRemoval::SourceRemoval(const SourceParts &parts, const SourceLink &link, QWidget *window)
    : QObject(parts.links)
    , m_parts(parts)
    , m_source(link.source.id)
    , m_name(link.source.name)
    , m_hasToken(link.tokenPlace.has_value())
    , m_window(window)
{
    ask(link.delivery.counts.waiting + link.delivery.counts.attention);
}

void SourceRemoval::ask(std::int64_t waiting)
{
    auto *question = new QMessageBox(m_window);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setIcon(QMessageBox::Warning);
    question->setWindowTitle(tr("Remove source"));
    question->setText(tr("Remove the source \"%1\"?").arg(m_name));
    QString lost = tr("Your records stay here, and what was sent stays there.");
    if (waiting > 0)
        lost = tr("%Ln item(s) that wait to be sent are then never sent.", nullptr,
                  pluralCount(waiting)) %
               u' ' % lost;
    if (m_hasToken)
        lost += u' ' % tr("Its token is removed too.");
    question->setInformativeText(lost);
    auto *remove = new QPushButton(
        waiting > 0 ? tr("Remove source and %Ln item(s)", nullptr, pluralCount(waiting))
                    : tr("Remove source"));
    remove->setProperty("variant", u"danger"_s);
    question->addButton(remove, QMessageBox::DestructiveRole);
    QPushButton *cancel = question->addButton(QMessageBox::Cancel);
    question->setDefaultButton(cancel);
    question->setEscapeButton(cancel);
    connect(question, &QMessageBox::buttonClicked, this,
            [this, question, remove, waiting](const QAbstractButton *button) {
                if (button != remove)
                    return;
                disconnect(question, &QObject::destroyed, this, &QObject::deleteLater);
                this->remove(waiting > 0);
            });
    connect(question, &QObject::destroyed, this, &QObject::deleteLater);
    question->open();
}

void SourceRemoval::remove(bool withQueue)
{
    continueOn(this, m_parts.ports.sources->remove(m_source, withQueue),
               [this](const Result<void> &removed) {
                   if (removed)
                       removeToken();
                   else if (removed.error().code == ErrorCode::Conflict)
                       askAgain(removed.error());
                   else
                       fail(removed.error());
               });
}

void SourceRemoval::askAgain(const Error &conflict)
{
    continueOn(this, m_parts.ports.outbox->counts(m_source),
               [this, conflict](const Result<OutboxCounts> &counts) {
                   if (!m_window) // there is nowhere to ask any more
                       fail(conflict);
                   else if (counts)
                       ask(std::max<std::int64_t>(1, counts->waiting + counts->attention));
                   else
                       fail(counts.error());
               });
}

void SourceRemoval::fail(const Error &error)
{
    Q_EMIT failed(error);
    deleteLater();
}

void SourceRemoval::removeToken()
{
    continueOn(this, m_parts.links->removeToken(m_source), [this](const Result<void> &removed) {
        if (!removed && removed.error().code != ErrorCode::NotFound)
            fail(removed.error());
        else
            deleteLater();
    });
}

} // namespace tidemark
