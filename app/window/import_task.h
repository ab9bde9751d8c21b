// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/step_result.h"
#include "model/ports/importer.h"

#include <QObject>
#include <QPointer>

#include <memory>

namespace tidemark {

class ImportPage;
class LongTask;
class MainWindow;

/// Opens the import page, with `path` when one is given, else with the choice of a file.
void showImport(MainWindow &window, const QString &path = {});

/// Opens the import page with the rows of the clipboard; says so where it holds none (E11).
void showPaste(MainWindow &window);

/// An import that runs while the window is used: shown by the status bar with progress and Cancel,
/// and told at its end by a message with Undo (I8, I9). A failed or stopped one offers its page
/// again, as it was. Belongs to the workspace and ends with the import. GUI thread.
class ImportTask final : public QObject
{
    Q_OBJECT

public:
    ImportTask(MainWindow &window, ImportPage *page, const ImportInput &input, ImportRun run);
    ~ImportTask() override; // ends the line in the status bar, and the import

private:
    void onFinished(const Result<ImportReport> &report);
    void onStored(const ImportReport &report);
    void onFailed(const Error &error);

    MainWindow &m_window;
    QPointer<ImportPage> m_page;
    StepResult m_result;
    std::unique_ptr<LongTask> m_task; ///< while the import runs
};

/// What a finished import did: `4 values imported, 1 skipped, …`, with the file of the rows left
/// out and why it could not be written.
[[nodiscard]] QString importResultText(const ImportReport &report);

} // namespace tidemark
