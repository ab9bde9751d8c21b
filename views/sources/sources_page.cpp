// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/sources_page.h"

#include "model/domain/formatter.h"
#include "model/items/source_board.h"
#include "model/items/source_table_model.h"
#include "model/items/source_words.h"
#include "model/ports/source_links.h"
#include "views/browser/fact_list.h"
#include "views/dashboards/view_context.h"
#include "views/sources/source_dialog.h"
#include "views/sources/source_removal.h"
#include "views/sources/state_delegate.h"
#include "views/sources/state_look.h"
#include "views/sources/token_dialog.h"
#include "views/tables/data_table.h"
#include "views/tables/message_strip.h"
#include "views/tables/state_overlay.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

using Column = SourceTableModel::Column;

} // namespace

SourcesPage::SourcesPage(const SourceParts &parts, QWidget *parent)
    : QWidget(parent)
    , m_parts(parts)
    , m_model(new SourceTableModel(*parts.board, *parts.formatter, parts.context->clock(), this))
    , m_table(new DataTable(tr("Sources"), DataTable::Keys::Activate))
    , m_overlay(new StateOverlay(m_table, *parts.theme, this))
    , m_strip(new MessageStrip(*parts.theme, this))
    , m_error(new MessageStrip(*parts.theme, this))
    , m_facts(new FactList(this))
{
    buildView();
    connect(m_table, &DataTable::rowActivated, this, &SourcesPage::edit);
    connect(m_table, &DataTable::editRequested, this, &SourcesPage::edit);
    connect(m_table, &DataTable::deleteRequested, this, &SourcesPage::remove);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &SourcesPage::onSelectionChanged);
    connect(m_model, &SourceTableModel::readStarted, this, [this] { m_isReading = true; });
    connect(m_model, &SourceTableModel::readEnded, this, [this] {
        m_isReading = false;
        onRowsChanged();
    });
    connect(m_model, &SourceTableModel::dataChanged, this, &SourcesPage::showCurrent);
    onRowsChanged();
}

void SourcesPage::buildView()
{
    auto *line = new QHBoxLayout;
    line->setContentsMargins(0, 0, 0, 0);
    m_add = addButton(line, tr("&Add source…"), tr("Adds a service to send to and fetch from"),
                      &SourcesPage::addSource);
    line->addStretch(1);
    m_ofOne = {addButton(line, tr("&Edit…"), tr("Changes the selected source"), &SourcesPage::edit),
               addButton(line, tr("&Test"), tr("Tries the connection of the selected source"),
                         &SourcesPage::test),
               m_send = addButton(line, tr("&Send now"), {}, &SourcesPage::sendNow),
               addButton(line, tr("&Fetch…"), tr("Brings what the source has into this store"),
                         &SourcesPage::fetch),
               m_compare = addButton(line, tr("&Compare aggregates…"),
                                     tr("Looks whether this store and the source agree"),
                                     &SourcesPage::compare),
               addButton(line, tr("&Waiting items"), tr("Shows what waits to be sent to it"),
                         &SourcesPage::showOutbox),
               addButton(line, tr("T&oken…"),
                         tr("Changes or removes the token of the selected source"),
                         &SourcesPage::changeToken),
               addButton(line, tr("&Remove…"), tr("Removes the selected source from this store"),
                         &SourcesPage::remove)};
    const auto colorOf = [model = m_model](int row) {
        const SourceLink *link = model->link(row);
        return link ? std::optional(deliveryColor(link->delivery)) : std::nullopt;
    };
    m_table->setModel(m_model);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setElasticColumn(static_cast<int>(Column::State));
    m_table->setItemDelegateForColumn(static_cast<int>(Column::State),
                                      new StateDelegate(*m_parts.theme, colorOf, m_table));
    m_table->horizontalHeader()->setSortIndicatorShown(false);
    auto *card = new QFrame(this);
    card->setProperty("card", true);
    auto *details = new QVBoxLayout(card);
    details->setContentsMargins(12, 10, 12, 4);
    details->addWidget(m_error);
    details->addWidget(m_facts);
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
    setFocusProxy(m_table);
}

QPushButton *SourcesPage::addButton(QHBoxLayout *line, const QString &text, const QString &help,
                                    void (SourcesPage::*run)())
{
    auto *button = new QPushButton(text, this);
    button->setToolTip(help);
    button->setAutoDefault(false);
    line->addWidget(button);
    connect(button, &QPushButton::clicked, this, run);
    return button;
}

void SourcesPage::setReadOnly(const QString &reason)
{
    m_readOnlyReason = reason;
    m_add->setEnabled(reason.isEmpty());
    if (!reason.isEmpty())
        m_add->setToolTip(reason);
    onRowsChanged();
}

const SourceLink *SourcesPage::current() const
{
    const QList<int> rows = m_table->selectedRows();
    return rows.isEmpty() ? nullptr : m_model->link(rows.front());
}

SourceId SourcesPage::currentSource() const
{
    const SourceLink *link = current();
    return link ? link->source.id : SourceId();
}

