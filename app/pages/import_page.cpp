// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/import_page.h"

#include "app/pages/import_metrics_table.h"
#include "app/pages/import_plan_editor.h"
#include "app/pages/import_preview_table.h"
#include "app/pages/import_recipe_bar.h"
#include "app/paths.h"
#include "model/core/continue_on.h"
#include "model/core/run_in_background.h"

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QLabel>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QTabWidget>
#include <QTreeWidget>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kReadDelay = 60ms;

/// True when the file is divided in another way, so that its columns may be others.
bool dividesOtherwise(const ImportPlan &a, const ImportPlan &b)
{
    return a.format != b.format || a.table != b.table || a.dialect != b.dialect ||
           a.encoding != b.encoding || a.skippedLines != b.skippedLines;
}

std::vector<ImportPlan> plansOf(const std::vector<Recipe> &recipes)
{
    std::vector<ImportPlan> plans;
    std::transform(recipes.begin(), recipes.end(), std::back_inserter(plans),
                   [](const Recipe &recipe) { return recipe.plan; });
    return plans;
}

} // namespace

ImportPage::ImportPage(Importer &importer, const Zone &zone, QWidget *parent)
    : QDialog(parent)
    , m_importer(importer)
    , m_zone(zone)
    , m_recipeFolder(recipesFolder())
    , m_file(new QLabel(this))
    , m_recipeBar(new ImportRecipeBar(this))
    , m_findings(new QTreeWidget(this))
    , m_editor(new ImportPlanEditor(this))
    , m_preview(new ImportPreviewTable(this))
    , m_details(new QTabWidget(this))
    , m_metrics(new ImportMetricsTable(this))
    , m_conflicts(new QComboBox(this))
    , m_badRows(new QComboBox(this))
    , m_rejectedFile(new QPushButton(this))
    , m_summary(new QLabel(this))
    , m_showDetail(new QPushButton(tr("Details"), this))
    , m_detail(new QLabel(this))
    , m_rejected(new QTreeWidget(this))
    , m_progress(new QProgressBar(this))
    , m_import(new QPushButton(tr("Import"), this))
{
    setWindowTitle(tr("Import"));
    setObjectName(u"importPage"_s);
    build();
    m_readTimer.setSingleShot(true);
    m_readTimer.setInterval(kReadDelay);
    connect(&m_readTimer, &QTimer::timeout, this, &ImportPage::readAgain);
    connect(m_editor, &ImportPlanEditor::edited, this, &ImportPage::onPlanEdited);
    connect(m_preview, &ImportPreviewTable::columnsEdited, this, &ImportPage::onPlanEdited);
    connect(m_metrics, &ImportMetricsTable::edited, this, &ImportPage::onPlanEdited);
    connect(m_badRows, &QComboBox::currentIndexChanged, this, &ImportPage::showSummary);
    connect(m_conflicts, &QComboBox::currentIndexChanged, this, &ImportPage::showSummary);
    connect(m_rejectedFile, &QPushButton::clicked, this, &ImportPage::chooseRejectedPath);
    connect(m_recipeBar, &ImportRecipeBar::chosen, this, &ImportPage::inspectAgain);
    connect(m_recipeBar, &ImportRecipeBar::saveRequested, this, &ImportPage::saveRecipe);
    connect(m_import, &QPushButton::clicked, this, &ImportPage::runImport);
}

ImportPage::~ImportPage()
{
    m_stop.request_stop();
}

void ImportPage::setMetricNames(const QStringList &names)
{
    m_metrics->setExistingNames(names);
}

void ImportPage::chooseFile()
{
    const QString path =
        QFileDialog::getOpenFileName(this, tr("Import a file"), QString(),
                                     tr("Tables (*.csv *.tsv *.txt *.json *.jsonl *.ndjson *.prom "
                                        "*.sqlite *.sqlite3 *.db *.gz);;All files (*)"));
    if (!path.isEmpty())
        open(path);
}

std::uint64_t ImportPage::startOver()
{
    m_stop.request_stop();
    m_stop = std::stop_source();
    m_readTimer.stop();
    m_survey.reset(); // it is of another plan from now on
    m_import->setEnabled(false);
    return ++m_generation;
}

