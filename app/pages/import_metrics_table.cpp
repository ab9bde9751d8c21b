// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/import_metrics_table.h"
#include "views/theme/headings.h"

#include <QComboBox>
#include <QCompleter>
#include <QHash>
#include <QHeaderView>
#include <QLineEdit>
#include <QStyledItemDelegate>

#include <algorithm>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Column = ImportMetricsTable::Column;

constexpr std::size_t kShownMetrics = 2'000;

constexpr int indexOf(Column column)
{
    return static_cast<int>(column);
}

// Editors that hand on what is typed at once, so that leaving them changes nothing more.
class MetricDelegate final : public QStyledItemDelegate
{
public:
    explicit MetricDelegate(ImportMetricsTable *table)
        : QStyledItemDelegate(table)
        , m_table(table)
    {}

    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem & /*option*/,
                          const QModelIndex &index) const override
    {
        QWidget *editor = index.column() == indexOf(Column::Kind) ? kindEditor(parent)
                                                                  : textEditor(parent, index);
        editor->setAccessibleName(m_table->horizontalHeaderItem(index.column())->text());
        return editor;
    }

    void setEditorData(QWidget *editor, const QModelIndex &index) const override
    {
        const QString text = index.data(Qt::EditRole).toString();
        if (auto *kinds = qobject_cast<QComboBox *>(editor))
            kinds->setCurrentIndex(kinds->findText(text));
        else if (auto *field = qobject_cast<QLineEdit *>(editor); field && field->text() != text)
            field->setText(text);
    }

    void setModelData(QWidget *editor, QAbstractItemModel *model,
                      const QModelIndex &index) const override
    {
        if (const auto *kinds = qobject_cast<QComboBox *>(editor))
            model->setData(index, kinds->currentText(), Qt::EditRole);
        else if (const auto *field = qobject_cast<QLineEdit *>(editor))
            model->setData(index, field->text(), Qt::EditRole);
    }

private:
    [[nodiscard]] QWidget *kindEditor(QWidget *parent) const
    {
        auto *kinds = new QComboBox(parent);
        for (const MetricKind kind : kMetricKinds)
            kinds->addItem(kindLabel(kind));
        connect(kinds, &QComboBox::activated, m_table,
                [this, kinds] { m_table->takeTyped(kinds); });
        return kinds;
    }

    [[nodiscard]] QWidget *textEditor(QWidget *parent, const QModelIndex &index) const
    {
        auto *field = new QLineEdit(parent);
        field->setFrame(false);
        connect(field, &QLineEdit::textEdited, m_table,
                [this, field] { m_table->takeTyped(field); });
        if (index.column() == indexOf(Column::Target)) {
            auto *completer = new QCompleter(m_table->existingNames(), field);
            completer->setCaseSensitivity(Qt::CaseInsensitive);
            completer->setFilterMode(Qt::MatchContains);
            field->setCompleter(completer);
            connect(completer, qOverload<const QString &>(&QCompleter::activated), m_table,
                    [this, field] { m_table->takeTyped(field); });
        }
        return field;
    }

    ImportMetricsTable *m_table;
};

QString unitText(const QString &unit)
{
    return unit.isEmpty() ? ImportMetricsTable::tr("no unit") : unit;
}

QString stateText(const ImportMetric &metric)
{
    if (metric.isSkipped)
        return ImportMetricsTable::tr("Left out");
    if (hasUnitClash(metric))
        return ImportMetricsTable::tr("⚠ Stored with %1").arg(unitText(metric.existingUnit));
    return metric.exists ? ImportMetricsTable::tr("Exists") : ImportMetricsTable::tr("New");
}

std::optional<MetricKind> kindOfLabel(const QString &label)
{
    const auto *const found =
        std::find_if(kMetricKinds.begin(), kMetricKinds.end(),
                     [&label](MetricKind kind) { return kindLabel(kind) == label; });
    return found == kMetricKinds.end() ? std::nullopt : std::optional(*found);
}

} // namespace

ImportMetricsTable::ImportMetricsTable(QWidget *parent)
    : QTableWidget(0, indexOf(Column::Count), parent)
{
    setAccessibleName(tr("Metrics of the file, and where they go"));
    setHorizontalHeaderLabels(
        {tr("In the file"), tr("Becomes"), tr("Unit"), tr("Kind"), tr("Values"), tr("State")});
    setItemDelegate(new MetricDelegate(this));
    setEditTriggers(DoubleClicked | SelectedClicked | EditKeyPressed | AnyKeyPressed);
    setTabKeyNavigation(false); // Tab leads on to the next control
    verticalHeader()->hide();
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    horizontalHeader()->setSectionResizeMode(indexOf(Column::Source), QHeaderView::Stretch);
    horizontalHeader()->setSectionResizeMode(indexOf(Column::Target), QHeaderView::Stretch);
    theme::keepHeadingsWhole(*horizontalHeader());
    connect(this, &QTableWidget::itemChanged, this, &ImportMetricsTable::onItemChanged);
}

