// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/importer.h"

#include <QTableWidget>

#include <vector>

namespace tidemark {

/// The first and last rows of a file as they are and as they are understood. In the first row of
/// cells each column's meaning is chosen. A cell that will fail carries its reason. GUI thread.
class ImportPreviewTable final : public QTableWidget
{
    Q_OBJECT

public:
    explicit ImportPreviewTable(QWidget *parent = nullptr);

    void setColumns(const std::vector<ImportColumn> &columns);
    [[nodiscard]] const std::vector<ImportColumn> &columns() const { return m_columns; }
    void showRows(const ImportPreview &preview);
    /// How many shown cells will fail.
    [[nodiscard]] int problemCount() const { return m_problems; }

Q_SIGNALS:
    void columnsEdited();

private:
    void addRow(const PreviewRow &row);

    std::vector<ImportColumn> m_columns;
    int m_problems = 0;
};

} // namespace tidemark
