// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/step_result.h"
#include "services/prometheus/server_import.h"

#include <QObject>
#include <QPointer>

#include <memory>

namespace tidemark {

class LongTask;
class MainWindow;
class ServerImportDialog;

/// An import from a server that runs while the window is used: shown by the status bar with
/// progress and Cancel, and told at its end by a message with Undo. A failed or stopped one offers
/// its dialog again, as it was. Ends with the import. GUI thread.
class ServerImportTask final : public QObject
{
    Q_OBJECT

public:
    /// The window and `server` outlive it.
    ServerImportTask(MainWindow &window, ServerImportDialog *dialog,
                     prometheus::ServerImport &server, const prometheus::QueryServer &from,
                     const prometheus::RangeImportPlan &plan, QObject *parent);
    ~ServerImportTask() override; // ends the line in the status bar, and the import

private:
    void onFinished(const Result<prometheus::RangeImportSummary> &done);
    void onFailed(const Error &error);

    MainWindow &m_window;
    QPointer<ServerImportDialog> m_dialog;
    StepResult m_result;
    std::unique_ptr<LongTask> m_task; ///< while the import runs
};

} // namespace tidemark
