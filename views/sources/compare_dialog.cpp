// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/compare_dialog.h"

#include "model/core/continue_on.h"
#include "model/core/plural_count.h"
#include "model/domain/formatter.h"
#include "model/items/comparison_table_model.h"
#include "model/items/source_board.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/source_links.h"
#include "views/dashboards/view_context.h"
#include "views/sources/state_look.h"
#include "views/tables/data_table.h"
#include "views/tables/message_strip.h"
#include "views/tables/state_overlay.h"

#include <QClipboard>
#include <QComboBox>
#include <QFrame>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>
#include <initializer_list>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark {
namespace {

using namespace std::chrono_literals;

constexpr QSize kUsualSize(820, 560);
constexpr auto kBusyAfter = 300ms; // S3: what is faster does not flash
constexpr auto kTick = 1s;
constexpr int kEvery = -1; // of periods and functions
constexpr qsizetype kNamesShown = 5;

} // namespace

CompareDialog::CompareDialog(const SourceParts &parts, SourceId source,
                             std::vector<MetricId> selected, QWidget *parent)
    : QDialog(parent)
    , m_parts(parts)
    , m_selected(std::move(selected))
    , m_work(new SourceComparing(*parts.links, this))
    , m_model(new ComparisonTableModel(*parts.formatter, this))
    , m_table(new DataTable(tr("Aggregates that differ"), DataTable::Keys::Activate))
    , m_overlay(new StateOverlay(m_table, *parts.theme, this))
    , m_strip(new MessageStrip(*parts.theme, this))
    , m_note(new QLabel(this))
    , m_source(new QComboBox(this))
    , m_which(new QComboBox(this))
    , m_time(new QComboBox(this))
    , m_period(new QComboBox(this))
    , m_function(new QComboBox(this))
    , m_progress(new QWidget(this))
    , m_progressText(new QLabel(this))
    , m_bar(new QProgressBar(this))
    , m_stop(new QPushButton(tr("S&top"), this))
    , m_copy(new QPushButton(tr("Cop&y list"), this))
    , m_compare(new QPushButton(tr("&Compare"), this))
{
    setWindowTitle(tr("Compare aggregates"));
    buildChoices(source);
    buildResult();
    buildLayout();
    connect(m_work, &SourceComparing::progressed, this, &CompareDialog::showProgress);
    connect(m_work, &SourceComparing::found, m_model, &ComparisonTableModel::append);
    connect(m_work, &SourceComparing::finished, this, &CompareDialog::showOutcome);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        m_tick.setInterval(kTick);
        m_progress->show();
        if (std::exchange(m_movesFocus, false))
            m_stop->setFocus(Qt::OtherFocusReason);
        showProgress();
    });
    setRunning(false);
    readMetrics();
    m_source->setFocus(Qt::OtherFocusReason);
}

void CompareDialog::buildChoices(SourceId source)
{
    for (const SourceLink &link : m_parts.board->links())
        m_source->addItem(link.source.name, qint64{link.source.id.value()});
    m_source->setCurrentIndex(m_source->findData(qint64{source.value()}));
    m_time->addItem(tr("The range that is shown: %1")
                        .arg(m_parts.formatter->window(m_parts.context->window())));
    m_time->addItem(tr("All of it"));
    for (const Period period : kAllPeriods)
        m_period->addItem(periodName(period), static_cast<int>(period));
    m_period->addItem(tr("Every period"), kEvery);
    m_period->setCurrentIndex(m_period->findData(static_cast<int>(m_parts.context->period())));
    m_function->addItem(tr("Every function"), kEvery);
    for (const AggregateFunction function : kAggregateFunctions)
        m_function->addItem(functionLabel(function), static_cast<int>(function));
    for (QComboBox *one : {m_source, m_which, m_time, m_period, m_function}) {
        one->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        one->setMinimumContentsLength(12);
        connect(one, &QComboBox::activated, this, &CompareDialog::showIdle);
    }
}

void CompareDialog::buildResult()
{
    m_table->setModel(m_model);
    m_table->setElasticColumn(static_cast<int>(ComparisonTableModel::Column::Metric));
    m_note->setProperty("tone", u"muted"_s);
    m_note->setWordWrap(true);
    m_note->setTextFormat(Qt::PlainText);
    m_bar->setAccessibleName(tr("How far the comparison is"));
    m_bar->setTextVisible(false);
    m_compare->setProperty("variant", u"primary"_s);
    m_compare->setDefault(true);
    m_stop->setToolTip(tr("Ends the comparison and keeps what was found"));
    m_copy->setToolTip(tr("Copies all rows with their titles"));
    for (QPushButton *one : {m_stop, m_copy})
        one->setAutoDefault(false);
    connect(m_stop, &QPushButton::clicked, m_work, &SourceComparing::stop);
    connect(m_copy, &QPushButton::clicked, this, &CompareDialog::copyList);
    connect(m_compare, &QPushButton::clicked, this, &CompareDialog::start);
}

