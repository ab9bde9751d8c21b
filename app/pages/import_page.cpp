// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/import_page.h"

#include "app/pages/import_plan_editor.h"
#include "app/pages/import_preview_table.h"
#include "model/core/continue_on.h"

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QLabel>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QTreeWidget>

#include <chrono>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kReadDelay = 60ms;
constexpr int kListedRejects = 500;

QString countText(const ImportSurvey &survey)
{
    QString text = ImportPage::tr("%n rows ready", nullptr, static_cast<int>(survey.rowsReady));
    text += u", "_s % ImportPage::tr("%n skipped", "rows", static_cast<int>(survey.rejectedCount));
    if (survey.rowsMissing > 0)
        text += u", "_s %
                ImportPage::tr("%n without a value", nullptr, static_cast<int>(survey.rowsMissing));
    QStringList created;
    for (const ImportMetric &metric : survey.metrics) {
        if (!metric.exists)
            created.append(metric.unit.isEmpty()
                               ? metric.target
                               : QString(metric.target % u" ("_s % metric.unit % u')'));
    }
    if (!created.isEmpty())
        text += u'\n' % ImportPage::tr("New metrics: %1").arg(created.join(u", "_s));
    return text;
}

} // namespace

ImportPage::ImportPage(Importer &importer, const Zone &zone, QWidget *parent)
    : QDialog(parent)
    , m_importer(importer)
    , m_zone(zone)
    , m_file(new QLabel(this))
    , m_findings(new QTreeWidget(this))
    , m_editor(new ImportPlanEditor(this))
    , m_preview(new ImportPreviewTable(this))
    , m_conflicts(new QComboBox(this))
    , m_badRows(new QComboBox(this))
    , m_summary(new QLabel(this))
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
    connect(m_badRows, &QComboBox::currentIndexChanged, this, [this] {
        if (m_survey)
            showSurvey(*m_survey);
    });
    connect(m_import, &QPushButton::clicked, this, &ImportPage::runImport);
}

ImportPage::~ImportPage()
{
    m_stop.request_stop();
}

void ImportPage::chooseFile()
{
    const QString path =
        QFileDialog::getOpenFileName(this, tr("Import a file"), QString(),
                                     tr("Text tables (*.csv *.tsv *.txt *.gz);;All files (*)"));
    if (!path.isEmpty())
        open(path);
}

void ImportPage::open(const QString &path)
{
    m_stop.request_stop();
    m_stop = std::stop_source();
    m_input = {path, {}, {}};
    m_plan.reset();
    m_survey.reset();
    m_file->setText(QDir::toNativeSeparators(path));
    setBusy(true, tr("Looking at the file…"));
    const std::uint64_t generation = ++m_generation;
    continueOn(this, m_importer.inspect(m_input, {}, m_stop.get_token()),
               [this, generation](const Result<ImportInspection> &inspection) {
                   if (generation == m_generation)
                       onInspected(inspection);
               });
}

void ImportPage::onInspected(const Result<ImportInspection> &inspection)
{
    setBusy(false, {});
    if (!inspection) {
        showProblem(inspection.error().message);
        return;
    }
    m_plan = inspection->plan;
    m_findings->clear();
    for (const ImportFinding &finding : inspection->findings) {
        const QString sure =
            finding.needsChoice
                ? tr("please choose")
                : locale().toString(finding.confidence * 100, 'f', 0) % locale().percent();
        new QTreeWidgetItem(m_findings, {finding.text, sure});
    }
    m_editor->setPlan(*m_plan);
    m_preview->setColumns(m_plan->columns);
    showPreview(inspection->preview);
    readAgain();
}

void ImportPage::onPlanEdited()
{
    if (!m_plan)
        return;
    m_plan = m_editor->applied(*m_plan);
    m_plan->columns = m_preview->columns();
    m_survey.reset();
    m_import->setEnabled(false);
    m_readTimer.start();
}

