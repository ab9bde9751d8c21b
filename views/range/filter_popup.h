// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/tags.h"
#include "model/ports/data_ports.h"
#include "views/dashboards/view_context.h"

#include <QDialog>

#include <optional>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace tidemark {

class IdFilterEditor;

/// Edits which records the window shows: devices, invocations, sessions, tags, and by which of its
/// two times a session is placed. Nothing changes before Apply. GUI thread.
class FilterPopup final : public QDialog
{
    Q_OBJECT

public:
    FilterPopup(const DataPorts &ports, ViewContext &context, QWidget *parent = nullptr);

    /// The filter as edited now; nothing while the tags cannot be read.
    [[nodiscard]] std::optional<RecordFilter> edited() const;

private:
    void present(const RecordFilter &filter);
    void check();
    void apply();
    void clear();

    ViewContext &m_context;
    QComboBox *m_time;
    IdFilterEditor *m_devices;
    IdFilterEditor *m_invocations;
    IdFilterEditor *m_sessions;
    QLineEdit *m_tags;
    QLabel *m_problem;
    QPushButton *m_apply;
};

/// What an active filter narrows, as in `2 devices, 1 tag`; empty when it is not active.
[[nodiscard]] QString filterText(const RecordFilter &filter);

} // namespace tidemark