void CompareDialog::addChoice(QGridLayout *grid, int row, int column, const QString &label,
                              QComboBox *field)
{
    auto *text = new QLabel(label, this);
    text->setBuddy(field);
    field->setAccessibleName(QString(label).remove(u'&'));
    grid->addWidget(text, row, column);
    grid->addWidget(field, row, column + 1);
}

void CompareDialog::buildLayout()
{
    auto *choices = new QGridLayout;
    choices->setHorizontalSpacing(10);
    choices->setColumnStretch(1, 3);
    choices->setColumnStretch(3, 2);
    addChoice(choices, 0, 0, tr("S&ource"), m_source);
    addChoice(choices, 1, 0, tr("&Metrics"), m_which);
    addChoice(choices, 2, 0, tr("T&ime"), m_time);
    addChoice(choices, 0, 2, tr("&Period"), m_period);
    addChoice(choices, 1, 2, tr("&Function"), m_function);
    auto *line = new QHBoxLayout(m_progress);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_progressText);
    line->addWidget(m_bar, 1);
    line->addWidget(m_stop);
    auto *frame = new QFrame(this);
    frame->setProperty("card", true);
    auto *inFrame = new QVBoxLayout(frame);
    inFrame->setContentsMargins(1, 1, 1, 1);
    inFrame->addWidget(m_overlay);
    // A button box would take the focus between its buttons, and send it back to the first.
    auto *close = new QPushButton(tr("Close"), this);
    close->setAutoDefault(false);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    for (QPushButton *one : {m_copy, m_compare, close})
        buttons->addWidget(one);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(8);
    layout->addLayout(choices);
    layout->addWidget(m_strip);
    layout->addWidget(frame, 1);
    layout->addWidget(m_note);
    layout->addWidget(m_progress);
    layout->addLayout(buttons);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    m_overlay->setFocusProxy(nullptr); // Tab would go to the table again at the overlay's own place
    QWidget *before = m_source;
    for (QWidget *next : std::initializer_list<QWidget *>{
             m_which, m_time, m_period, m_function, m_table, m_stop, m_copy, m_compare, close}) {
        setTabOrder(before, next);
        before = next;
    }
    resize(kUsualSize);
}

void CompareDialog::readMetrics()
{
    continueOn(this, m_parts.ports.catalog->definitions(),
               [this](Result<std::vector<Definition>> all) {
                   if (!all) {
                       m_overlay->showError(all.error(), {});
                       return;
                   }
                   m_metrics = *std::move(all);
                   showMetrics();
                   showIdle();
               });
}

void CompareDialog::showMetrics()
{
    QStringList names;
    for (const Definition &one : m_metrics)
        if (std::find(m_selected.begin(), m_selected.end(), one.id) != m_selected.end())
            names << one.name;
    m_which->clear();
    m_which->addItem(tr("All %Ln metric(s)", nullptr, pluralCount(std::ssize(m_metrics))), false);
    if (!names.isEmpty()) {
        m_which->addItem(tr("Selected: %1", "metrics").arg(names.join(u", "_s)), true);
        m_which->setItemData(1, names.join(u'\n'), Qt::ToolTipRole);
    }
}

SourceId CompareDialog::source() const
{
    return SourceId(m_source->currentData().toLongLong());
}

QString CompareDialog::sourceName() const
{
    return m_source->currentText();
}

ComparisonPlan CompareDialog::plan() const
{
    ComparisonPlan plan;
    plan.source = source();
    const bool isSelection = m_which->currentData().toBool();
    std::copy_if(m_metrics.begin(), m_metrics.end(), std::back_inserter(plan.metrics),
                 [&](const Definition &one) {
                     return !isSelection || std::find(m_selected.begin(), m_selected.end(),
                                                      one.id) != m_selected.end();
                 });
    for (const Period period : kAllPeriods) {
        const int wanted = m_period->currentData().toInt();
        if (wanted == kEvery || wanted == static_cast<int>(period))
            plan.periods.push_back(period);
    }
    for (const AggregateFunction function : kAggregateFunctions) {
        const int wanted = m_function->currentData().toInt();
        if (wanted == kEvery || wanted == static_cast<int>(function))
            plan.functions.push_back(function);
    }
    if (m_time->currentIndex() == 0) {
        plan.begin = m_parts.context->window().begin;
        plan.end = m_parts.context->window().end;
    }
    return plan;
}

void CompareDialog::start()
{
    m_model->clear();
    m_strip->clear();
    m_note->clear();
    m_since.start();
    m_tick.start(kBusyAfter);
    m_movesFocus = m_compare->hasFocus();
    setRunning(true);
    m_work->start(plan());
}

