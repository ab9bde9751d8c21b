// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/export_options_editor.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>

#include <algorithm>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int kFullPrecision = -1;

void choose(QComboBox *box, const QVariant &data)
{
    box->setCurrentIndex(std::max(0, box->findData(data)));
}

template <class Enum>
Enum chosen(const QComboBox *box)
{
    return static_cast<Enum>(box->currentData().toInt());
}

char charOf(const QComboBox *box)
{
    return static_cast<char>(box->currentData().toInt());
}

} // namespace

ExportOptionsEditor::ExportOptionsEditor(const Zone &zone, QWidget *parent)
    : QWidget(parent)
    , m_zone(zone)
    , m_preset(new QComboBox(this))
    , m_delimiter(new QComboBox(this))
    , m_decimal(new QComboBox(this))
    , m_lineEnd(new QComboBox(this))
    , m_times(new QComboBox(this))
    , m_layout(new QComboBox(this))
    , m_describe(new QComboBox(this))
    , m_missing(new QLineEdit(this))
    , m_decimals(new QSpinBox(this))
    , m_byteOrderMark(new QCheckBox(tr("Byte-order mark"), this))
    , m_quoteAll(new QCheckBox(tr("Quote every cell"), this))
    , m_header(new QCheckBox(tr("Header row"), this))
    , m_guard(new QCheckBox(tr("Guard text against formulas"), this))
    , m_guardNote(new QLabel(this))
{
    build();
    connect(this, &ExportOptionsEditor::optionsChanged, this, &ExportOptionsEditor::showPreset);
    setPreset(ExportPreset::Standard);
    for (QComboBox *box : {m_delimiter, m_decimal, m_lineEnd, m_times, m_layout, m_describe})
        connect(box, &QComboBox::currentIndexChanged, this, [this] {
            if (m_isShowing)
                return;
            showConsequences();
            Q_EMIT optionsChanged();
        });
    for (QCheckBox *box : {m_byteOrderMark, m_quoteAll, m_header, m_guard})
        connect(box, &QCheckBox::toggled, this, [this] {
            if (m_isShowing)
                return;
            showConsequences();
            Q_EMIT optionsChanged();
        });
    connect(m_missing, &QLineEdit::textEdited, this, &ExportOptionsEditor::optionsChanged);
    connect(m_decimals, &QSpinBox::valueChanged, this, [this] {
        if (!m_isShowing)
            Q_EMIT optionsChanged();
    });
    connect(m_preset, &QComboBox::activated, this, [this] {
        Q_EMIT presetChosen();
        setPreset(chosen<ExportPreset>(m_preset));
    });
}

void ExportOptionsEditor::build()
{
    for (const ExportPreset preset : kExportPresets)
        m_preset->addItem(presetLabel(preset), static_cast<int>(preset));
    m_delimiter->addItem(tr("Comma"), int{','});
    m_delimiter->addItem(tr("Semicolon"), int{';'});
    m_delimiter->addItem(tr("Tab"), int{'\t'});
    m_delimiter->addItem(tr("Vertical bar"), int{'|'});
    m_decimal->addItem(tr("Point"), int{'.'});
    m_decimal->addItem(tr("Comma"), int{','});
    m_lineEnd->addItem(tr("CRLF"), static_cast<int>(LineEnd::CrLf));
    m_lineEnd->addItem(tr("LF"), static_cast<int>(LineEnd::Lf));
    m_times->addItem(tr("ISO 8601 with offset"), static_cast<int>(TimeForm::IsoOffset));
    m_times->addItem(tr("ISO 8601 in UTC"), static_cast<int>(TimeForm::IsoUtc));
    m_times->addItem(tr("Seconds since 1970"), static_cast<int>(TimeForm::EpochSeconds));
    m_times->addItem(tr("Milliseconds since 1970"), static_cast<int>(TimeForm::EpochMilliseconds));
    m_times->addItem(tr("Microseconds since 1970"), static_cast<int>(TimeForm::EpochMicroseconds));
    m_times->addItem(tr("Nanoseconds since 1970"), static_cast<int>(TimeForm::EpochNanoseconds));
    m_times->addItem(tr("Local text with a zone column"), static_cast<int>(TimeForm::LocaleText));
    m_layout->addItem(tr("Long: a row per metric and period"), static_cast<int>(TableLayout::Long));
    m_layout->addItem(tr("Wide: a column per metric"), static_cast<int>(TableLayout::Wide));
    m_describe->addItem(tr("No"), static_cast<int>(DescribeForm::None));
    m_describe->addItem(tr("In a file beside it"), static_cast<int>(DescribeForm::Sidecar));
    m_describe->addItem(tr("In lines that start with #"), static_cast<int>(DescribeForm::Comments));
    m_missing->setPlaceholderText(tr("empty"));
    m_decimals->setRange(kFullPrecision, 17);
    m_decimals->setSpecialValueText(tr("Full precision"));
    m_guard->setToolTip(
        tr("Text that begins like a formula gets a leading apostrophe. Import takes "
           "it off again. Numbers are never touched."));

    auto *form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    const auto addRow = [form](const QString &label, QWidget *field) {
        QString name = label;
        field->setAccessibleName(name.remove(u'&'));
        form->addRow(label, field);
    };
    addRow(tr("&Preset"), m_preset);
    addRow(tr("&Delimiter"), m_delimiter);
    addRow(tr("D&ecimal sign"), m_decimal);
    addRow(tr("&Times"), m_times);
    addRow(tr("&Layout"), m_layout);
    addRow(tr("Missing &values"), m_missing);
    addRow(tr("Decimal&s"), m_decimals);
    addRow(tr("Line e&nd"), m_lineEnd);
    addRow(tr("Descri&be this export"), m_describe);
    auto *boxes = new QGridLayout;
    boxes->addWidget(m_header, 0, 0);
    boxes->addWidget(m_quoteAll, 0, 1);
    boxes->addWidget(m_byteOrderMark, 1, 0);
    boxes->addWidget(m_guard, 1, 1);
    form->addRow(boxes);
    m_guardNote->setText(tr("The guard against formulas is off: text is written as it is, and a "
                            "spreadsheet may run it."));
    m_guardNote->setWordWrap(true);
    m_guardNote->setProperty("tone", u"muted"_s);
    form->addRow(m_guardNote);
}

