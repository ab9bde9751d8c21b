// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/browser/merge_dialog.h"

#include "model/core/continue_on.h"
#include "model/core/plural_count.h"
#include "model/domain/formatter.h"
#include "model/ports/metric_merger.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark {

MergeDialog::MergeDialog(std::vector<Definition> metrics, MetricMerger &merger, PanelCounter panels,
                         const Formatter &formatter, QWidget *parent)
    : QDialog(parent)
    , m_metrics(std::move(metrics))
    , m_merger(merger)
    , m_panels(std::move(panels))
    , m_formatter(formatter)
    , m_from(makeField(tr("Merge")))
    , m_into(makeField(tr("Into")))
    , m_facts(new QLabel(this))
    , m_units(new QCheckBox(this))
    , m_bothText(new QLabel(this))
    , m_keep(new QRadioButton(this))
    , m_replace(new QRadioButton(this))
    , m_buttons(new QDialogButtonBox(this))
    , m_merge(new QPushButton(tr("Merge"), this))
{
    setWindowTitle(tr("Merge metrics"));
    buildFields();
    buildLayout();
    ask();
}

MergeDialog::~MergeDialog()
{
    m_stop.request_stop();
}

QComboBox *MergeDialog::makeField(const QString &name)
{
    auto *field = new QComboBox(this);
    field->setEditable(true);
    field->setInsertPolicy(QComboBox::NoInsert);
    field->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    field->setMinimumContentsLength(24);
    field->setAccessibleName(name);
    for (const Definition &metric : m_metrics)
        field->addItem(metric.name);
    field->setCurrentIndex(-1);
    field->completer()->setFilterMode(Qt::MatchContains);
    field->completer()->setCompletionMode(QCompleter::PopupCompletion);
    field->completer()->setCaseSensitivity(Qt::CaseInsensitive);
    connect(field, &QComboBox::editTextChanged, this, &MergeDialog::ask);
    return field;
}

