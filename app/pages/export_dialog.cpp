// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/export_dialog.h"

#include "app/pages/export_options_editor.h"
#include "app/size_text.h"
#include "model/core/continue_on.h"
#include "model/core/plural_count.h"
#include "model/core/run_in_background.h"
#include "views/dashboards/view_context.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kEstimateDelay = 150ms;

} // namespace

ExportDialog::ExportDialog(Exporter &exporter, const ViewContext &context,
                           const Formatter &formatter, std::vector<ExportScope> scopes,
                           std::vector<Definition> allMetrics, const QString &storeName,
                           QWidget *parent)
    : QDialog(parent)
    , m_exporter(exporter)
    , m_context(context)
    , m_formatter(formatter)
    , m_scopes(std::move(scopes))
    , m_allMetrics(std::move(allMetrics))
    , m_storeName(storeName)
    , m_scope(new QComboBox(this))
    , m_content(new QComboBox(this))
    , m_withEmpty(new QCheckBox(tr("Also periods &without records"), this))
    , m_skipDamaged(new QCheckBox(tr("Leave out what cannot be &read"), this))
    , m_options(new ExportOptionsEditor(context.calendar().zone, this))
    , m_estimate(new QLabel(this))
    , m_write(nullptr)
{
    setWindowTitle(tr("Export"));
    setObjectName(u"exportDialog"_s);
    build();
    m_estimateTimer.setSingleShot(true);
    m_estimateTimer.setInterval(kEstimateDelay);
    connect(&m_estimateTimer, &QTimer::timeout, this, &ExportDialog::estimate);
    connect(m_scope, &QComboBox::currentIndexChanged, this, &ExportDialog::onScopeChanged);
    connect(m_content, &QComboBox::currentIndexChanged, this, &ExportDialog::onContentChanged);
    for (const QCheckBox *box : {m_withEmpty, m_skipDamaged})
        connect(box, &QCheckBox::toggled, this, &ExportDialog::scheduleEstimate);
    connect(m_options, &ExportOptionsEditor::optionsChanged, this, &ExportDialog::scheduleEstimate);
    connect(m_options, &ExportOptionsEditor::presetChosen, this,
            [this] { m_isPresetChosen = true; });
    onScopeChanged();
    m_scope->setFocus();
}

ExportDialog::~ExportDialog()
{
    m_estimateStop.request_stop();
}

