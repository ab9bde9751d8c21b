// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/export_dialog.h"

#include "app/pages/export_options_editor.h"
#include "model/core/continue_on.h"

#include <QApplication>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QMetaObject>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <chrono>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kEstimateDelay = 150ms;

/// All data has no borders, so that nothing at an edge is left out.
Selection withoutRange(Selection selection)
{
    selection.begin.reset();
    selection.end.reset();
    return selection;
}

} // namespace

ExportDialog::ExportDialog(Exporter &exporter, const ViewContext &context,
                           std::vector<ExportScope> scopes, std::vector<MetricId> allMetrics,
                           const QString &storeName, QWidget *parent)
    : QDialog(parent)
    , m_exporter(exporter)
    , m_context(context)
    , m_scopes(std::move(scopes))
    , m_allMetrics(std::move(allMetrics))
    , m_storeName(storeName)
    , m_scope(new QComboBox(this))
    , m_content(new QComboBox(this))
    , m_options(new ExportOptionsEditor(context.calendar().zone, this))
    , m_estimate(new QLabel(this))
    , m_progress(new QProgressBar(this))
    , m_write(nullptr)
{
    setWindowTitle(tr("Export"));
    setObjectName(u"exportDialog"_s);
    build(m_scopes);
    m_estimateTimer.setSingleShot(true);
    m_estimateTimer.setInterval(kEstimateDelay);
    connect(&m_estimateTimer, &QTimer::timeout, this, &ExportDialog::estimate);
    connect(m_scope, &QComboBox::currentIndexChanged, this, &ExportDialog::scheduleEstimate);
    connect(m_content, &QComboBox::currentIndexChanged, this, &ExportDialog::scheduleEstimate);
    connect(m_options, &ExportOptionsEditor::optionsChanged, this, &ExportDialog::scheduleEstimate);
    scheduleEstimate();
    m_scope->setFocus();
}

ExportDialog::~ExportDialog()
{
    m_estimateStop.request_stop();
    m_writeStop.request_stop();
}

void ExportDialog::build(const std::vector<ExportScope> &scopes)
{
    for (const ExportScope &scope : scopes)
        m_scope->addItem(scope.label);
    m_content->addItem(tr("Aggregates by period"), static_cast<int>(ExportContent::Aggregates));
    m_content->addItem(tr("Records"), static_cast<int>(ExportContent::Records));
    m_content->addItem(tr("Sessions"), static_cast<int>(ExportContent::Sessions));
    m_content->addItem(tr("Metric definitions"), static_cast<int>(ExportContent::Definitions));
    m_scope->setAccessibleName(tr("What to export"));
    m_content->setAccessibleName(tr("Content"));
    m_estimate->setProperty("tone", u"muted"_s);
    m_estimate->setWordWrap(true);
    m_progress->setAccessibleName(tr("Export progress"));
    m_progress->hide();
    auto *content = new QWidget(this);
    auto *fields = new QVBoxLayout(content);
    fields->setContentsMargins(0, 0, 6, 0);
    auto *form = new QFormLayout;
    form->addRow(tr("E&xport"), m_scope);
    form->addRow(tr("&Content"), m_content);
    fields->addLayout(form);
    fields->addWidget(m_options);
    fields->addStretch(1);
    auto *scroll = new QScrollArea(this);
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_write = buttons->addButton(tr("Choose file and export…"), QDialogButtonBox::AcceptRole);
    m_write->setProperty("variant", u"primary"_s);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(scroll, 1);
    layout->addWidget(m_estimate);
    layout->addWidget(m_progress);
    layout->addWidget(buttons);
    resize(560, 560);
    connect(buttons, &QDialogButtonBox::accepted, this, &ExportDialog::chooseFile);
    connect(buttons, &QDialogButtonBox::rejected, this, &ExportDialog::reject);
}

void ExportDialog::setContent(ExportContent content)
{
    m_content->setCurrentIndex(m_content->findData(static_cast<int>(content)));
}

void ExportDialog::setPreset(ExportPreset preset)
{
    m_options->setPreset(preset);
}

ExportPreset ExportDialog::preset() const
{
    return m_options->preset();
}