void ImportMetricsTable::setMappings(std::vector<MetricMapping> mappings)
{
    m_mappings = std::move(mappings);
}

void ImportMetricsTable::showMetrics(const std::vector<ImportMetric> &metrics)
{
    m_isShowing = true;
    m_metrics = metrics;
    const std::size_t shown = std::min(metrics.size(), kShownMetrics);
    const bool hasMore = shown < metrics.size();
    setRowCount(static_cast<int>(shown) + (hasMore ? 1 : 0));
    for (std::size_t i = 0; i < shown; ++i)
        showRow(static_cast<int>(i), metrics[i]);
    if (hasMore)
        showCell(static_cast<int>(shown), Column::Source,
                 tr("… and %Ln more", "metrics", static_cast<int>(metrics.size() - shown)), false);
    m_isShowing = false;
}

void ImportMetricsTable::showRow(int row, const ImportMetric &metric)
{
    showCell(row, Column::Source, metric.source, false);
    QTableWidgetItem *source = item(row, indexOf(Column::Source));
    source->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    source->setCheckState(metric.isSkipped ? Qt::Unchecked : Qt::Checked);
    showCell(row, Column::Target, metric.target, !metric.isSkipped);
    showCell(row, Column::Unit, metric.unit, !metric.isSkipped);
    showCell(row, Column::Kind, kindLabel(metric.kind.value_or(MetricKind::Gauge)),
             !metric.exists && !metric.isSkipped);
    showCell(row, Column::Values, locale().toString(qlonglong{metric.rows}), false);
    showCell(row, Column::State, stateText(metric), false);
}

void ImportMetricsTable::showCell(int row, Column column, const QString &text, bool isEditable)
{
    QTableWidgetItem *cell = item(row, indexOf(column));
    if (!cell) {
        cell = new QTableWidgetItem;
        setItem(row, indexOf(column), cell);
    }
    const bool isBeingTyped = state() == EditingState && cell == currentItem();
    if (cell->text() != text && !isBeingTyped)
        cell->setText(text);
    const Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    cell->setFlags(isEditable ? flags | Qt::ItemIsEditable : flags);
}

void ImportMetricsTable::onItemChanged(QTableWidgetItem *changed)
{
    const auto row = static_cast<std::size_t>(changed->row());
    if (m_isShowing || row >= m_metrics.size())
        return;
    const auto text = [this, changed](Column column) {
        return item(changed->row(), indexOf(column))->text().trimmed();
    };
    MetricMapping mapping;
    mapping.source = m_metrics[row].source;
    mapping.target = text(Column::Target);
    mapping.unit = text(Column::Unit);
    mapping.kind = kindOfLabel(text(Column::Kind));
    mapping.isSkipped =
        item(changed->row(), indexOf(Column::Source))->checkState() == Qt::Unchecked;
    const auto known =
        std::find_if(m_mappings.begin(), m_mappings.end(), [&mapping](const MetricMapping &other) {
            return other.source == mapping.source;
        });
    if (known == m_mappings.end())
        m_mappings.push_back(std::move(mapping));
    else if (*known == mapping)
        return;
    else
        *known = std::move(mapping);
    Q_EMIT edited();
}

QString ImportMetricsTable::problem() const
{
    QHash<QString, QString> unitOf;
    for (const ImportMetric &metric : m_metrics) {
        if (metric.isSkipped)
            continue;
        if (hasUnitClash(metric))
            return tr("\"%1\" is stored with %2, the file has %3. Under Metrics, give it another "
                      "name or correct its unit, or leave it out.")
                .arg(metric.target, unitText(metric.existingUnit), metric.unit);
        const auto first = unitOf.constFind(metric.target);
        if (first != unitOf.cend() && *first != metric.unit)
            return tr("Two metrics of the file become \"%1\", one with %2 and one with %3. Under "
                      "Metrics, give one another name or correct its unit.")
                .arg(metric.target, unitText(*first), unitText(metric.unit));
        unitOf.insert(metric.target, metric.unit);
    }
    return {};
}

} // namespace tidemark