void ExportDialog::build()
{
    auto *scroll = new QScrollArea(this);
    scroll->setWidget(makeFields());
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    m_estimate->setProperty("tone", u"muted"_s);
    m_estimate->setWordWrap(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_write = buttons->addButton(tr("Choose file and export…"), QDialogButtonBox::AcceptRole);
    m_write->setProperty("variant", u"primary"_s);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(scroll, 1);
    layout->addWidget(m_estimate);
    layout->addWidget(buttons);
    resize(560, 600);
    connect(buttons, &QDialogButtonBox::accepted, this, &ExportDialog::chooseFile);
    connect(buttons, &QDialogButtonBox::rejected, this, &ExportDialog::reject);
}

QWidget *ExportDialog::makeFields()
{
    for (const ExportScope &scope : m_scopes)
        m_scope->addItem(scope.label);
    m_content->addItem(tr("Aggregates by period"), static_cast<int>(ExportContent::Aggregates));
    m_content->addItem(tr("Records"), static_cast<int>(ExportContent::Records));
    m_content->addItem(tr("Samples"), static_cast<int>(ExportContent::Samples));
    m_content->addItem(tr("Sessions"), static_cast<int>(ExportContent::Sessions));
    m_content->addItem(tr("Metric definitions"), static_cast<int>(ExportContent::Definitions));
    m_scope->setAccessibleName(tr("What to export"));
    m_content->setAccessibleName(tr("Content"));
    m_skipDamaged->setToolTip(
        tr("Steps over damaged places of the store and says how many there were."));
    m_skipDamaged->hide();
    auto *content = new QWidget(this);
    auto *form = new QFormLayout;
    form->addRow(tr("E&xport"), m_scope);
    form->addRow(tr("&Content"), m_content);
    form->addRow(m_withEmpty);
    form->addRow(m_skipDamaged);
    auto *fields = new QVBoxLayout(content);
    fields->setContentsMargins(0, 0, 6, 0);
    fields->addLayout(form);
    fields->addWidget(m_options);
    fields->addStretch(1);
    return content;
}

void ExportDialog::setRememberedPresets(const ExportPresets &presets)
{
    m_presets = presets;
    onContentChanged();
}

void ExportDialog::offerToSkipDamage()
{
    m_skipDamaged->show();
}

void ExportDialog::setContent(ExportContent content)
{
    m_content->setCurrentIndex(m_content->findData(static_cast<int>(content)));
}

void ExportDialog::setScope(int place)
{
    m_scope->setCurrentIndex(place);
}

void ExportDialog::setPreset(ExportPreset preset)
{
    m_isPresetChosen = true;
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

const ExportScope &ExportDialog::scope() const
{
    const int place = std::max(0, m_scope->currentIndex());
    return m_scopes[static_cast<std::size_t>(place)];
}

ExportContent ExportDialog::content() const
{
    return static_cast<ExportContent>(m_content->currentData().toInt());
}

ExportRequest ExportDialog::request() const
{
    ExportRequest request = requestOf(scope(), content(), m_context, m_allMetrics);
    if (!scope().shown)
        request.withEmptyPeriods = m_withEmpty->isChecked();
    request.source = m_storeName;
    request.skipDamaged = m_skipDamaged->isChecked();
    return request;
}

// A table that is shown has its content; of anything else it can be chosen.
void ExportDialog::onScopeChanged()
{
    m_content->setEnabled(!scope().shown);
    if (scope().shown)
        setContent(scope().shown->content);
    onContentChanged();
}

void ExportDialog::onContentChanged()
{
    m_withEmpty->setVisible(!scope().shown && content() == ExportContent::Aggregates);
    const auto last = presetFromKey(m_presets.value(exportContentKey(content())));
    if (!m_isPresetChosen && last && *last != preset())
        m_options->setPreset(*last);
    scheduleEstimate();
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
                   if (generation == m_generation)
                       showEstimate(answer);
               });
}

void ExportDialog::showEstimate(const Result<ExportEstimate> &answer)
{
    if (!answer) {
        if (answer.error().code == ErrorCode::Damaged)
            offerToSkipDamage();
        m_estimate->setText(answer.error().message);
        m_estimate->setToolTip(answer.error().detail);
        return;
    }
    const QString size = sizeText(m_formatter, answer->size_bytes);
    m_estimate->setToolTip({});
    m_estimate->setText(
        answer->isRowCountExact
            ? tr("%Ln row(s), about %1", nullptr, pluralCount(answer->rows)).arg(size)
            : tr("About %Ln row(s), %1", nullptr, pluralCount(answer->rows)).arg(size));
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
        exportTo(path);
}

void ExportDialog::exportTo(const QString &path)
{
    if (options().describe != DescribeForm::Sidecar) {
        order(path);
        return;
    }
    const QString description = path + u".json"_s;
    continueOn(this, runInBackground([description] { return QFileInfo::exists(description); }),
               [this, path, description](bool exists) {
                   if (exists)
                       askAboutDescription(path, description);
                   else
                       order(path);
               });
}

void ExportDialog::askAboutDescription(const QString &path, const QString &description)
{
    auto *question = new QMessageBox(this);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setIcon(QMessageBox::Warning);
    question->setWindowTitle(tr("Replace the description"));
    question->setText(
        tr("The description is written to \"%1\", which exists already. Replace it too?")
            .arg(QDir::toNativeSeparators(description)));
    const QAbstractButton *replace =
        question->addButton(tr("Replace the description"), QMessageBox::DestructiveRole);
    QPushButton *cancel = question->addButton(QMessageBox::Cancel);
    question->setDefaultButton(cancel);
    question->setEscapeButton(cancel);
    connect(question, &QMessageBox::buttonClicked, this,
            [this, path, replace](const QAbstractButton *button) {
                if (button == replace)
                    order(path);
            });
    question->open();
}

void ExportDialog::order(const QString &path)
{
    m_estimateStop.request_stop();
    ++m_generation;
    Q_EMIT ordered({path, request(), options(), preset()});
    accept();
}

} // namespace tidemark
