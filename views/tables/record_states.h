// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"

#include <QObject>

namespace tidemark {

class DataTable;
class Formatter;
class RecordTableModel;
class StateOverlay;
class ViewContext;
struct Error;

/// Says over the table of records what is there: all of them, a part, none and why, or an error;
/// and offers the way on (S1). GUI thread.
class RecordStates final : public QObject
{
    Q_OBJECT

public:
    /// All are loans that outlive the object.
    RecordStates(RecordTableModel *model, DataTable *table, StateOverlay *overlay,
                 ViewContext *context, const Formatter &formatter, QObject *parent = nullptr);

    /// No metric is chosen.
    void showNoMetric();
    void showError(const Error &error);

Q_SIGNALS:
    void retryRequested();
    void entryRequested(tidemark::MetricId metric);
    void showAllDataRequested();

private:
    void showState();
    void showEmpty();

    RecordTableModel *m_model;
    DataTable *m_table;
    StateOverlay *m_overlay;
    ViewContext *m_context;
    const Formatter &m_formatter;
};

} // namespace tidemark
