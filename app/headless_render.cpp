// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/headless_render.h"

#include "app/store_location.h"
#include "app/window/dashboard_tabs.h"
#include "app/window/store_tasks.h"
#include "model/core/continue_on.h"
#include "model/ports/exporter.h"
#include "views/dashboards/dashboard_view.h"
#include "views/dashboards/metric_directory.h"
#include "views/dashboards/panel_card.h"

#include <QDir>
#include <QFileInfo>
#include <QImage>
#include <QPainter>

#include <chrono>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Panels have settled when none asked anew for this long.
constexpr auto kQuiet = 300ms;
constexpr auto kDeadline = 60s;

} // namespace

HeadlessRender::HeadlessRender(MainWindow &window, Launch launch, QObject *parent)
    : QObject(parent)
    , m_window(window)
    , m_launch(std::move(launch))
{
    m_settled.setSingleShot(true);
    m_settled.setInterval(kQuiet);
    m_deadline.setSingleShot(true);
    m_deadline.setInterval(kDeadline);
    connect(&m_settled, &QTimer::timeout, this, &HeadlessRender::writePicture);
    connect(&m_deadline, &QTimer::timeout, this,
            [this] { Q_EMIT finished(false, tr("The dashboard did not get its data in time.")); });
}

void HeadlessRender::start()
{
    if (!QDir().mkpath(m_launch.outFolder)) {
        Q_EMIT finished(false, tr("Could not make the folder %1.").arg(m_launch.outFolder));
        return;
    }
    m_deadline.start();
    connect(&m_window, &MainWindow::storeFailed, this,
            [this](const Error &error) { Q_EMIT finished(false, error.message); });
    connect(&m_window, &MainWindow::storeOpened, this, &HeadlessRender::onOpened);
    m_window.resize(m_launch.width, m_launch.height);
    m_window.show();
    // The sample data of a picture is made for it and goes with it.
    if (m_launch.usesSample)
        openSample(m_window, m_sampleFolder.filePath(QFileInfo(sampleStorePath()).fileName()));
    else
        m_window.openExisting(m_launch.storePath);
}

void HeadlessRender::onOpened()
{
    m_window.resize(m_launch.width, m_launch.height); // a session may have brought another size
    Workspace *workspace = m_window.workspace();
    connect(workspace, &Workspace::answered, this, &HeadlessRender::onPanelsChanged);
    connect(workspace, &Workspace::infoChanged, this, &HeadlessRender::onPanelsChanged);
    connect(workspace, &Workspace::emptinessChanged, this, &HeadlessRender::onPanelsChanged);
    m_settled.start();
}

void HeadlessRender::onPanelsChanged()
{
    if (!m_isWriting)
        m_settled.start();
}

void HeadlessRender::writePicture()
{
    const DashboardView *view = m_window.workspace()->tabs().current();
    const QList<PanelCard *> panels = view ? view->panels() : QList<PanelCard *>();
    const bool isLoading = std::any_of(panels.begin(), panels.end(), [](const PanelCard *panel) {
        return panel->isVisible() && panel->state() == PanelCard::State::Loading;
    });
    if (isLoading || m_window.hasRunningTask()) {
        m_settled.start();
        return;
    }
    m_isWriting = true;
    const QString path = QDir(m_launch.outFolder).filePath(u"dashboard.png"_s);
    if (!m_window.grab().save(path)) {
        Q_EMIT finished(false, tr("Could not write %1.").arg(QDir::toNativeSeparators(path)));
        return;
    }
    writeTable();
}

void HeadlessRender::writeTable()
{
    Workspace &workspace = *m_window.workspace();
    const ViewContext &context = m_window.context();
    ExportRequest request;
    request.content = ExportContent::Aggregates;
    request.source = workspace.info().name;
    for (const Definition &metric : workspace.metrics().definitions())
        request.aggregates.push_back(
            {context.selection({metric.id}), context.period(), context.calendar()});
    request.functions = {kAggregateFunctions.begin(), kAggregateFunctions.end()};
    const QString path = QDir(m_launch.outFolder).filePath(u"dashboard.csv"_s);
    const ExportOptions options =
        presetOptions(ExportPreset::Standard, QLocale::c(), context.calendar().zone);
    continueOn(this, workspace.exporter().writeFile(path, true, request, options),
               [this](const Result<ExportSummary> &summary) {
                   if (summary)
                       Q_EMIT finished(true, tr("Wrote dashboard.png and dashboard.csv to %1.")
                                                 .arg(QDir::toNativeSeparators(
                                                     QDir(m_launch.outFolder).absolutePath())));
                   else
                       Q_EMIT finished(false, summary.error().message);
               });
}

} // namespace tidemark
