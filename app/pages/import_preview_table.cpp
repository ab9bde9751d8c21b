// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/import_preview_table.h"

#include <QComboBox>
#include <QHeaderView>

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int kRoleRow = 0;

} // namespace

ImportPreviewTable::ImportPreviewTable(QWidget *parent)
    : QTableWidget(parent)
{
    setEditTriggers(NoEditTriggers);
    setAccessibleName(tr("Preview: each cell as it is and as it is understood"));
    setAlternatingRowColors(true);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
}

void ImportPreviewTable::setColumns(const std::vector<ImportColumn> &columns)
{
    m_columns = columns;
    clear();
    setRowCount(1);
    setColumnCount(static_cast<int>(columns.size()));
    setVerticalHeaderItem(kRoleRow, new QTableWidgetItem(tr("Means")));
    QStringList headers;
    for (std::size_t place = 0; place < columns.size(); ++place) {
        headers.append(columns[place].header);
        auto *choice = new QComboBox(this);
        choice->setAccessibleName(tr("Meaning of the column %1").arg(columns[place].header));
        for (const ColumnRole role : columnRoles())
            choice->addItem(columnRoleLabel(role), static_cast<int>(role));
        choice->setCurrentIndex(choice->findData(static_cast<int>(columns[place].role)));
        connect(choice, &QComboBox::activated, this, [this, place, choice] {
            m_columns[place].role = static_cast<ColumnRole>(choice->currentData().toInt());
            Q_EMIT columnsEdited();
        });
        setCellWidget(kRoleRow, static_cast<int>(place), choice);
        choice->ensurePolished(); // its style makes it higher than a row
        setRowHeight(kRoleRow, choice->sizeHint().height() + 2);
    }
    setHorizontalHeaderLabels(headers);
}

void ImportPreviewTable::showRows(const ImportPreview &preview)
{
    m_problems = 0;
    setRowCount(1);
    for (const PreviewRow &row : preview.head)
        addRow(row);
    if (!preview.tail.empty()) {
        const int place = rowCount();
        insertRow(place);
        setVerticalHeaderItem(place, new QTableWidgetItem(u"…"_s));
        for (const PreviewRow &row : preview.tail)
            addRow(row);
    }
    resizeColumnsToContents();
}

void ImportPreviewTable::addRow(const PreviewRow &row)
{
    const int place = rowCount();
    insertRow(place);
    setVerticalHeaderItem(place,
                          new QTableWidgetItem(row.line > 0 ? QString::number(row.line) : u"–"_s));
    // A row may have more cells than there are columns; the table would not own their items.
    const std::size_t shown = std::min(row.cells.size(), m_columns.size());
    for (std::size_t i = 0; i < shown; ++i) {
        const PreviewCell &cell = row.cells[i];
        const QString problem = cell.problem.isEmpty() && i == 0 ? row.problem : cell.problem;
        QString text = cell.raw;
        if (!cell.parsed.isEmpty() && cell.parsed != cell.raw)
            text += u"  →  "_s % cell.parsed;
        if (!problem.isEmpty()) {
            text = u"⚠ "_s % text;
            ++m_problems;
        }
        auto *item = new QTableWidgetItem(text);
        item->setToolTip(problem);
        setItem(place, static_cast<int>(i), item);
    }
}

} // namespace tidemark
