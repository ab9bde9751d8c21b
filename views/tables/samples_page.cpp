// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/tables/samples_page.h"

#include "model/core/compensated_sum.h"
#include "model/core/continue_on.h"
#include "model/core/plural_count.h"
#include "model/domain/formatter.h"
#include "model/items/cell_text.h"
#include "model/items/sample_table_model.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/series_store.h"
#include "model/ports/store_events.h"
#include "views/dashboards/view_context.h"
#include "views/refresh_pace.h"
#include "views/tables/data_table.h"
#include "views/tables/state_overlay.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace tidemark {

SamplesPage::SamplesPage(const DataPorts &ports, ViewContext *context, const Formatter &formatter,
                         const theme::Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_ports(ports)
    , m_context(context)
    , m_formatter(formatter)
    , m_model(new SampleTableModel(*ports.series, formatter, this))
    , m_table(new DataTable(tr("Samples"), DataTable::Keys::Activate))
    , m_overlay(new StateOverlay(m_table, theme, this))
    , m_statement(new QLabel(this))
    , m_choice(new QComboBox(this))
    , m_pace(new RefreshPace(this))
{
    m_model->setZone(context->calendar().zone);
    buildView();
    connectContext();
    connectModel();
}

void SamplesPage::buildView()
{
    m_table->setModel(m_model);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_statement->setProperty("tone", u"muted"_s);
    m_statement->setTextFormat(Qt::PlainText);
    m_statement->setAccessibleName(tr("What the table shows"));
    m_statement->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_statement->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_choice->setAccessibleName(tr("Series"));
    m_choice->setToolTip(tr("The series of the metric that is listed"));
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_choice->setMinimumContentsLength(16);
    m_choice->hide();
    auto *line = new QHBoxLayout;
    line->setContentsMargins(8, 2, 8, 2);
    line->addWidget(m_statement, 1);
    line->addWidget(m_choice);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(line);
    layout->addWidget(m_overlay, 1);
    setFocusProxy(m_table);
}

void SamplesPage::connectContext()
{
    const auto later = [this] {
        m_isStale = true;
        if (m_isActive)
            m_pace->onQuestionChanged();
    };
    const auto laterAgain = [this] {
        m_isStale = true;
        if (m_isActive)
            m_pace->onDataChanged();
    };
    connect(m_pace, &RefreshPace::due, this, &SamplesPage::reload);
    connect(m_context, &ViewContext::rangeChanged, this, [this, later, laterAgain] {
        if (m_context->isMovingOn())
            laterAgain();
        else
            later();
    });
    connect(m_context, &ViewContext::movedOn, this, laterAgain);
    connect(m_context, &ViewContext::selectedSpanChanged, this, later);
    connect(m_context, &ViewContext::selectedMetricsChanged, this, later);
    connect(m_context, &ViewContext::focusedMetricChanged, this, later);
    connect(m_context, &ViewContext::userNamesChanged, this, later);
    connect(m_context, &ViewContext::calendarChanged, this,
            [this] { m_model->setZone(m_context->calendar().zone); });
    connect(m_ports.events, &StoreEvents::changed, this,
            [this, laterAgain](const StoreChange &change) {
                if (m_context->live() != LiveState::Following && m_metric &&
                    (change.definitions || change.touches(m_metric->id)))
                    laterAgain();
            });
}

void SamplesPage::connectModel()
{
    connect(m_choice, &QComboBox::currentIndexChanged, this, &SamplesPage::loadChosen);
    connect(m_model, &SampleTableModel::loadStarted, this,
            [this] { m_overlay->showLoading(tr("Reading the samples…")); });
    connect(m_model, &SampleTableModel::loadStarted, m_pace, &RefreshPace::begin);
    connect(m_model, &SampleTableModel::loaded, m_pace, &RefreshPace::end);
    connect(m_model, &SampleTableModel::loadFailed, m_pace, &RefreshPace::end);
    connect(m_overlay, &StateOverlay::cancelled, m_pace, &RefreshPace::end);
    connect(m_model, &SampleTableModel::loaded, this, &SamplesPage::showState);
    connect(m_model, &SampleTableModel::totalChanged, this, [this] {
        showState();
        Q_EMIT totalChanged();
    });
    connect(m_model, &SampleTableModel::loadFailed, this, [this](const Error &error) {
        m_overlay->showError(error, {{tr("Retry"), [this] { refresh(); }}});
    });
    connect(m_overlay, &StateOverlay::cancelled, this, [this] {
        m_model->cancel();
        showState();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &SamplesPage::tellStatistics);
    connect(m_table, &QWidget::customContextMenuRequested, this,
            [this](const QPoint &at) { showMenu(m_table->viewport()->mapToGlobal(at)); });
}

void SamplesPage::refresh()
{
    m_isStale = true;
    if (m_isActive)
        reload();
}

void SamplesPage::setActive(bool active)
{
    m_isActive = active;
    if (active && m_isStale)
        reload();
}

std::optional<std::int64_t> SamplesPage::total() const
{
    return m_model->query() ? m_model->total() : std::nullopt;
}

void SamplesPage::reload()
{
    m_pace->begin();
    m_isStale = false;
    const std::uint64_t generation = ++m_generation;
    const MetricId metric = m_context->focusedMetric();
    if (!metric.isValid()) {
        showNothing(tr("Choose a metric to see its samples."));
        return;
    }
    continueOn(this, m_ports.catalog->definitions(),
               [this, generation, metric](const Result<std::vector<Definition>> &all) {
                   if (generation != m_generation)
                       return;
                   if (!all) {
                       m_pace->end();
                       m_overlay->showError(all.error(), {{tr("Retry"), [this] { refresh(); }}});
                       return;
                   }
                   const auto found =
                       std::find_if(all->begin(), all->end(),
                                    [metric](const auto &each) { return each.id == metric; });
                   if (found == all->end()) {
                       showNothing(tr("This metric is not in the store any more."));
                       return;
                   }
                   continueOn(this, m_ports.series->list({metric}),
                              [this, generation,
                               definition = *found](const Result<std::vector<SeriesInfo>> &series) {
                                  if (generation == m_generation)
                                      takeSeries(definition, series);
                              });
               });
}

// The series that was chosen stays chosen.
void SamplesPage::takeSeries(const Definition &metric,
                             const Result<std::vector<SeriesInfo>> &series)
{
    if (!series) {
        m_pace->end();
        m_overlay->showError(series.error(), {{tr("Retry"), [this] { refresh(); }}});
        return;
    }
    const auto &shown = m_model->query();
    const SeriesId chosen = shown ? shown->series.id : SeriesId();
    m_metric = metric;
    m_series.clear();
    {
        const QSignalBlocker blocker(m_choice);
        m_choice->clear();
        for (const SeriesInfo &each : *series) {
            if (each.samples == 0)
                continue;
            m_series.push_back(each);
            m_choice->addItem(each.key.tags.isEmpty() ? tr("(without tags)")
                                                      : shownText(each.key.tags));
            if (each.id == chosen)
                m_choice->setCurrentIndex(m_choice->count() - 1);
        }
    }
    m_choice->setVisible(m_series.size() > 1);
    if (m_series.empty())
        showNothing(tr("\"%1\" has no samples, only records.").arg(metric.name));
    else
        loadChosen();
}

QString SamplesPage::shownText(const TagMap &tags) const
{
    return tagsText(shownTags(tags, m_context->userNames()));
}

void SamplesPage::loadChosen()
{
    const int index = m_choice->currentIndex();
    if (index < 0 || index >= static_cast<int>(m_series.size()) || !m_metric) {
        m_pace->end();
        return;
    }
    const SeriesInfo &series = m_series[static_cast<std::size_t>(index)];
    const QString tags = shownText(series.key.tags);
    m_statement->setText(
        tags.isEmpty() || m_series.size() > 1
            ? m_metric->name
            : tr("%1 · %2", "metric and what its table shows").arg(m_metric->name, tags));
    m_model->load({series, *m_metric, m_context->shownWindow()});
}

void SamplesPage::showNothing(const QString &text)
{
    m_pace->end();
    m_metric.reset();
    m_series.clear();
    m_choice->hide();
    m_statement->clear();
    m_model->clear();
    m_overlay->showEmpty(text, {});
    Q_EMIT totalChanged();
}

void SamplesPage::showState()
{
    if (!m_model->query())
        return;
    if (m_model->rowCount() == 0) {
        m_overlay->showEmpty(
            m_model->isDamaged()
                ? tr("The samples in %1 are damaged.")
                      .arg(m_formatter.window(m_model->query()->window))
                : tr("No samples in %1.").arg(m_formatter.window(m_model->query()->window)),
            {{tr("Show all data"), [this] { Q_EMIT showAllDataRequested(); }}});
        return;
    }
    const NumberFormatter &numbers = m_formatter.numbers();
    const QString shown = numbers.fullCount(m_model->rowCount());
    if (m_model->isDamaged())
        m_overlay->showPartial(tr("Some samples in this range are damaged and left out."), {});
    else if (m_model->isComplete())
        m_overlay->showData();
    else
        m_overlay->showPartial(m_model->total()
                                   ? tr("Showing the last %1 of %2 samples.")
                                         .arg(shown, numbers.fullCount(*m_model->total()))
                                   : tr("Showing the last %1 samples; there are more.").arg(shown),
                               {{tr("Load more"), [this] { m_model->fetchMore({}); }}});
    m_table->fitColumns();
}

// From the oldest to the latest, when the rows lie together.
std::optional<TimeWindow> SamplesPage::selectedStretch() const
{
    const QList<int> rows = m_table->selectedRows();
    if (rows.isEmpty() || rows.back() - rows.front() + 1 != rows.size())
        return std::nullopt;
    const Sample *latest = m_model->sample(rows.front());
    const Sample *oldest = m_model->sample(rows.back());
    if (!latest || !oldest)
        return std::nullopt;
    return TimeWindow{oldest->at, latest->at + Timedelta(1)};
}

std::optional<ExportRequest> SamplesPage::exportRequest() const
{
    const auto &query = m_model->query();
    if (!query)
        return std::nullopt;
    ExportRequest request;
    request.content = ExportContent::Samples;
    request.selection.metrics = {query->metric.id};
    request.selection.begin = query->window.begin;
    request.selection.end = query->window.end;
    request.onlySeries = {query->series.id};
    return request;
}

std::optional<ExportRequest> SamplesPage::selectedExport() const
{
    auto request = exportRequest();
    const auto stretch = selectedStretch();
    if (!request || !stretch)
        return std::nullopt;
    request->selection.begin = stretch->begin;
    request->selection.end = stretch->end;
    return request;
}

void SamplesPage::showMenu(const QPoint &globalPosition)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto stretch = selectedStretch();
    QAction *zoom = menu->addAction(tr("Zoom to these samples"), this,
                                    [this, stretch] { m_context->setWindow(*stretch); });
    zoom->setEnabled(stretch && stretch->duration() > Timedelta(1));
    QAction *more = menu->addAction(tr("Load more"), this, [this] { m_model->fetchMore({}); });
    more->setEnabled(m_model->canFetchMore({}));
    menu->addSeparator();
    QAction *remove = menu->addAction(tr("Remove samples…"), this, [this, stretch] {
        m_context->setSelectedSpan(*stretch);
        Q_EMIT removeRequested();
    });
    remove->setEnabled(stretch.has_value());
    menu->popup(globalPosition);
}

void SamplesPage::tellStatistics()
{
    const QList<int> rows = m_table->selectedRows();
    std::int64_t count = 0;
    CompensatedSum sum;
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const int row : rows) {
        const Sample *at = m_model->sample(row);
        if (!at || std::isnan(at->value))
            continue;
        ++count;
        sum += at->value;
        low = std::min(low, at->value);
        high = std::max(high, at->value);
    }
    if (rows.size() < 2 || count == 0 || !m_metric) {
        Q_EMIT statisticsChanged({});
        return;
    }
    const auto text = [this](double value) {
        return valueCell(m_formatter, value, m_metric->unit);
    };
    Q_EMIT statisticsChanged(
        tr("%1 sample(s) · mean %2 · min %3 · max %4", nullptr, pluralCount(count))
            .arg(m_formatter.numbers().fullCount(count),
                 text(sum.value() / static_cast<double>(count)), text(low), text(high)));
}

} // namespace tidemark
