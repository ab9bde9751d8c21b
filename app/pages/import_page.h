// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/importer.h"

#include <QDialog>
#include <QTimer>

#include <cstdint>
#include <optional>
#include <stop_token>

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QTreeWidget;

namespace tidemark {

class ImportPlanEditor;
class ImportPreviewTable;

/// Import on one page (I2): file, format, columns, conflicts, summary. The preview shows raw and
/// parsed text of the first and last rows and marks each cell that will fail; nothing is stored
/// before Import (I5, I8). GUI thread; the work is done by the importer.
class ImportPage final : public QDialog
{
    Q_OBJECT

public:
    ImportPage(Importer &importer, const Zone &zone, QWidget *parent = nullptr);
    ~ImportPage() override; // stops what runs

    void chooseFile();
    void open(const QString &path);
    using QDialog::open;
    /// What was understood of the file, as it is shown.
    [[nodiscard]] const std::optional<ImportPlan> &plan() const { return m_plan; }
    [[nodiscard]] QString summaryText() const;
    [[nodiscard]] bool canImport() const;
    void runImport();

Q_SIGNALS:
    void imported(const tidemark::ImportReport &report);
    /// The preview and the summary belong to the plan that is shown.
    void surveyed();

protected:
    void reject() override;

private:
    void build();
    void onInspected(const Result<ImportInspection> &inspection);
    void onPlanEdited();
    void readAgain();
    void showPreview(const ImportPreview &preview);
    void showSurvey(const Result<ImportSurvey> &survey);
    void onImported(const Result<ImportReport> &report);
    void setBusy(bool busy, const QString &text);
    void showProblem(const QString &text);

    Importer &m_importer;
    Zone m_zone;
    ImportInput m_input;
    std::optional<ImportPlan> m_plan;
    std::optional<ImportSurvey> m_survey;
    QLabel *m_file;
    QTreeWidget *m_findings;
    ImportPlanEditor *m_editor;
    ImportPreviewTable *m_preview;
    QComboBox *m_conflicts;
    QComboBox *m_badRows;
    QLabel *m_summary;
    QTreeWidget *m_rejected;
    QProgressBar *m_progress;
    QPushButton *m_import;
    QTimer m_readTimer;
    std::stop_source m_stop;
    std::uint64_t m_generation = 0;
    bool m_isImporting = false;
};

} // namespace tidemark
