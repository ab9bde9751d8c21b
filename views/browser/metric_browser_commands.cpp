// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of MetricBrowser: menus, the definition form, deleting, archiving, saved state.
#include "views/browser/metric_browser.h"

#include "model/core/continue_on.h"
#include "model/core/plural_count.h"
#include "model/domain/formatter.h"
#include "model/items/item_roles.h"
#include "model/items/metric_filter_model.h"
#include "model/items/metric_tree_model.h"
#include "model/items/source_words.h"
#include "model/ports/series_store.h"
#include "views/browser/definition_dialog.h"
#include "views/browser/keeping_question.h"
#include "views/dashboards/view_context.h"
#include "views/tables/column_menu.h"
#include "views/tables/scroll_place.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QToolButton>
#include <QTreeView>

using namespace Qt::StringLiterals;

namespace tidemark {

void MetricBrowser::fillOptionsMenu()
{
    auto *menu = new QMenu(m_options);
    menu->addAction(tr("New metric…"), this, [this] { createDefinition(); });
    menu->addSeparator();
    QAction *grouped = menu->addAction(tr("Group by name"), this, &MetricBrowser::setGrouped);
    grouped->setCheckable(true);
    QAction *columns = menu->addAction(tr("Columns"), this, &MetricBrowser::setColumnsShown);
    columns->setCheckable(true);
    QAction *archived =
        menu->addAction(tr("Show archived"), this, &MetricBrowser::setArchivedShown);
    archived->setCheckable(true);
    connect(menu, &QMenu::aboutToShow, this, [this, grouped, columns, archived] {
        grouped->setChecked(isGrouped());
        columns->setChecked(m_areColumnsShown);
        archived->setChecked(m_filter->isArchivedShown());
    });
    // Not setMenu(): the button is its own sign, without an arrow beside it.
    connect(m_options, &QToolButton::clicked, menu,
            [this, menu] { menu->popup(m_options->mapToGlobal(QPoint(0, m_options->height()))); });
}

void MetricBrowser::showMenu(const QPoint &globalPosition)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    const MetricId metric = currentMetric();
    const std::vector<MetricId> selected = selectedMetrics();
    const bool hasSelection = !selected.empty();
    const auto add = [menu](const QString &text, const QKeySequence &key, bool isEnabled,
                            auto run) {
        QAction *action = menu->addAction(text, run);
        action->setShortcut(key); // shown only: the tree handles the key itself
        action->setEnabled(isEnabled);
        return action;
    };
    const auto addWriting = [&add, this](const QString &text, const QKeySequence &key,
                                         bool isEnabled, auto run) {
        QAction *action = add(text, key, isEnabled && m_readOnlyReason.isEmpty(), run);
        if (!m_readOnlyReason.isEmpty())
            action->setToolTip(m_readOnlyReason);
    };
    add(tr("Plot in this panel"), Qt::Key_Return, hasSelection,
        [this] { plot(PlotTarget::ActivePanel); });
    add(tr("Plot in a new panel"), Qt::CTRL | Qt::Key_Return, hasSelection,
        [this] { plot(PlotTarget::NewPanel); });
    add(tr("Plot instead of this panel's series"), {}, hasSelection,
        [this] { plot(PlotTarget::Replace); });
    menu->addSeparator();
    add(tr("Show in details"), Qt::Key_Space, metric.isValid(),
        [this, metric] { Q_EMIT previewRequested(metric); });
    addWriting(tr("Record a value…"), {}, metric.isValid(),
               [this, metric] { Q_EMIT entryRequested(metric); });
    if (m_isPublishing)
        addWriting(tr("Publish the shown records…"), {}, hasSelection,
                   [this] { Q_EMIT publishRequested(); });
    menu->addSeparator();
    addWriting(tr("New metric…"), {}, true, [this] { createDefinition(); });
    addWriting(tr("Edit…"), Qt::Key_F2, metric.isValid(),
               [this, metric] { editDefinition(metric); });
    add(tr("Copy name"), {}, metric.isValid(), [this, metric] {
        if (const MetricSummary *summary = m_model->summaryOf(metric))
            QGuiApplication::clipboard()->setText(summary->definition.name);
    });
    const MetricSummary *summary = m_model->summaryOf(metric);
    const bool isArchived = summary != nullptr && summary->definition.isArchived;
    addWriting(isArchived ? tr("Bring back from the archive") : tr("Archive"), {}, hasSelection,
               [this, selected, isArchived] { archive(selected, !isArchived); });
    addWriting(tr("Merge…"), {}, hasSelection, [this] { Q_EMIT mergeRequested(); });
    addWriting(tr("Delete…"), Qt::Key_Delete, hasSelection, [this] { removeSelected(); });
    menu->popup(globalPosition);
}