void ImportPage::readAgain()
{
    m_stop.request_stop();
    m_stop = std::stop_source();
    const std::uint64_t generation = ++m_generation;
    continueOn(this, m_importer.preview(m_input, *m_plan, m_stop.get_token()),
               [this, generation](const Result<ImportPreview> &preview) {
                   if (generation != m_generation)
                       return;
                   if (preview)
                       showPreview(*preview);
                   else
                       showProblem(preview.error().message);
               });
    m_summary->setText(tr("Reading the whole file…"));
    continueOn(this, m_importer.survey(m_input, *m_plan, m_stop.get_token()),
               [this, generation](const Result<ImportSurvey> &survey) {
                   if (generation == m_generation)
                       showSurvey(survey);
               });
}

void ImportPage::showPreview(const ImportPreview &preview)
{
    m_preview->showRows(preview);
    if (preview.problem)
        showProblem(preview.problem->message);
}

void ImportPage::showSurvey(const Result<ImportSurvey> &survey)
{
    m_rejected->clear();
    if (!survey) {
        showProblem(survey.error().message);
        return;
    }
    m_survey = *survey;
    m_summary->setText(countText(*survey));
    int listed = 0;
    for (const RejectedRow &row : survey->rejected) {
        if (++listed > kListedRejects)
            break;
        new QTreeWidgetItem(
            m_rejected, {locale().toString(qlonglong{row.line}), row.column, row.text, row.reason});
    }
    m_rejected->setVisible(survey->rejectedCount > 0);
    const bool skips = m_badRows->currentData().toBool();
    const bool stopsAtBadRows = survey->rejectedCount > 0 && !skips;
    m_import->setText(tr("Import %n values", nullptr, static_cast<int>(survey->rowsReady)));
    m_import->setEnabled(survey->rowsReady > 0 && !stopsAtBadRows);
    m_import->setToolTip(stopsAtBadRows ? tr("Some rows cannot be read. Mend them, or skip them.")
                                        : QString());
    Q_EMIT surveyed();
}

QString ImportPage::summaryText() const
{
    return m_summary->text();
}

bool ImportPage::canImport() const
{
    return m_import->isEnabled() && !m_isImporting;
}

void ImportPage::runImport()
{
    if (!m_plan || !canImport())
        return;
    ImportRun run;
    run.plan = *m_plan;
    run.conflicts = static_cast<ConflictPolicy>(m_conflicts->currentData().toInt());
    run.skipBadRows = m_badRows->currentData().toBool();
    if (run.skipBadRows && m_survey && m_survey->rejectedCount > 0)
        run.rejectedPath = m_input.path % u".rejected.csv"_s;
    m_stop = std::stop_source();
    m_isImporting = true;
    setBusy(true, tr("Importing…"));
    const QPointer<QProgressBar> bar(m_progress);
    const auto progress = [bar](TaskProgress done) {
        QMetaObject::invokeMethod(qApp, [bar, done] {
            if (!bar)
                return;
            bar->setRange(0, done.total > 0 ? 1000 : 0);
            bar->setValue(static_cast<int>(done.total > 0 ? done.done * 1000 / done.total : 0));
        });
    };
    continueOn(this, m_importer.run(m_input, run, m_stop.get_token(), progress),
               [this](const Result<ImportReport> &report) { onImported(report); });
}

void ImportPage::onImported(const Result<ImportReport> &report)
{
    m_isImporting = false;
    setBusy(false, {});
    if (!report) {
        showProblem(report.error().message);
        return;
    }
    if (!report->isCommitted) {
        showProblem(tr("Some rows could not be read, so nothing was stored."));
        return;
    }
    Q_EMIT imported(*report);
    accept();
}

void ImportPage::setBusy(bool busy, const QString &text)
{
    m_progress->setRange(0, 0);
    m_progress->setVisible(busy);
    m_editor->setEnabled(!busy);
    m_preview->setEnabled(!busy);
    m_import->setEnabled(!busy && m_survey.has_value());
    if (busy)
        m_summary->setText(text);
}

void ImportPage::showProblem(const QString &text)
{
    m_summary->setText(text);
    m_import->setEnabled(false);
}

void ImportPage::reject()
{
    m_stop.request_stop();
    if (!m_isImporting)
        QDialog::reject(); // else the answer says that it was stopped; the store is as it was
}

} // namespace tidemark
