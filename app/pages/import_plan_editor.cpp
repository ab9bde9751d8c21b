// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/import_plan_editor.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QSpinBox>

#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMaxSkipped = 10'000;

template <class Enum>
void add(QComboBox *box, const QString &text, Enum value)
{
    box->addItem(text, static_cast<int>(value));
}

template <class Enum>
Enum chosen(const QComboBox *box)
{
    return static_cast<Enum>(box->currentData().toInt());
}

void choose(QComboBox *box, int value)
{
    box->setCurrentIndex(box->findData(value));
}

} // namespace

ImportPlanEditor::ImportPlanEditor(QWidget *parent)
    : QWidget(parent)
    , m_form(new QFormLayout(this))
    , m_encoding(addChoice(tr("Encoding")))
    , m_delimiter(addChoice(tr("Delimiter")))
    , m_header(addChoice(tr("First row")))
    , m_skipped(new QSpinBox(this))
    , m_decimal(addChoice(tr("Decimal sign")))
    , m_notation(addChoice(tr("Times are")))
    , m_dateOrder(addChoice(tr("Order of dates")))
    , m_zone(addText(tr("Time zone"), u"UTC"_s))
    , m_repeated(addChoice(tr("Repeated hour in autumn")))
    , m_metric(addText(tr("Metric"), tr("where no column names one")))
    , m_unit(addText(tr("Unit"), tr("of new metrics")))
    , m_device(addText(tr("Device"), tr("where no column names one")))
    , m_missing(addText(tr("Words for no value"), u"NA, -"_s))
{
    m_form->setContentsMargins(0, 0, 0, 0);
    m_skipped->setRange(0, kMaxSkipped);
    m_skipped->setAccessibleName(tr("Lines before the data"));
    m_form->insertRow(3, tr("Lines before the data"), m_skipped);
    add(m_encoding, u"UTF-8"_s, TextEncoding::Utf8);
    add(m_encoding, u"UTF-16 LE"_s, TextEncoding::Utf16Le);
    add(m_encoding, u"UTF-16 BE"_s, TextEncoding::Utf16Be);
    add(m_encoding, u"Windows-1252"_s, TextEncoding::Windows1252);
    add(m_delimiter, tr("Comma"), ',');
    add(m_delimiter, tr("Semicolon"), ';');
    add(m_delimiter, tr("Tab"), '\t');
    add(m_delimiter, tr("Vertical bar"), '|');
    add(m_delimiter, tr("Spaces"), ' ');
    add(m_header, tr("Names of the columns"), true);
    add(m_header, tr("Values"), false);
    add(m_decimal, tr("Choose…"), DecimalSign::Undecided);
    add(m_decimal, tr("Point"), DecimalSign::Point);
    add(m_decimal, tr("Comma"), DecimalSign::Comma);
    add(m_notation, tr("ISO 8601"), TimeNotation::Iso8601);
    add(m_notation, tr("Day, month and year"), TimeNotation::Calendar);
    add(m_notation, tr("Seconds since 1970"), TimeNotation::EpochSeconds);
    add(m_notation, tr("Milliseconds since 1970"), TimeNotation::EpochMilliseconds);
    add(m_notation, tr("Microseconds since 1970"), TimeNotation::EpochMicroseconds);
    add(m_notation, tr("Nanoseconds since 1970"), TimeNotation::EpochNanoseconds);
    add(m_dateOrder, tr("Choose…"), DateOrder::Undecided);
    add(m_dateOrder, tr("Day before month"), DateOrder::DayFirst);
    add(m_dateOrder, tr("Month before day"), DateOrder::MonthFirst);
    add(m_repeated, tr("Refuse such rows"), RepeatedTime::Reject);
    add(m_repeated, tr("The first of the two"), RepeatedTime::First);
    add(m_repeated, tr("The second of the two"), RepeatedTime::Second);
    connect(m_skipped, &QSpinBox::valueChanged, this, &ImportPlanEditor::announce);
}

QComboBox *ImportPlanEditor::addChoice(const QString &label)
{
    auto *box = new QComboBox(this);
    box->setAccessibleName(label);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(12);
    m_form->addRow(label, box);
    connect(box, &QComboBox::currentIndexChanged, this, &ImportPlanEditor::announce);
    return box;
}

QLineEdit *ImportPlanEditor::addText(const QString &label, const QString &placeholder)
{
    auto *field = new QLineEdit(this);
    field->setAccessibleName(label);
    field->setPlaceholderText(placeholder);
    m_form->addRow(label, field);
    connect(field, &QLineEdit::editingFinished, this, &ImportPlanEditor::announce);
    return field;
}

void ImportPlanEditor::announce()
{
    if (!m_isShowing)
        Q_EMIT edited();
}

void ImportPlanEditor::setPlan(const ImportPlan &plan)
{
    m_isShowing = true;
    choose(m_encoding, static_cast<int>(plan.encoding));
    choose(m_delimiter, int{plan.dialect.delimiter});
    choose(m_header, plan.dialect.hasHeader ? 1 : 0);
    m_skipped->setValue(plan.skippedLines);
    choose(m_decimal, static_cast<int>(plan.decimal));
    choose(m_notation, static_cast<int>(plan.notation));
    choose(m_dateOrder, static_cast<int>(plan.dateOrder));
    m_dateOrder->setEnabled(plan.notation == TimeNotation::Calendar);
    m_zone->setText(plan.zone.id());
    choose(m_repeated, static_cast<int>(plan.repeatedTime));
    m_metric->setText(plan.metric);
    m_unit->setText(plan.unit);
    m_device->setText(plan.device);
    m_missing->setText(plan.missing.join(u", "_s));
    m_isShowing = false;
}

ImportPlan ImportPlanEditor::applied(ImportPlan plan) const
{
    plan.encoding = chosen<TextEncoding>(m_encoding);
    plan.dialect.delimiter = static_cast<char>(m_delimiter->currentData().toInt());
    plan.dialect.hasHeader = m_header->currentData().toInt() != 0;
    plan.skippedLines = m_skipped->value();
    plan.decimal = chosen<DecimalSign>(m_decimal);
    plan.notation = chosen<TimeNotation>(m_notation);
    plan.dateOrder = chosen<DateOrder>(m_dateOrder);
    plan.zone = Zone::fromId(m_zone->text().trimmed()).value_or(plan.zone);
    plan.repeatedTime = chosen<RepeatedTime>(m_repeated);
    plan.metric = m_metric->text().trimmed();
    plan.unit = m_unit->text().trimmed();
    plan.device = m_device->text().trimmed();
    plan.missing.clear();
    for (const QString &word : m_missing->text().split(u',', Qt::SkipEmptyParts))
        plan.missing.append(word.trimmed());
    return plan;
}

} // namespace tidemark