void MetricBrowser::showColumnMenu(const QPoint &globalPosition)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    addColumnChoices(menu, *m_tree->header(), [this](int column) -> ColumnChoice {
        if (column == 0)
            return {};
        return [this, column](bool isShown) {
            m_tree->setColumnHidden(column, !isShown);
            if (isShown)
                m_tree->resizeColumnToContents(column);
        };
    });
    menu->popup(globalPosition);
}

bool MetricBrowser::checkWritable()
{
    if (m_readOnlyReason.isEmpty())
        return true;
    Q_EMIT failed(m_readOnlyReason);
    return false;
}

void MetricBrowser::createDefinition(const QString &name)
{
    if (!checkWritable())
        return;
    const auto find = [this](const QString &wanted) -> std::optional<MetricId> {
        const MetricSummary *found = m_model->summaryNamed(wanted);
        return found != nullptr ? std::optional(found->definition.id) : std::nullopt;
    };
    auto *dialog = new DefinitionDialog({}, find, m_formatter, this);
    dialog->setName(name);
    connect(dialog, &DefinitionDialog::saveRequested, this,
            [this, dialog] { saveDefinition(dialog, MetricId()); });
    openDialog(dialog);
}

void MetricBrowser::editDefinition(MetricId metric)
{
    const MetricSummary *summary = m_model->summaryOf(metric);
    if (summary == nullptr || !checkWritable())
        return;
    const auto find = [this](const QString &wanted) -> std::optional<MetricId> {
        const MetricSummary *found = m_model->summaryNamed(wanted);
        return found != nullptr ? std::optional(found->definition.id) : std::nullopt;
    };
    auto *dialog = new DefinitionDialog(summary->definition, find, m_formatter, this);
    connect(dialog, &DefinitionDialog::saveRequested, this,
            [this, dialog, metric] { saveDefinition(dialog, metric); });
    openDialog(dialog);
}

void MetricBrowser::openDialog(DefinitionDialog *dialog)
{
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (!m_dialogGeometry.isEmpty())
        dialog->restoreGeometry(m_dialogGeometry);
    connect(dialog, &DefinitionDialog::openRequested, this, [this](MetricId metric) {
        selectMetric(metric);
        Q_EMIT previewRequested(metric);
    });
    connect(dialog, &QDialog::finished, this, [this, dialog] {
        m_dialogGeometry = dialog->saveGeometry();
        m_tree->setFocus(Qt::OtherFocusReason);
    });
    dialog->open();
}

void MetricBrowser::saveDefinition(DefinitionDialog *dialog, MetricId metric)
{
    const bool isNew = !metric.isValid();
    if (!isNew && dialog->change().isEmpty()) {
        dialog->accept(); // nothing was touched: no change is sent (D8)
        return;
    }
    const auto keep = isNew ? std::nullopt : dialog->change().keepSamples.value_or(std::nullopt);
    const MetricSummary *summary = m_model->summaryOf(metric);
    if (keep && summary != nullptr)
        askAboutKeeping(*m_ports.series, summary->definition, *keep, m_formatter, dialog,
                        [this, dialog, metric] { store(dialog, metric); });
    else
        store(dialog, metric);
}

void MetricBrowser::store(DefinitionDialog *dialog, MetricId metric)
{
    const bool isNew = !metric.isValid();
    const auto answer = isNew ? m_ports.catalog->create(dialog->newDefinition())
                              : m_ports.catalog->update(metric, dialog->change());
    const bool keepsLess = !isNew && dialog->change().keepSamples.value_or(std::nullopt);
    continueOn(dialog, answer,
               [this, dialog, isNew, keepsLess](const Result<DefinitionOutcome> &outcome) {
                   if (!outcome) {
                       dialog->showRefusal(outcome.error().message);
                       return;
                   }
                   const QString &name = outcome->definition.name;
                   if (outcome->change.isValid())
                       Q_EMIT changeMade(outcome->change, isNew ? tr("create %1").arg(name)
                                                                : tr("edit %1").arg(name));
                   if (keepsLess)
                       removeAged();
                   dialog->accept();
                   refresh();
               });
}

// What a metric keeps no longer goes at once, as was agreed.
void MetricBrowser::removeAged()
{
    continueOn(this, m_ports.series->applyRetention(),
               [this](const Result<RetentionReport> &report) {
                   if (!report)
                       Q_EMIT failed(report.error().message);
               });
}

// Another program may have deleted a metric that is asked about here.
QString MetricBrowser::labelName(const std::vector<MetricId> &metrics) const
{
    const MetricSummary *first = m_model->summaryOf(metrics.front());
    return metrics.size() == 1 && first != nullptr
               ? first->definition.name
               : tr("%n metric(s)", nullptr, static_cast<int>(metrics.size()));
}

void MetricBrowser::archive(const std::vector<MetricId> &metrics, bool archived)
{
    if (!checkWritable())
        return;
    const QString name = labelName(metrics);
    const QString label = archived ? tr("archive %1").arg(name) : tr("bring back %1").arg(name);
    continueOn(this, m_ports.catalog->archive(metrics, archived),
               [this, label](const Result<ChangeId> &answer) { onWritten(answer, label); });
}

