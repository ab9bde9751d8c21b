// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/sources/source_parts.h"

#include <QMap>
#include <QStringList>
#include <QWidget>

class QStandardItemModel;

namespace tidemark {

class DataTable;
class StateOverlay;

/// Each address that this program speaks to or listens at, since when it last did, and what is sent
/// there (Q3). GUI thread.
class PrivacyPage final : public QWidget
{
    Q_OBJECT

public:
    explicit PrivacyPage(const SourceParts &parts, QWidget *parent = nullptr);

    [[nodiscard]] DataTable *table() const { return m_table; }

protected:
    void showEvent(QShowEvent *event) override;

private:
    void read();
    void buildTable();
    /// Rows are changed where they stand, so that what is selected and in sight stays so.
    void showPlaces(const QMap<QString, QStringList> &cells);
    void showRow(int row, const QStringList &texts);

    SourceParts m_parts;
    QStandardItemModel *m_model;
    DataTable *m_table;
    StateOverlay *m_overlay;
};

} // namespace tidemark