void ImportPage::open(const QString &path)
{
    begin({path, {}, {}}, QDir::toNativeSeparators(path));
    proposeRejectedPath();
}

void ImportPage::openContent(const QByteArray &content, const QString &name)
{
    begin({{}, content, name}, name);
}

void ImportPage::begin(const ImportInput &input, const QString &shownName)
{
    m_input = input;
    m_file->setText(shownName);
    setRejectedPath({});
    setBusy(true, tr("Looking at the file…"));
    const std::uint64_t generation = startOver();
    continueOn(this, runInBackground([folder = m_recipeFolder] { return loadRecipes(folder); }),
               [this, generation](std::vector<Recipe> recipes) {
                   if (generation != m_generation)
                       return;
                   m_recipes = std::move(recipes);
                   showRecipes();
                   inspect(plansOf(m_recipes));
               });
}

// The first of `recipes` whose header matches is taken.
void ImportPage::inspect(const std::vector<ImportPlan> &recipes)
{
    const std::uint64_t generation = startOver();
    m_plan.reset();
    m_detectsColumns = false;
    m_recipeBar->showNote({});
    setBusy(true, tr("Looking at the file…"));
    continueOn(this, m_importer.inspect(m_input, recipes, m_stop.get_token()),
               [this, generation,
                isOffered = !recipes.empty()](const Result<ImportInspection> &inspection) {
                   if (generation != m_generation)
                       return;
                   setBusy(false, {});
                   if (!inspection)
                       return showProblem(inspection.error());
                   m_recipeBar->showChosen(inspection->recipe);
                   if (isOffered && !inspection->recipe)
                       m_recipeBar->showNote(tr("No recipe has this file's header."));
                   onInspected(*inspection);
               });
}

void ImportPage::inspectAgain(std::optional<std::size_t> recipe)
{
    if (m_input.path.isEmpty() && !m_input.content)
        return;
    if (!recipe)
        return inspect({});
    const std::uint64_t generation = startOver();
    m_detectsColumns = false;
    setBusy(true, tr("Looking at the file…")); // the recipe's plan takes the place of this one
    const std::size_t place = *recipe;
    continueOn(this, m_importer.inspect(m_input, {m_recipes.at(place).plan}, m_stop.get_token()),
               [this, generation, place](const Result<ImportInspection> &inspection) {
                   if (generation != m_generation)
                       return;
                   setBusy(false, {});
                   if (!inspection)
                       return showProblem(inspection.error());
                   const bool fits = inspection->recipe.has_value();
                   m_recipeBar->showChosen(fits ? std::optional(place) : std::nullopt);
                   m_recipeBar->showNote(
                       fits ? QString()
                            : tr("This file's header is not that of the recipe \"%1\".")
                                  .arg(m_recipes.at(place).name));
                   onInspected(*inspection);
               });
}

void ImportPage::onInspected(const ImportInspection &inspection)
{
    ImportPlan plan = inspection.plan;
    if (!inspection.isOwnExport && !inspection.recipe)
        plan.zone = m_zone;
    showFindings(inspection.findings);
    m_editor->setTables(inspection.tables);
    showPlan(plan);
    showPreview(inspection.preview);
    readRows();
}

void ImportPage::showPlan(const ImportPlan &plan)
{
    m_plan = plan;
    m_editor->setPlan(plan);
    m_preview->setColumns(plan.columns);
    m_metrics->setMappings(plan.metrics);
    m_recipeBar->setCanSave(true);
}

void ImportPage::onPlanEdited()
{
    if (!m_plan)
        return;
    const ImportPlan before = *m_plan;
    m_plan = m_editor->applied(before);
    m_plan->columns = m_preview->columns();
    m_plan->metrics = m_metrics->mappings();
    m_detectsColumns = m_detectsColumns || dividesOtherwise(before, *m_plan);
    static_cast<void>(startOver()); // what is on its way is of the plan before
    m_recipeBar->setCanSave(m_editor->problem().isEmpty());
    if (const QString problem = m_editor->problem(); !problem.isEmpty()) {
        showText(problem);
        return;
    }
    m_readTimer.start();
}

void ImportPage::readAgain()
{
    if (m_detectsColumns)
        detectColumns();
    else
        readRows();
}