// The fields say what will be written (X4), and a note what to mind (X7).
void ExportOptionsEditor::showConsequences()
{
    const bool wasShowing = std::exchange(m_isShowing, true);
    choose(m_delimiter, int{dialect().delimiter});
    m_isShowing = wasShowing;
    m_guardNote->setVisible(!m_guard->isChecked());
}

void ExportOptionsEditor::showPreset()
{
    for (int i = 0; i < m_preset->count(); ++i)
        m_preset->setItemText(
            i, presetLabel(static_cast<ExportPreset>(m_preset->itemData(i).toInt())));
    if (options() != presetOptions(preset(), locale(), m_zone))
        m_preset->setItemText(m_preset->currentIndex(),
                              tr("%1, changed").arg(presetLabel(preset())));
}

ExportPreset ExportOptionsEditor::preset() const
{
    return chosen<ExportPreset>(m_preset);
}

void ExportOptionsEditor::setPreset(ExportPreset preset)
{
    choose(m_preset, static_cast<int>(preset));
    present(presetOptions(preset, locale(), m_zone));
    Q_EMIT optionsChanged();
}

void ExportOptionsEditor::present(const ExportOptions &options)
{
    m_isShowing = true;
    choose(m_delimiter, int{options.dialect.delimiter});
    choose(m_decimal, int{options.dialect.decimal});
    choose(m_lineEnd, static_cast<int>(options.dialect.lineEnd));
    choose(m_times, static_cast<int>(options.timeForm));
    choose(m_layout, static_cast<int>(options.layout));
    choose(m_describe, static_cast<int>(options.describe));
    m_missing->setText(options.missing);
    m_decimals->setValue(options.decimals.value_or(kFullPrecision));
    m_byteOrderMark->setChecked(options.dialect.hasByteOrderMark);
    m_quoteAll->setChecked(options.dialect.quoteAll);
    m_header->setChecked(options.dialect.hasHeader);
    m_guard->setChecked(options.formulaGuard);
    m_isShowing = false;
    showConsequences();
}

CsvDialect ExportOptionsEditor::dialect() const
{
    CsvDialect dialect;
    dialect.delimiter = charOf(m_delimiter);
    dialect.decimal = charOf(m_decimal);
    dialect.lineEnd = chosen<LineEnd>(m_lineEnd);
    dialect.hasByteOrderMark = m_byteOrderMark->isChecked();
    dialect.quoteAll = m_quoteAll->isChecked();
    dialect.hasHeader = m_header->isChecked();
    return consistent(dialect);
}

ExportOptions ExportOptionsEditor::options() const
{
    // What has no field of its own, such as the locale of local times, is the preset's.
    ExportOptions options = presetOptions(preset(), locale(), m_zone);
    options.dialect = dialect();
    options.timeForm = chosen<TimeForm>(m_times);
    if (options.timeForm == TimeForm::LocaleText)
        options.locale = locale();
    options.layout = chosen<TableLayout>(m_layout);
    options.describe = chosen<DescribeForm>(m_describe);
    options.missing = m_missing->text();
    options.decimals =
        m_decimals->value() == kFullPrecision ? std::nullopt : std::optional(m_decimals->value());
    options.formulaGuard = m_guard->isChecked();
    return options;
}

} // namespace tidemark
