// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/dashboards/table_panel.h"

#include "model/items/aggregate_table_model.h"
#include "model/ports/aggregate_reader.h"
#include "views/dashboards/view_context.h"

#include <QHeaderView>
#include <QTableView>

#include <utility>

namespace tidemark {

TablePanel::TablePanel(PanelSpec spec, const PanelServices &services, QWidget *parent)
    : PanelCard(std::move(spec), services, parent)
    , m_model(new AggregateTableModel(*services.ports.aggregates, *services.formatter,
                                      services.context->clock(), this))
    , m_table(new QTableView(this))
{
    m_table->setModel(m_model);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setShowGrid(false);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setAccessibleName(tr("Aggregates"));
    setContent(m_table);
    setFocusProxy(m_table);
    connect(m_model, &AggregateTableModel::loaded, this, &TablePanel::showLoaded);
    connect(m_model, &AggregateTableModel::loadFailed, this, [this](const Error &error) {
        if (isCurrent(m_asked))
            showError(error);
    });
}

void TablePanel::query()
{
    const ViewContext &context = *services().context;
    const Definition &metric = metrics().front();
    m_asked = beginRequest();
    m_model->setFunction(function(metric));
    m_model->load({context.selection({metric.id}), period(), context.calendar()}, metric);
}

void TablePanel::showLoaded()
{
    if (!isCurrent(m_asked))
        return;
    setTitle(spec().title.isEmpty() ? metrics().front().name : spec().title, m_model->statement());
    if (m_model->filledBucketCount() == 0)
        showNoRecords();
    else
        showData();
}

} // namespace tidemark