void MergeDialog::buildFields()
{
    for (QLabel *text : {m_facts, m_bothText}) {
        text->setWordWrap(true);
        text->setTextFormat(Qt::PlainText); // names are anybody's
    }
    m_keep->setChecked(true);
    connect(m_units, &QCheckBox::toggled, this, &MergeDialog::updateMerge);
    m_merge->setProperty("variant", u"danger"_s);
    m_merge->setAutoDefault(false);
    m_buttons->addButton(m_merge, QDialogButtonBox::AcceptRole);
    m_buttons->addButton(QDialogButtonBox::Cancel)->setDefault(true);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void MergeDialog::buildLayout()
{
    auto *exchange = new QPushButton(tr("Swap"), this);
    exchange->setAutoDefault(false);
    exchange->setToolTip(tr("Merge the other one instead"));
    connect(exchange, &QPushButton::clicked, this, &MergeDialog::swap);
    auto *into = new QHBoxLayout;
    into->addWidget(m_into, 1);
    into->addWidget(exchange);
    auto *form = new QFormLayout;
    form->addRow(tr("Merge"), m_from);
    form->addRow(tr("Into"), into);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(m_facts);
    layout->addWidget(m_units);
    layout->addWidget(m_bothText);
    layout->addWidget(m_keep);
    layout->addWidget(m_replace);
    layout->addStretch(1);
    layout->addWidget(m_buttons);
    resize(520, 320);
}

const Definition *MergeDialog::chosen(const QComboBox *field) const
{
    const auto found = std::find_if(m_metrics.begin(), m_metrics.end(), [&](const Definition &d) {
        return d.name == field->currentText();
    });
    return found == m_metrics.end() ? nullptr : &*found;
}

void MergeDialog::choose(MetricId from, MetricId into)
{
    for (const auto &[field, metric] : {std::pair(m_from, from), std::pair(m_into, into)}) {
        const auto found =
            std::find_if(m_metrics.begin(), m_metrics.end(),
                         [metric = metric](const Definition &d) { return d.id == metric; });
        const QSignalBlocker blocker(field);
        field->setCurrentIndex(
            found == m_metrics.end() ? -1 : static_cast<int>(found - m_metrics.begin()));
    }
    ask();
}

void MergeDialog::swap()
{
    const QString from = m_from->currentText();
    {
        const QSignalBlocker blocker(m_from);
        m_from->setCurrentText(m_into->currentText());
    }
    m_into->setCurrentText(from); // asks
}

void MergeDialog::ask()
{
    m_stop.request_stop();
    m_stop = std::stop_source();
    const std::uint64_t generation = ++m_generation;
    m_preview.reset();
    const Definition *from = chosen(m_from);
    const Definition *into = chosen(m_into);
    if (!from || !into || from == into) {
        showProblem(from && from == into ? tr("Choose two different metrics.")
                                         : tr("Choose the metric that goes, and the one that "
                                              "takes its values."));
        return;
    }
    showProblem(tr("Counting the values…"));
    continueOn(this, m_merger.preview(from->id, into->id, m_stop.get_token()),
               [this, generation](const Result<MergePreview> &answer) {
                   if (generation == m_generation)
                       show(answer);
               });
}

void MergeDialog::show(const Result<MergePreview> &answer)
{
    if (!answer) {
        showProblem(answer.error().message);
        return;
    }
    m_preview = *answer;
    showFacts();
    showUnits();
    showConflicts();
    updateMerge();
}

void MergeDialog::showProblem(const QString &text)
{
    m_facts->setText(text);
    for (QWidget *part : {static_cast<QWidget *>(m_units), static_cast<QWidget *>(m_bothText),
                          static_cast<QWidget *>(m_keep), static_cast<QWidget *>(m_replace)})
        part->hide();
    updateMerge();
}

QString MergeDialog::counted(const QString &text, std::int64_t count) const
{
    return text.arg(m_formatter.numbers().fullCount(count));
}

QString MergeDialog::valuesText() const
{
    const MergeCounts &counts = m_preview->counts;
    const QString records =
        counted(tr("%1 record(s)", nullptr, pluralCount(counts.records)), counts.records);
    const QString samples =
        counted(tr("%1 sample(s)", nullptr, pluralCount(counts.samples)), counts.samples);
    if (counts.samples == 0)
        return records;
    if (counts.records == 0)
        return samples;
    return tr("%1 and %2", "3 records and 20 samples").arg(records, samples);
}

void MergeDialog::showFacts()
{
    const QString from = m_preview->from.name;
    const QString into = m_preview->into.name;
    if (m_preview->units == UnitFit::Misfit) {
        m_facts->setText(tr("\"%1\" is in %2 and \"%3\" in %4, which do not convert to each other. "
                            "If one of the units is wrong, edit that metric first.")
                             .arg(from, m_preview->from.unit, into, m_preview->into.unit));
        return;
    }
    QStringList lines;
    if (m_preview->counts.values() == 0)
        lines.append(tr("\"%1\" has no values. It is removed.").arg(from));
    else
        lines.append(tr("%1 of \"%2\" become values of \"%3\", and \"%2\" is removed.",
                        "1: 3 records and 20 samples")
                         .arg(valuesText(), from, into));
    if (const int panels = m_panels({m_preview->from.id}); panels > 0)
        lines.append(
            tr("%n panel(s) that show \"%1\" then show \"%2\".", nullptr, panels).arg(from, into));
    lines.append(tr("This can be undone until the store is closed."));
    m_facts->setText(lines.join(u"\n\n"_s));
}

void MergeDialog::showUnits()
{
    const Unit from = Unit::of(m_preview->from.unit);
    const Unit into = Unit::of(m_preview->into.unit);
    m_units->setChecked(false);
    m_units->setVisible(m_preview->units == UnitFit::Converted ||
                        m_preview->units == UnitFit::Assumed);
    if (m_preview->units == UnitFit::Assumed) {
        m_units->setText(from.isEmpty()
                             ? tr("Take values without a unit as %1").arg(into.symbol())
                             : tr("Take values in %1 as ones without a unit").arg(from.symbol()));
        return;
    }
    const auto one =
        m_preview->units == UnitFit::Converted ? convert(1, from, into) : Result<double>(1);
    m_units->setText(
        one ? tr("Convert values from %1 to %2: 1 %1 becomes %3 %2")
                  .arg(from.symbol(), into.symbol(), m_formatter.numbers().fullValue(*one))
            : tr("Convert values from %1 to %2").arg(from.symbol(), into.symbol()));
}

void MergeDialog::showConflicts()
{
    const std::int64_t both = m_preview->counts.inBoth();
    const bool isShown = both > 0 && m_preview->units != UnitFit::Misfit;
    m_bothText->setText(
        counted(tr("At %1 place(s) both have a value:", nullptr, pluralCount(both)), both));
    m_keep->setText(tr("Keep that of \"%1\"").arg(m_preview->into.name).replace(u'&', u"&&"_s));
    m_replace->setText(tr("Take that of \"%1\"").arg(m_preview->from.name).replace(u'&', u"&&"_s));
    for (QWidget *part : {static_cast<QWidget *>(m_bothText), static_cast<QWidget *>(m_keep),
                          static_cast<QWidget *>(m_replace)})
        part->setVisible(isShown);
}

void MergeDialog::updateMerge()
{
    // The texts are as long as the names in them.
    if (const int wanted = layout() ? layout()->totalHeightForWidth(width()) : 0; height() < wanted)
        resize(width(), wanted);
    const bool isAgreed = m_units->isHidden() || m_units->isChecked();
    m_merge->setEnabled(m_preview && m_preview->units != UnitFit::Misfit && isAgreed);
}

MergeRequest MergeDialog::request() const
{
    MergeRequest request;
    if (!m_preview)
        return request;
    request.from = m_preview->from.id;
    request.into = m_preview->into.id;
    request.conflicts = m_replace->isChecked() ? MergeConflicts::Replace : MergeConflicts::Keep;
    request.mayConvert = m_units->isChecked();
    return request;
}

} // namespace tidemark