void CompareDialog::setRunning(bool isRunning)
{
    for (QComboBox *one : {m_source, m_which, m_time, m_period, m_function})
        one->setEnabled(!isRunning);
    m_compare->setEnabled(!isRunning && !m_metrics.empty() && source().isValid());
    m_copy->setEnabled(!isRunning && m_model->rowCount() > 0);
    if (isRunning)
        return;
    m_tick.stop();
    if (m_stop->hasFocus() || std::exchange(m_movesFocus, false))
        m_compare->setFocus(Qt::OtherFocusReason);
    m_progress->hide();
}

// Before the first comparison, and when something else was chosen since the last.
void CompareDialog::showIdle()
{
    m_model->clear();
    m_strip->clear();
    setRunning(false);
    m_note->setText(tr("Periods are counted in UTC, with weeks from Monday, as a source counts "
                       "them."));
    if (m_metrics.empty())
        m_overlay->showEmpty(tr("There is no metric in this store yet, so there is nothing to "
                                "compare. Fetch from %1 or record a value first.")
                                 .arg(sourceName()),
                             {});
    else
        m_overlay->showEmpty(tr("Compare computes the same aggregates here and at %1, and lists "
                                "those that differ. Nothing is changed on either side.")
                                 .arg(sourceName()),
                             {});
}

void CompareDialog::showProgress()
{
    if (!m_work->isRunning())
        return;
    const NumberFormatter &numbers = m_parts.formatter->numbers();
    const auto total = static_cast<std::int64_t>(m_work->total());
    const auto done = static_cast<std::int64_t>(m_work->done());
    m_bar->setRange(0, pluralCount(total));
    m_bar->setValue(pluralCount(done));
    const auto elapsed = std::chrono::duration_cast<std::chrono::seconds>(
        std::chrono::milliseconds(m_since.elapsed()));
    m_progressText->setText(
        tr("Comparing %1: %2 of %3, %4", "metric, counts and time taken")
            .arg(
                m_work->metric(), numbers.fullCount(done), numbers.fullCount(total),
                m_parts.formatter->duration(Timedelta(std::chrono::nanoseconds(elapsed).count()))));
    if (m_model->rowCount() > 0)
        m_overlay->showData();
    else if (m_progress->isVisible())
        m_overlay->showEmpty(tr("No differences so far."), {});
}

void CompareDialog::showOutcome()
{
    const ComparisonOutcome &outcome = m_work->outcome();
    setRunning(false);
    m_note->setText(missingText(outcome));
    if (m_model->rowCount() > 0) {
        m_overlay->showData();
        m_table->fitColumns();
    } else {
        m_overlay->showEmpty(outcome.isComplete ? tr("No differences.") : tr("Nothing found yet."),
                             {});
    }
    if (outcome.error)
        m_strip->showError(*outcome.error, {{tr("Compare again"), [this] { start(); }}});
    else
        showSettled(outcome);
}

void CompareDialog::showSettled(const ComparisonOutcome &outcome)
{
    const QString compared =
        tr("%Ln aggregate(s)", nullptr, pluralCount(outcome.buckets)) % u' ' %
        tr("of %Ln metric(s)", "aggregates of metrics", pluralCount(outcome.metrics));
    const QString different =
        tr("%Ln of them differ(s)", "aggregates", pluralCount(outcome.different));
    if (!outcome.isComplete)
        m_strip->showMessage(theme::StateColor::Info,
                             tr("Stopped. So far %1 were compared; %2.").arg(compared, different));
    else if (outcome.buckets == 0)
        m_strip->showMessage(theme::StateColor::Info,
                             tr("Neither this store nor %1 has records of these metrics in this "
                                "range. Choose a longer one to compare.")
                                 .arg(sourceName()));
    else if (outcome.different == 0)
        m_strip->showMessage(theme::StateColor::Good, tr("This store and %1 are equal: %2 were "
                                                         "compared, and none differs.")
                                                          .arg(sourceName(), compared));
    else
        m_strip->showMessage(theme::StateColor::Caution,
                             tr("%1 were compared; %2. Send what waits, fetch from %3 with "
                                "everything read again, then compare once more.")
                                 .arg(compared, different, sourceName()));
}

QString CompareDialog::missingText(const ComparisonOutcome &outcome) const
{
    QStringList sentences;
    if (!outcome.missing.isEmpty()) {
        QString names = outcome.missing.mid(0, kNamesShown).join(u", "_s);
        if (outcome.missing.size() > kNamesShown)
            names += u", …"_s;
        sentences << tr("%Ln metric(s) left out, because the source does not have them: %1.",
                        nullptr, pluralCount(outcome.missing.size()))
                         .arg(names);
    }
    if (outcome.different > m_model->rowCount())
        sentences << tr("The first %1 differences are listed.")
                         .arg(m_parts.formatter->numbers().fullCount(m_model->rowCount()));
    if (sentences.isEmpty())
        sentences << tr("Numbers that are no more than a billionth apart count as equal.");
    return sentences.join(u' ');
}

void CompareDialog::copyList()
{
    QGuiApplication::clipboard()->setText(m_model->listText());
}

void CompareDialog::reject()
{
    m_work->stop();
    QDialog::reject();
}

} // namespace tidemark
