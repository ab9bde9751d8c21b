// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/recipe_store.h"
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
class QTabWidget;
class QTreeWidget;

namespace tidemark {

class ImportMetricsTable;
class ImportPlanEditor;
class ImportPreviewTable;
class ImportRecipeBar;

/// Import on one page (I2): file, format, columns, metrics, conflicts, summary. The preview shows
/// raw and parsed text of the first and last rows and marks each cell that will fail; nothing is
/// stored before Import (I5, I8). The page only says what to import: it closes then, and can be
/// shown again with what went wrong. GUI thread; the work is done by the importer.
class ImportPage final : public QDialog
{
    Q_OBJECT

public:
    /// `zone` is that of times without an offset, unless the file or a recipe says another.
    ImportPage(Importer &importer, const Zone &zone, QWidget *parent = nullptr);
    ~ImportPage() override; // stops what runs

    /// Names to map the file's metrics to.
    void setMetricNames(const QStringList &names);
    /// Where recipes are kept; recipesFolder() unless set.
    void setRecipeFolder(const QString &folder) { m_recipeFolder = folder; }
    void chooseFile();
    void open(const QString &path);
    /// What was pasted; `name` is what it is called on the page and in the undo step.
    void openContent(const QByteArray &content, const QString &name);
    using QDialog::open;
    /// What was understood of the file, as it is shown.
    [[nodiscard]] const std::optional<ImportPlan> &plan() const { return m_plan; }
    [[nodiscard]] QString summaryText() const;
    [[nodiscard]] bool canImport() const;
    /// Asks for the import and closes the page.
    void runImport();
    /// Shows the page again after its import has failed, with the reason.
    void resume(const Error &problem);
    void saveRecipe(const QString &name);

Q_SIGNALS:
    void importRequested(const tidemark::ImportInput &input, const tidemark::ImportRun &run);
    /// The preview and the summary belong to the plan that is shown.
    void surveyed();
    void recipeSaved();

protected:
    void reject() override;

private:
    /// What is done with a row that cannot be read.
    enum class BadRows
    {
        Stop,
        Save, ///< skipped, and kept in a file of their own
        Skip
    };

    // How it looks: import_page_layout.cpp.
    void build();
    QWidget *buildSettings();
    QLayout *buildFindings();
    // What it says: import_page_summary.cpp.
    void showFindings(const std::vector<ImportFinding> &findings);
    void showRejected();
    void showSummary();
    void showProblem(const Error &problem);
    void showText(const QString &text, const QString &detail = {});
    [[nodiscard]] QString blockedBy() const;

    // Which files it writes: import_page_files.cpp.
    void addRecipe(const Recipe &recipe);
    void showRecipes();
    void proposeRejectedPath();
    void chooseRejectedPath();
    void setRejectedPath(const QString &path);

    void begin(const ImportInput &input, const QString &shownName);
    void inspect(const std::vector<ImportPlan> &recipes);
    void inspectAgain(std::optional<std::size_t> recipe);
    void onInspected(const ImportInspection &inspection);
    void onPlanEdited();
    void readAgain();
    void detectColumns();
    void readRows();
    void showPlan(const ImportPlan &plan);
    void showPreview(const ImportPreview &preview);
    void onSurveyed(const Result<ImportSurvey> &survey);
    void setBusy(bool busy, const QString &text);
    [[nodiscard]] ProgressCallback progress() const;
    /// Stops what runs; answers of before are dropped, and nothing can be imported until the next.
    [[nodiscard]] std::uint64_t startOver();

    Importer &m_importer;
    Zone m_zone;
    QString m_recipeFolder;
    std::vector<Recipe> m_recipes;
    ImportInput m_input;
    QString m_rejectedPath;
    std::optional<ImportPlan> m_plan;
    std::optional<ImportSurvey> m_survey;
    std::optional<ImportPreview> m_shownPreview;
    std::optional<Error> m_readProblem; ///< why the rows of this plan cannot be shown
    QLabel *m_file;
    ImportRecipeBar *m_recipeBar;
    QTreeWidget *m_findings;
    ImportPlanEditor *m_editor;
    ImportPreviewTable *m_preview;
    QTabWidget *m_details;
    ImportMetricsTable *m_metrics;
    QComboBox *m_conflicts;
    QComboBox *m_badRows;
    QPushButton *m_rejectedFile;
    QLabel *m_summary;
    QPushButton *m_showDetail;
    QLabel *m_detail;
    QTreeWidget *m_rejected;
    QProgressBar *m_progress;
    QPushButton *m_import;
    QTimer m_readTimer;
    std::stop_source m_stop;
    std::uint64_t m_generation = 0;
    bool m_detectsColumns = false; ///< before the rows are read again
};

} // namespace tidemark
