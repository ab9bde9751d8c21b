// SPDX-License-Identifier: GPL-3.0-or-later
// What is done with the records of RecordsPage, by menu and keys, and what leaves the table.
#include "views/tables/records_page.h"

#include "model/items/record_table_model.h"
#include "views/dashboards/view_context.h"
#include "views/tables/data_table.h"
#include "views/tables/edit_records_dialog.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QMimeData>

#include <algorithm>

namespace tidemark {

std::optional<ExportRequest> RecordsPage::exportRequest() const
{
    if (m_context->selectedMetrics().empty())
        return std::nullopt;
    ExportRequest request;
    request.content = ExportContent::Records;
    request.selection = shownSelection();
    request.order = SortOrder::Descending;
    return request;
}

std::optional<ExportRequest> RecordsPage::selectedExport() const
{
    auto request = exportRequest();
    if (!request)
        return std::nullopt;
    request->only = selectedKeys();
    if (request->only.empty())
        return std::nullopt;
    return request;
}

PublishSelection RecordsPage::publishSelection() const
{
    return {shownSelection(), selectedKeys()};
}

std::vector<RecordKey> RecordsPage::selectedKeys() const
{
    std::vector<RecordKey> keys;
    for (const Record &record : selectedRecords())
        keys.push_back(record.key);
    return keys;
}

std::vector<Record> RecordsPage::selectedRecords() const
{
    std::vector<Record> records;
    for (const int row : m_table->selectedRows())
        if (const Record *record = m_model->record(row))
            records.push_back(*record);
    return records;
}

void RecordsPage::paste()
{
    const QModelIndex at = m_table->currentIndex();
    if (at.isValid())
        m_model->paste(at.row(), m_table->shownColumnsFrom(at.column()),
                       blockFrom(QGuiApplication::clipboard()->mimeData()));
}

void RecordsPage::removeSelected()
{
    const QList<int> rows = m_table->selectedRows();
    m_model->removeRecords({rows.begin(), rows.end()});
}

void RecordsPage::editSelected()
{
    const std::vector<Record> records = selectedRecords();
    if (records.empty())
        return;
    auto *dialog = new EditRecordsDialog(records, m_ports, m_formatter, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, records] {
        m_model->applyEdits(dialog->edits(),
                            tr("edit %n record(s)", nullptr, static_cast<int>(records.size())),
                            records);
    });
    dialog->open();
}

void RecordsPage::showMenu(const QPoint &globalPosition)
{
    const QList<int> rows = m_table->selectedRows();
    const int count = static_cast<int>(
        std::count_if(rows.begin(), rows.end(), [this](int row) { return m_model->record(row); }));
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [menu](const QString &text, const QKeySequence &key, bool isEnabled,
                            auto run) {
        QAction *action = menu->addAction(text, run);
        action->setShortcut(key); // shown only: the table handles the key itself
        action->setEnabled(isEnabled);
    };
    add(tr("Edit cell"), Qt::Key_F2, m_table->currentIndex().flags().testFlag(Qt::ItemIsEditable),
        [this] { m_table->edit(m_table->currentIndex()); });
    add(tr("Edit %n record(s)…", nullptr, count), {}, count > 0, [this] { editSelected(); });
    add(tr("Fill down"), Qt::CTRL | Qt::Key_D, count > 1,
        [this] { m_model->fillDown(m_table->selectionModel()->selectedIndexes()); });
    menu->addSeparator();
    add(tr("Copy"), QKeySequence::Copy, count > 0, [this] {
        if (QMimeData *copied = m_table->copySelection())
            QGuiApplication::clipboard()->setMimeData(copied);
    });
    add(tr("Paste"), QKeySequence::Paste, m_table->currentIndex().isValid(),
        [this] { Q_EMIT m_table->pasteRequested(); });
    if (m_isPublishing) {
        add(tr("Publish %n record(s)…", nullptr, count), {},
            count > 0 && m_publishBlocked.isEmpty(), [this] { Q_EMIT publishRequested(); });
        menu->setToolTipsVisible(!m_publishBlocked.isEmpty());
        menu->actions().constLast()->setToolTip(m_publishBlocked);
    }
    menu->addSeparator();
    add(tr("Delete %n record(s)", nullptr, count), Qt::Key_Delete, count > 0,
        [this] { removeSelected(); });
    menu->popup(globalPosition);
}

} // namespace tidemark