void SourcesPage::onRowsChanged()
{
    setFocusProxy(m_model->rowCount() == 0 ? static_cast<QWidget *>(m_add) : m_table);
    if (m_model->rowCount() == 0 && m_readOnlyReason.isEmpty()) {
        m_overlay->showEmpty(
            tr("No source yet. Add a service to send values to, or to fetch from."),
            {{tr("Add source…"), [this] { addSource(); }}});
    } else if (m_model->rowCount() == 0) {
        m_overlay->showEmpty(tr("No source yet. %1", "why none can be added").arg(m_readOnlyReason),
                             {});
    } else {
        m_overlay->showData();
        m_table->fitColumns();
        auto row = m_model->rowOf(m_toSelect);
        if (row)
            m_toSelect = {};
        else
            row = m_model->rowOf(m_selected);
        if (!row && !current())
            row = 0;
        if (row && m_table->selectedRows() != QList<int>{*row})
            m_table->selectRows(*row, *row);
    }
    onSelectionChanged();
}

void SourcesPage::onSelectionChanged()
{
    if (!m_isReading) // else it is the neighbour of a row that goes and may come again
        m_selected = currentSource();
    showCurrent();
}

void SourcesPage::select(SourceId source)
{
    if (const auto row = m_model->rowOf(source))
        m_table->selectRows(*row, *row);
    else
        m_toSelect = source;
}

void SourcesPage::showCurrent()
{
    showActions();
    const SourceLink *link = current();
    m_facts->parentWidget()->setVisible(link);
    if (!link) {
        m_error->clear();
        m_facts->clear();
        return;
    }
    const Formatter &formatter = *m_parts.formatter;
    const Source &source = link->source;
    const QString problem = link->delivery.error ? link->delivery.error->message : QString();
    if (problem.isEmpty())
        m_error->clear();
    else
        m_error->showState(deliveryColor(link->delivery), problem, link->delivery.error->detail);
    const auto left = m_parts.board->nextIn(source.id);
    QString publishing = publishLevelHelp(source.level);
    QString sends =
        tr("%1, %2", "detail level and interval")
            .arg(publishLevelLabel(source.level), intervalText(source.interval, formatter));
    if (source.level == PublishLevel::Off)
        sends = publishLevelLabel(source.level);
    QList<Fact> facts{{tr("Address"), source.endpoint},
                      {tr("Publishing"), tr("%1. %2").arg(sends, publishing)},
                      {tr("Next sending"), nextSendText(link->delivery, left, formatter)},
                      {tr("Token"), tokenPlaceText(link->tokenPlace)},
                      {tr("Last contact"), link->lastContact
                                               ? formatter.exactTime(link->lastContact)
                                               : tr("none known")}};
    if (!source.organisation.isEmpty())
        facts.insert(1, {tr("Organisation"), source.organisation});
    if (!source.pinnedCertificate.isEmpty() || !source.caFile.isEmpty())
        facts.append({tr("Certificate"), source.caFile.isEmpty()
                                             ? tr("only one, by its fingerprint")
                                             : tr("those of %1").arg(source.caFile)});
    if (link->fetching)
        facts.append({tr("Fetching"), fetchPhaseText(*link->fetching)});
    else if (link->lastFetched)
        facts.append({tr("Last fetched"), formatter.exactTime(link->lastFetched)});
    m_facts->setFacts(source.name, {}, facts);
}

void SourcesPage::showActions()
{
    const SourceLink *link = current();
    for (QPushButton *button : m_ofOne)
        button->setEnabled(link && (m_readOnlyReason.isEmpty() || button == m_compare));
    const bool isOff = link && link->source.level == PublishLevel::Off;
    if (isOff)
        m_send->setEnabled(false);
    m_send->setToolTip(isOff ? tr("Publishing is off")
                             : tr("Sends what waits, whatever the interval"));
}

void SourcesPage::addSource()
{
    if (m_readOnlyReason.isEmpty())
        openForm(nullptr, false);
}

void SourcesPage::edit()
{
    if (const SourceLink *link = current(); link && m_readOnlyReason.isEmpty())
        openForm(link, false);
}

void SourcesPage::test()
{
    if (const SourceLink *link = current())
        openForm(link, true);
}

void SourcesPage::openForm(const SourceLink *edited, bool startsTest)
{
    auto *dialog = new SourceDialog(m_parts, edited, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &SourceDialog::saved, this, &SourcesPage::select);
    dialog->open();
    if (startsTest)
        dialog->startTest();
}

void SourcesPage::sendNow()
{
    if (const SourceLink *link = current())
        m_parts.links->sendNow(link->source.id);
}

void SourcesPage::fetch()
{
    if (const SourceLink *link = current())
        Q_EMIT fetchRequested(link->source.id);
}

void SourcesPage::compare()
{
    if (const SourceLink *link = current())
        Q_EMIT comparisonRequested(link->source.id);
}

void SourcesPage::showOutbox()
{
    if (const SourceLink *link = current())
        Q_EMIT outboxRequested(link->source.id);
}

void SourcesPage::changeToken()
{
    const SourceLink *link = current();
    if (!link)
        return;
    auto *dialog = new TokenDialog(*m_parts.links, *link, *m_parts.theme, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void SourcesPage::remove()
{
    const SourceLink *link = current();
    if (!link || !m_readOnlyReason.isEmpty())
        return;
    m_strip->clear();
    auto *removal = new SourceRemoval(m_parts, *link, this);
    connect(removal, &SourceRemoval::failed, this,
            [this](const Error &error) { m_strip->showError(error); });
    Q_EMIT removalAsked(removal);
}

void SourcesPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_parts.board->beginCountdown();
    m_table->fitColumns();
}

void SourcesPage::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_parts.board->endCountdown();
}

} // namespace tidemark
