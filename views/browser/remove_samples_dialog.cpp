// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/browser/remove_samples_dialog.h"

#include "model/core/continue_on.h"
#include "model/core/plural_count.h"
#include "model/domain/formatter.h"
#include "model/items/cell_text.h"
#include "model/ports/series_store.h"
#include "views/theme/headings.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

std::vector<SeriesId> idsOf(const std::vector<SeriesInfo> &series)
{
    std::vector<SeriesId> ids;
    for (const SeriesInfo &info : series)
        ids.push_back(info.id);
    return ids;
}

} // namespace

RemoveSamplesDialog::RemoveSamplesDialog(const Definition &metric, const TimeWindow &window,
                                         SeriesStore &store, const Formatter &formatter,
                                         QWidget *parent)
    : QDialog(parent)
    , m_window(window)
    , m_formatter(formatter)
    , m_list(new QTreeWidget(this))
    , m_state(new QLabel(this))
    , m_buttons(new QDialogButtonBox(this))
    , m_remove(new QPushButton(tr("Remove samples"), this))
{
    setWindowTitle(tr("Remove samples"));
    m_remove->setProperty("variant", u"danger"_s);
    m_remove->setEnabled(false);
    m_remove->setAutoDefault(false);
    m_buttons->addButton(m_remove, QDialogButtonBox::AcceptRole);
    m_buttons->addButton(QDialogButtonBox::Cancel)->setDefault(true);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    buildLayout(metric);
    load(metric.id, store);
}

RemoveSamplesDialog::~RemoveSamplesDialog()
{
    m_stop.request_stop();
}

void RemoveSamplesDialog::buildLayout(const Definition &metric)
{
    m_list->setHeaderLabels({tr("Series"), tr("Samples")});
    m_list->headerItem()->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
    m_list->setAccessibleName(tr("Series"));
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    theme::keepHeadingsWhole(*m_list->header());
    connect(m_list, &QTreeWidget::itemChanged, this, &RemoveSamplesDialog::showChosen);
    m_state->setWordWrap(true);
    m_state->setText(tr("Counting the samples…"));

    auto *form = new QFormLayout;
    const auto addRow = [form](const QString &name, const QString &value) {
        auto *label = new QLabel(value);
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        form->addRow(name, label);
    };
    addRow(tr("Metric"), metric.name);
    addRow(tr("From"), m_formatter.exactTime(m_window.begin));
    addRow(tr("To"), tr("%1, not included", "the end of a stretch of time")
                         .arg(m_formatter.exactTime(m_window.end)));
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_state);
    layout->addWidget(m_buttons);
    resize(480, 320);
}

void RemoveSamplesDialog::load(MetricId metric, SeriesStore &store)
{
    continueOn(this, store.list({metric}), [this, &store](Result<std::vector<SeriesInfo>> series) {
        if (series)
            count(*std::move(series), store);
        else
            showProblem(series.error().message);
    });
}

void RemoveSamplesDialog::count(std::vector<SeriesInfo> series, SeriesStore &store)
{
    const auto counts = store.count(idsOf(series), m_window, m_stop.get_token());
    continueOn(this, counts,
               [this, series = std::move(series)](const Result<std::vector<std::int64_t>> &found) {
                   if (found)
                       showSeries(series, *found);
                   else
                       showProblem(found.error().message);
               });
}

void RemoveSamplesDialog::showSeries(const std::vector<SeriesInfo> &series,
                                     const std::vector<std::int64_t> &counts)
{
    {
        const QSignalBlocker blocker(m_list);
        for (std::size_t i = 0; i < series.size(); ++i) {
            if (counts[i] == 0)
                continue;
            const TagMap &tags = series[i].key.tags;
            auto *row =
                new QTreeWidgetItem(m_list, {tags.isEmpty() ? tr("(without tags)") : tagsText(tags),
                                             m_formatter.numbers().fullCount(counts[i])});
            row->setFlags(row->flags() | Qt::ItemIsUserCheckable);
            row->setCheckState(0, Qt::Checked);
            row->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
            m_series.push_back(series[i].id);
            m_counts.push_back(counts[i]);
        }
    }
    if (m_series.empty())
        showProblem(tr("The metric has no samples there."));
    else
        showChosen();
}

void RemoveSamplesDialog::showProblem(const QString &text)
{
    m_state->setText(text);
    m_remove->setEnabled(false);
}

QString RemoveSamplesDialog::samplesText(std::int64_t count) const
{
    return tr("Remove %1 sample(s)", nullptr, pluralCount(count))
        .arg(m_formatter.numbers().fullCount(count));
}

void RemoveSamplesDialog::showChosen()
{
    std::int64_t total = 0;
    for (int row = 0; row < m_list->topLevelItemCount(); ++row) {
        if (m_list->topLevelItem(row)->checkState(0) == Qt::Checked)
            total += m_counts[static_cast<std::size_t>(row)];
    }
    m_state->setText(total > 0 ? tr("This can be undone until the store is closed.")
                               : tr("No series is ticked."));
    m_remove->setText(total > 0 ? samplesText(total) : tr("Remove samples"));
    m_remove->setEnabled(total > 0);
}

std::vector<SeriesId> RemoveSamplesDialog::chosen() const
{
    std::vector<SeriesId> ids;
    for (int row = 0; row < m_list->topLevelItemCount(); ++row) {
        if (m_list->topLevelItem(row)->checkState(0) == Qt::Checked)
            ids.push_back(m_series[static_cast<std::size_t>(row)]);
    }
    return ids;
}

} // namespace tidemark
