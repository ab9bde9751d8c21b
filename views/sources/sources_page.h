// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "views/sources/source_parts.h"

#include <QWidget>

#include <vector>

class QHBoxLayout;
class QPushButton;
class QToolButton;

namespace tidemark {

class DataTable;
class FactList;
class MessageStrip;
class SourceRemoval;
class SourceTableModel;
class StateOverlay;
struct SourceLink;

/// All sources with what goes on with each, and what can be done about it (R1, R5). GUI thread.
class SourcesPage final : public QWidget
{
    Q_OBJECT

public:
    explicit SourcesPage(const SourceParts &parts, QWidget *parent = nullptr);

    void addSource();
    void setReadOnly(const QString &reason);
    [[nodiscard]] DataTable *table() const { return m_table; }
    /// Invalid without a selected row.
    [[nodiscard]] SourceId currentSource() const;

Q_SIGNALS:
    void fetchRequested(tidemark::SourceId source);
    void comparisonRequested(tidemark::SourceId source);
    void outboxRequested(tidemark::SourceId source);
    /// It goes on when the page goes; while the page is there it tells of a failure.
    void removalAsked(tidemark::SourceRemoval *removal);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void buildView();
    QPushButton *addButton(QHBoxLayout *line, const QString &text, const QString &help,
                           void (SourcesPage::*run)());
    [[nodiscard]] const SourceLink *current() const;
    void onRowsChanged();
    void onSelectionChanged();
    void showCurrent();
    void showActions();
    void edit();
    void test();
    void openForm(const SourceLink *edited, bool startsTest);
    void sendNow();
    void fetch();
    void compare();
    void showOutbox();
    void changeToken();
    void remove();
    void select(SourceId source);

    SourceParts m_parts;
    SourceTableModel *m_model;
    DataTable *m_table;
    StateOverlay *m_overlay;
    MessageStrip *m_strip;
    MessageStrip *m_error; ///< of the selected source
    FactList *m_facts;
    QPushButton *m_add = nullptr;
    QPushButton *m_send = nullptr;
    QPushButton *m_compare = nullptr;   ///< reads only
    std::vector<QPushButton *> m_ofOne; ///< need a selected source
    QString m_readOnlyReason;
    SourceId m_toSelect; ///< as soon as it has a row
    SourceId m_selected; ///< whatever its row is
    bool m_isReading = false;
};

} // namespace tidemark