void ImportPage::detectColumns()
{
    const std::uint64_t generation = startOver();
    showText(tr("Looking at the file…"));
    continueOn(this, m_importer.inspectAs(m_input, *m_plan, m_stop.get_token()),
               [this, generation](const Result<ImportInspection> &inspection) {
                   if (generation != m_generation)
                       return;
                   if (!inspection)
                       return showProblem(inspection.error());
                   m_detectsColumns = false;
                   showFindings(inspection->findings);
                   m_editor->setTables(inspection->tables);
                   showPlan(inspection->plan);
                   showPreview(inspection->preview);
                   readRows();
               });
}

void ImportPage::readRows()
{
    const std::uint64_t generation = startOver();
    m_readProblem.reset();
    showText(tr("Reading the whole file…"));
    continueOn(this, m_importer.preview(m_input, *m_plan, m_stop.get_token()),
               [this, generation](const Result<ImportPreview> &preview) {
                   if (generation != m_generation)
                       return;
                   if (!preview)
                       return showProblem(preview.error());
                   m_readProblem = preview->problem;
                   showPreview(*preview);
               });
    continueOn(this, m_importer.survey(m_input, *m_plan, m_stop.get_token(), progress()),
               [this, generation](const Result<ImportSurvey> &survey) {
                   if (generation == m_generation)
                       onSurveyed(survey);
               });
}

void ImportPage::showPreview(const ImportPreview &preview)
{
    m_shownPreview = preview;
    if (m_survey && preview.tail.empty() && !preview.isComplete)
        m_shownPreview->tail = m_survey->tail;
    m_preview->showRows(*m_shownPreview);
    if (preview.problem)
        showProblem(*preview.problem);
}

void ImportPage::onSurveyed(const Result<ImportSurvey> &survey)
{
    m_progress->hide();
    if (!survey) {
        showRejected();
        showProblem(m_readProblem.value_or(survey.error())); // that a column is missing follows
        return;
    }
    m_survey = *survey;
    m_metrics->showMetrics(survey->metrics);
    showRejected();
    showSummary();
    if (m_shownPreview && !survey->tail.empty()) // a packed file: its end is known only now
        showPreview(ImportPreview(*m_shownPreview));
    Q_EMIT surveyed();
}

QString ImportPage::summaryText() const
{
    return m_summary->text();
}

bool ImportPage::canImport() const
{
    return m_import->isEnabled();
}

void ImportPage::runImport()
{
    if (!m_plan || !m_survey || !canImport())
        return;
    ImportRun run;
    run.plan = *m_plan;
    run.conflicts = static_cast<ConflictPolicy>(m_conflicts->currentData().toInt());
    const auto badRows = static_cast<BadRows>(m_badRows->currentData().toInt());
    run.skipBadRows = badRows != BadRows::Stop;
    if (badRows == BadRows::Save)
        run.rejectedPath = m_rejectedPath;
    run.survey = m_survey;
    accept();
    Q_EMIT importRequested(m_input, run);
}

void ImportPage::resume(const Error &problem)
{
    open();
    showSummary();
    showText(problem.message, problem.detail);
}

ProgressCallback ImportPage::progress() const
{
    const QPointer<QProgressBar> bar(m_progress);
    return [bar](TaskProgress done) {
        if (done.done <= 0 || done.total <= 0)
            return;
        QMetaObject::invokeMethod(qApp, [bar, done] {
            if (!bar)
                return;
            constexpr int kSteps = 1000;
            bar->setRange(0, kSteps);
            bar->setValue(static_cast<int>(static_cast<double>(done.done) /
                                           static_cast<double>(done.total) * kSteps));
            bar->setVisible(bar->value() < kSteps);
        });
    };
}

void ImportPage::setBusy(bool busy, const QString &text)
{
    m_progress->setRange(0, 0);
    m_progress->setVisible(busy);
    m_editor->setEnabled(!busy);
    m_preview->setEnabled(!busy);
    m_details->setEnabled(!busy);
    if (busy) {
        m_import->setEnabled(false);
        m_recipeBar->setCanSave(false);
        showText(text);
    }
}

void ImportPage::reject()
{
    m_stop.request_stop();
    QDialog::reject();
}

} // namespace tidemark
