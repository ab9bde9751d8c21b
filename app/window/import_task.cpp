// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/import_task.h"

#include "app/pages/import_page.h"
#include "app/pasted_table.h"
#include "app/window/long_task.h"
#include "app/window/main_window.h"
#include "model/core/continue_on.h"
#include "model/core/plural_count.h"
#include "views/dashboards/metric_directory.h"

#include <QClipboard>
#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMimeData>

#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

QString importResultText(const ImportReport &report)
{
    const ImportSummary &summary = report.summary;
    QStringList parts{MainWindow::tr("Imported %Ln values", nullptr,
                                     pluralCount(summary.added + summary.replaced))};
    if (summary.replaced > 0)
        parts.append(
            MainWindow::tr("%Ln of them replaced", nullptr, pluralCount(summary.replaced)));
    if (summary.skipped > 0)
        parts.append(MainWindow::tr("%Ln skipped because they exist", nullptr,
                                    pluralCount(summary.skipped)));
    if (summary.rejectedCount > 0)
        parts.append(MainWindow::tr("%Ln unreadable rows left out", nullptr,
                                    pluralCount(summary.rejectedCount)));
    if (report.rowsMissing > 0)
        parts.append(
            MainWindow::tr("%Ln without a value", nullptr, pluralCount(report.rowsMissing)));
    QString text = parts.join(u", "_s) % u'.';
    if (!report.rejectedPath.isEmpty())
        text += u' ' % MainWindow::tr("The rows left out were saved to %1.")
                           .arg(QDir::toNativeSeparators(report.rejectedPath));
    if (report.rejectedProblem)
        text += u' ' % MainWindow::tr("The rows left out could not be saved: %1")
                           .arg(report.rejectedProblem->message);
    return text;
}

namespace {

ImportPage *openPage(MainWindow &window)
{
    Workspace &workspace = *window.workspace();
    auto *page = new ImportPage(workspace.importer(), window.context().calendar().zone, &window);
    QStringList names;
    for (const Definition &metric : workspace.metrics().definitions())
        names.append(metric.name);
    page->setMetricNames(names);
    QObject::connect(page, &QDialog::rejected, page, &QObject::deleteLater);
    QObject::connect(&workspace, &QObject::destroyed, page, &QObject::deleteLater);
    QObject::connect(page, &ImportPage::importRequested, &workspace,
                     [&window, page](const ImportInput &input, const ImportRun &run) {
                         new ImportTask(window, page, input, run); // ends by itself
                     });
    page->open();
    return page;
}

} // namespace

void showImport(MainWindow &window, const QString &path)
{
    ImportPage *page = openPage(window);
    if (path.isEmpty())
        page->chooseFile();
    else
        page->open(path);
}

void showPaste(MainWindow &window)
{
    const QMimeData *data = QGuiApplication::clipboard()->mimeData();
    const auto table = data ? pastedTable(*data) : std::nullopt;
    if (!table) {
        window.say(Message::Kind::Info,
                   MainWindow::tr("The clipboard holds no rows. Copy some in a spreadsheet or a "
                                  "text, and paste again."));
        return;
    }
    openPage(window)->openContent(*table, MainWindow::tr("pasted rows"));
}

ImportTask::ImportTask(MainWindow &window, ImportPage *page, const ImportInput &input,
                       ImportRun run)
    : QObject(window.workspace())
    , m_window(window)
    , m_page(page)
    , m_result(window, nullptr)
    , m_task(std::make_unique<LongTask>(window.status(), MainWindow::tr("Importing"), nullptr))
{
    run.label = MainWindow::tr("import %1")
                    .arg(input.content ? input.name : QFileInfo(input.path).fileName());
    connect(&m_result, &StepResult::told, this, &QObject::deleteLater);
    continueOn(this,
               window.workspace()->importer().run(input, std::move(run), m_task->stopToken(),
                                                  m_task->progress()),
               [this](const Result<ImportReport> &report) { onFinished(report); });
}

ImportTask::~ImportTask() = default;

void ImportTask::onFinished(const Result<ImportReport> &report)
{
    m_task.reset();
    if (!report)
        onFailed(report.error());
    else if (!report->isCommitted)
        onFailed({ErrorCode::InvalidArgument,
                  MainWindow::tr("Some rows could not be read, so nothing was stored."),
                  {}});
    else
        onStored(*report);
}

void ImportTask::onStored(const ImportReport &report)
{
    if (m_page)
        m_page->deleteLater();
    Message message;
    message.kind = report.rejectedProblem ? Message::Kind::Caution : Message::Kind::Good;
    message.text = importResultText(report);
    if (report.rejectedProblem)
        message.detail = report.rejectedProblem->detail;
    m_result.tell(std::move(message), report.summary.change);
}

void ImportTask::onFailed(const Error &error)
{
    Message message;
    const bool isStopped = error.code == ErrorCode::Cancelled;
    message.kind = isStopped ? Message::Kind::Info : Message::Kind::Bad;
    message.text =
        isStopped ? MainWindow::tr("The import was stopped. Nothing was stored.") : error.message;
    message.detail = error.detail;
    message.actionText = MainWindow::tr("Back to the import");
    message.action = [page = m_page, told = Error{error.code, message.text, error.detail}] {
        if (page && !page->isVisible())
            page->resume(told);
    };
    message.canAct = [page = m_page] { return !page.isNull(); };
    message.onClosed = [page = m_page] {
        if (page && !page->isVisible())
            page->deleteLater();
    };
    m_window.messages().post(std::move(message));
    deleteLater();
}

} // namespace tidemark