void MetricBrowser::onWritten(const Result<ChangeId> &answer, const QString &label)
{
    if (!answer)
        Q_EMIT failed(answer.error().message);
    else if (answer->isValid())
        Q_EMIT changeMade(*answer, label);
    refresh();
}

void MetricBrowser::removeSelected()
{
    const std::vector<MetricId> metrics = selectedMetrics();
    if (metrics.empty() || !checkWritable())
        return;
    std::int64_t records = 0;
    std::int64_t samples = 0;
    QStringList sources;
    for (const MetricId metric : metrics) {
        records += m_model->summaryOf(metric)->recordCount;
        samples += m_model->summaryOf(metric)->sampleCount;
        sources += m_model->summaryOf(metric)->sources;
    }
    sources.removeDuplicates();
    QString recordText = tr("%1 record(s)", nullptr, pluralCount(records))
                             .arg(m_formatter.numbers().fullCount(records));
    if (samples > 0)
        recordText = tr("%1 and %2", "3 records and 20 samples")
                         .arg(recordText, tr("%1 sample(s)", nullptr, pluralCount(samples))
                                              .arg(m_formatter.numbers().fullCount(samples)));
    const QString panelText = tr("%n panel(s)", nullptr, m_panelCounter(metrics));
    auto *question = new QMessageBox(this);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setIcon(QMessageBox::Warning);
    question->setWindowTitle(tr("Delete metric"));
    question->setText(
        metrics.size() == 1
            ? tr("Delete \"%1\"?").arg(m_model->summaryOf(metrics.front())->definition.name)
            : tr("Delete %n metric(s)?", nullptr, static_cast<int>(metrics.size())));
    question->setInformativeText(
        tr("This removes %1 and affects %2. Archiving hides the metric and keeps its records. "
           "Both can be undone until the store is closed.",
           "as in: removes 3 records and affects 1 panel")
            .arg(recordText, panelText) %
        (sources.isEmpty() ? QString() : u"\n\n"_s % removalAtSources(sources)));
    auto *remove = new QPushButton(tr("Delete %1").arg(recordText));
    remove->setProperty("variant", u"danger"_s);
    question->addButton(remove, QMessageBox::DestructiveRole);
    auto *keep = question->addButton(tr("Archive"), QMessageBox::ActionRole);
    QPushButton *cancel = question->addButton(QMessageBox::Cancel);
    question->setDefaultButton(cancel);
    question->setEscapeButton(cancel);
    connect(question, &QMessageBox::buttonClicked, this,
            [this, metrics, remove, keep](const QAbstractButton *button) {
                if (button == remove)
                    this->remove(metrics);
                else if (button == keep)
                    archive(metrics, true);
            });
    question->open();
}

void MetricBrowser::remove(const std::vector<MetricId> &metrics)
{
    continueOn(this, m_ports.catalog->remove(metrics),
               [this, label = tr("delete %1").arg(labelName(metrics))](
                   const Result<ChangeId> &answer) { onWritten(answer, label); });
}

QByteArray MetricBrowser::saveState() const
{
    QJsonObject state;
    state.insert("grouped"_L1, isGrouped());
    state.insert("columns"_L1, m_areColumnsShown);
    state.insert("archived"_L1, m_filter->isArchivedShown());
    const QByteArray columns = m_areColumnsShown ? m_tree->header()->saveState() : m_columns;
    state.insert("columns_header"_L1, QString::fromLatin1(columns.toBase64()));
    state.insert("dialog"_L1, QString::fromLatin1(m_dialogGeometry.toBase64()));
    state.insert("scroll"_L1, m_scrollPlace->place());
    QStringList closed = m_closedBranches.values();
    closed.sort();
    state.insert("closed"_L1, QJsonArray::fromStringList(closed));
    return QJsonDocument(state).toJson(QJsonDocument::Compact);
}

void MetricBrowser::restoreState(const QByteArray &state)
{
    const QJsonObject object = QJsonDocument::fromJson(state).object();
    const auto bytes = [&object](QLatin1StringView key) {
        return QByteArray::fromBase64(object.value(key).toString().toLatin1());
    };
    if (object.isEmpty())
        return;
    m_closedBranches.clear();
    for (const QJsonValue path : object.value("closed"_L1).toArray())
        m_closedBranches.insert(path.toString());
    setGrouped(object.value("grouped"_L1).toBool(true));
    setArchivedShown(object.value("archived"_L1).toBool());
    setColumnsShown(false);
    m_columns = bytes("columns_header"_L1);
    setColumnsShown(object.value("columns"_L1).toBool());
    m_dialogGeometry = bytes("dialog"_L1);
    m_scrollPlace->goTo(object.value("scroll"_L1).toInt());
}

} // namespace tidemark
