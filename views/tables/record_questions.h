// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/record_changes.h"
#include "views/dashboards/state_view.h"

#include <QObject>

#include <functional>

namespace tidemark {

class DataTable;
class MessageStrip;

/// Asks in a strip above the table about changes made in it (E8, E9) and takes the answers. Never
/// opens a dialog, and never takes the focus from someone who types. GUI thread.
class RecordQuestions final : public QObject
{
    Q_OBJECT

public:
    /// All are loans that outlive the object.
    RecordQuestions(RecordChanges &changes, MessageStrip *strip, DataTable *table,
                    QObject *parent = nullptr);

Q_SIGNALS:
    /// The store did not take a change; the strip offers to retry.
    void refused(const tidemark::Error &error);

private:
    void ask(RecordChanges::Question question, const QString &text, const QString &detail);
    [[nodiscard]] QList<StateAction> answersTo(RecordChanges::Question question);
    [[nodiscard]] StateAction answer(const QString &text, const std::function<void()> &run);
    [[nodiscard]] StateAction answer(const QString &text, DuplicatePolicy policy);
    void focusQuestion();

    RecordChanges &m_changes;
    MessageStrip *m_strip;
    DataTable *m_table;
};

} // namespace tidemark