ExportOptions ExportDialog::options() const
{
    return m_options->options();
}

QString ExportDialog::estimateText() const
{
    return m_estimate->text();
}

ExportRequest ExportDialog::request() const
{
    const auto place = static_cast<std::size_t>(std::max(0, m_scope->currentIndex()));
    const ExportScope scope = place < m_scopes.size() ? m_scopes[place] : ExportScope();
    const auto selectionOf = [&](std::vector<MetricId> metrics) {
        const Selection selection = m_context.selection(std::move(metrics));
        return scope.isVisibleRange ? selection : withoutRange(selection);
    };
    ExportRequest request;
    request.content = static_cast<ExportContent>(m_content->currentData().toInt());
    request.source = m_storeName;
    request.selection = selectionOf(scope.metrics);
    request.metrics = scope.metrics;
    for (const MetricId metric : scope.metrics.empty() ? m_allMetrics : scope.metrics)
        request.aggregates.push_back(
            {selectionOf({metric}), m_context.period(), m_context.calendar()});
    request.functions = {kAggregateFunctions.begin(), kAggregateFunctions.end()};
    request.withEmptyPeriods = true;
    if (scope.isVisibleRange) {
        request.sessions.begin = m_context.window().begin;
        request.sessions.end = m_context.window().end;
    }
    return request;
}

void ExportDialog::scheduleEstimate()
{
    m_estimateStop.request_stop();
    ++m_generation;
    m_estimate->setText(tr("Counting…"));
    m_estimateTimer.start();
}

void ExportDialog::estimate()
{
    m_estimateStop = std::stop_source();
    const std::uint64_t generation = m_generation;
    continueOn(this, m_exporter.estimate(request(), options(), m_estimateStop.get_token()),
               [this, generation](const Result<ExportEstimate> &answer) {
                   if (generation != m_generation)
                       return;
                   m_estimate->setText(
                       answer ? tr("%1 rows, about %2")
                                    .arg(locale().toString(qlonglong{answer->rows}),
                                         locale().formattedDataSize(answer->size_bytes))
                              : answer.error().message);
               });
}

QString ExportDialog::proposedName() const
{
    return QString(m_storeName % u'-' % exportContentKey(request().content) % u".csv"_s);
}

void ExportDialog::chooseFile()
{
    // The file dialog asks before an existing file is chosen (X9).
    const QString path = QFileDialog::getSaveFileName(this, tr("Export to"), proposedName(),
                                                      tr("CSV files (*.csv *.tsv *.txt)"));
    if (!path.isEmpty())
        exportTo(path, true);
}

void ExportDialog::exportTo(const QString &path, bool overwrite)
{
    m_writeStop = std::stop_source();
    setWriting(true);
    const QPointer<ExportDialog> self(this);
    const auto progress = [self](TaskProgress done) {
        // Comes from the exporter's thread; the pointer is only looked at on the GUI thread.
        QMetaObject::invokeMethod(qApp, [self, done] {
            if (self)
                self->m_progress->setValue(
                    static_cast<int>(done.total > 0 ? done.done * 1000 / done.total : 0));
        });
    };
    continueOn(this,
               m_exporter.writeFile(path, overwrite, request(), options(), m_writeStop.get_token(),
                                    progress),
               [this](const Result<ExportSummary> &summary) { onWritten(summary); });
}

void ExportDialog::onWritten(const Result<ExportSummary> &summary)
{
    setWriting(false);
    if (!summary) {
        m_estimate->setText(summary.error().message);
        return;
    }
    Q_EMIT exported(*summary);
    accept();
}

void ExportDialog::setWriting(bool writing)
{
    m_isWriting = writing;
    m_progress->setRange(0, 1000);
    m_progress->setValue(0);
    m_progress->setVisible(writing);
    m_write->setEnabled(!writing);
    m_scope->setEnabled(!writing);
    m_content->setEnabled(!writing);
    m_options->setEnabled(!writing);
    if (writing)
        m_estimate->setText(tr("Writing…"));
}

void ExportDialog::reject()
{
    if (m_isWriting)
        m_writeStop.request_stop(); // the answer ends the writing; nothing half stays behind
    else
        QDialog::reject();
}

} // namespace tidemark
