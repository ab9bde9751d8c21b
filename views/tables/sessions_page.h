// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/domain/session.h"
#include "model/ports/data_ports.h"
#include "model/ports/exporter.h"

#include <QWidget>

#include <optional>

class QCheckBox;
class QLineEdit;
class QTimer;

namespace tidemark {

class DataTable;
class Formatter;
class MessageStrip;
class RefreshPace;
class SessionTableModel;
class StateOverlay;
class ViewContext;

namespace theme {
class Theme;
}

/// All sessions of the store with a filter box: made, named, timed and deleted here. GUI thread.
class SessionsPage final : public QWidget
{
    Q_OBJECT

public:
    /// All are loans that outlive the page.
    SessionsPage(const DataPorts &ports, ViewContext *context, const Formatter &formatter,
                 const theme::Theme &theme, QWidget *parent = nullptr);

    void refresh();
    /// A page that is not shown asks nothing; it catches up when it is.
    void setActive(bool active);
    void setReadOnly(bool readOnly);
    [[nodiscard]] DataTable *table() const { return m_table; }
    [[nodiscard]] SessionTableModel *model() const { return m_model; }
    void createSession();
    /// Exactly the sessions that the table shows: its filter, with single entries or without (X2).
    [[nodiscard]] ExportRequest exportRequest() const;
    /// Those of exportRequest() that are selected; nothing when no row is.
    [[nodiscard]] std::optional<ExportRequest> selectedExport() const;

Q_SIGNALS:
    void changeMade(tidemark::ChangeId change, const QString &label);
    void failed(const QString &message);
    void sessionSelected(const tidemark::Session &session);

private:
    void buildView();
    void connectModel();
    void connectTable();
    void reload();
    void showState();
    void showPartial();
    void removeSelected();
    void showMenu(const QPoint &globalPosition);
    void zoomTo(const Session &session);
    [[nodiscard]] SessionQuery query() const;

    DataPorts m_ports;
    ViewContext *m_context;
    const Formatter &m_formatter;
    SessionTableModel *m_model;
    DataTable *m_table;
    StateOverlay *m_overlay;
    MessageStrip *m_strip;
    QLineEdit *m_filterEdit;
    QCheckBox *m_includeEntries;
    QTimer *m_typingTimer;
    RefreshPace *m_pace;
    QString m_createdUid;
    bool m_isActive = false;
    bool m_isStale = true;
};

} // namespace tidemark
