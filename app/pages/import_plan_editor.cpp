// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/import_plan_editor.h"

#include "model/time/time_entry.h"
#include "model/time/time_format.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QSpinBox>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLongestChoice = 19; ///< letters of `Milliseconds since 1970`, which are narrow

constexpr int kMaxSkipped = 10'000;
constexpr int kSkippedRow = 7; ///< behind the choice of the first row
constexpr char16_t kNoGroups = 0;

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

// Leaves the cursor where it is while the text stays.
void showText(QLineEdit *field, const QString &text)
{
    if (field->text() != text)
        field->setText(text);
}

QStringList words(const QString &text)
{
    QStringList all;
    for (const QString &word : text.split(u',', Qt::SkipEmptyParts))
        all.append(word.trimmed());
    return all;
}

} // namespace

ImportPlanEditor::ImportPlanEditor(QWidget *parent)
    : QWidget(parent)
    , m_form(new QFormLayout(this))
    , m_format(addChoice(tr("Format")))
    , m_table(addChoice(tr("Table")))
    , m_target(addChoice(tr("Rows become")))
    , m_encoding(addChoice(tr("Encoding")))
    , m_delimiter(addChoice(tr("Delimiter")))
    , m_quote(addChoice(tr("Quotes")))
    , m_header(addChoice(tr("First row")))
    , m_skipped(new QSpinBox(this))
    , m_decimal(addChoice(tr("Decimal sign")))
    , m_group(addChoice(tr("Groups of digits")))
    , m_notation(addChoice(tr("Times are")))
    , m_dateOrder(addChoice(tr("Order of dates")))
    , m_zone(addText(tr("Time zone"), u"UTC"_s))
    , m_repeated(addChoice(tr("Repeated hour in autumn")))
    , m_rowTime(addText(tr("Time of rows without one"), tr("refuse such rows")))
    , m_metric(addText(tr("Metric"), tr("where no column names one")))
    , m_unit(addText(tr("Unit"), tr("of new metrics")))
    , m_device(addText(tr("Device"), tr("where no column names one")))
    , m_session(addText(tr("Session"), tr("each value its own")))
    , m_missing(addText(tr("Words for no value"), u"NA, -"_s))
{
    m_form->setContentsMargins(0, 0, 0, 0);
    m_skipped->setRange(0, kMaxSkipped);
    m_form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_skipped->setAccessibleName(tr("Lines before the data"));
    m_form->insertRow(kSkippedRow, tr("Lines before the data"), m_skipped);
    m_session->setToolTip(tr("Puts all values into the session of this id."));
    fillChoices();
    fillNotations();
    setTables({});
    connect(m_format, &QComboBox::currentIndexChanged, this, &ImportPlanEditor::onFormatChosen);
    connect(m_target, &QComboBox::currentIndexChanged, this, &ImportPlanEditor::onTargetChosen);
    connect(m_skipped, &QSpinBox::valueChanged, this, &ImportPlanEditor::announce);
    connect(m_decimal, &QComboBox::currentIndexChanged, this, &ImportPlanEditor::onDecimalChosen);
    connect(m_notation, &QComboBox::currentIndexChanged, this, [this] {
        m_dateOrder->setEnabled(chosen<TimeNotation>(m_notation) == TimeNotation::Calendar);
    });
}

void ImportPlanEditor::fillChoices()
{
    for (const ImportFormat format : importFormats())
        add(m_format, importFormatLabel(format), format);
    add(m_target, tr("Records"), ImportTarget::Records);
    add(m_target, tr("Samples"), ImportTarget::Samples);
    m_target->setToolTip(tr("Records have a session, a device and a note. Samples are dense series "
                            "of times and values, which stay fast by the billion."));
    add(m_encoding, u"UTF-8"_s, TextEncoding::Utf8);
    add(m_encoding, u"UTF-16 LE"_s, TextEncoding::Utf16Le);
    add(m_encoding, u"UTF-16 BE"_s, TextEncoding::Utf16Be);
    add(m_encoding, u"Windows-1252"_s, TextEncoding::Windows1252);
    add(m_delimiter, tr("Comma"), ',');
    add(m_delimiter, tr("Semicolon"), ';');
    add(m_delimiter, tr("Tab"), '\t');
    add(m_delimiter, tr("Vertical bar"), '|');
    add(m_delimiter, tr("Spaces"), ' ');
    add(m_quote, tr("Quotation marks"), '"');
    add(m_quote, tr("Apostrophes"), '\'');
    add(m_header, tr("Names of the columns"), true);
    add(m_header, tr("Values"), false);
    add(m_decimal, tr("Choose…"), DecimalSign::Undecided);
    add(m_decimal, tr("Point"), DecimalSign::Point);
    add(m_decimal, tr("Comma"), DecimalSign::Comma);
    add(m_group, tr("None"), kNoGroups);
    add(m_group, tr("Point"), u'.');
    add(m_group, tr("Comma"), u',');
    add(m_group, tr("Space"), u' ');
    add(m_group, tr("No-break space"), u'\u00a0');
    add(m_group, tr("Narrow no-break space"), u'\u202f');
    add(m_group, tr("Apostrophe"), u'\'');
    add(m_group, tr("Typographic apostrophe"), u'\u2019');
}

void ImportPlanEditor::fillNotations()
{
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
}

// A sign cannot be both: the other one sets groups apart then.
void ImportPlanEditor::onDecimalChosen()
{
    const auto decimal = chosen<DecimalSign>(m_decimal);
    const auto group = static_cast<char16_t>(m_group->currentData().toInt());
    if (m_isShowing)
        return;
    if (decimal == DecimalSign::Comma && group == u',')
        choose(m_group, u'.');
    else if (decimal == DecimalSign::Point && group == u'.')
        choose(m_group, u',');
}

void ImportPlanEditor::onTargetChosen()
{
    const bool areRecords = chosen<ImportTarget>(m_target) == ImportTarget::Records;
    m_device->setEnabled(areRecords);
    m_session->setEnabled(areRecords);
}

void ImportPlanEditor::onFormatChosen()
{
    const auto format = chosen<ImportFormat>(m_format);
    const bool isCsv = format == ImportFormat::Csv;
    const bool isDatabase = format == ImportFormat::Sqlite;
    const bool isFixed = format == ImportFormat::Prometheus; // how it writes numbers
    for (QWidget *field :
         std::initializer_list<QWidget *>{m_delimiter, m_quote, m_header, m_skipped})
        field->setEnabled(isCsv);
    m_table->setEnabled(isDatabase);
    m_encoding->setEnabled(!isDatabase);
    m_decimal->setEnabled(!isFixed);
    m_group->setEnabled(!isFixed);
}

void ImportPlanEditor::setTables(const QStringList &tables)
{
    m_isShowing = true;
    m_table->clear();
    m_table->addItem(tr("Choose…"), QString());
    for (const QString &table : tables)
        m_table->addItem(table, table);
    m_isShowing = false;
}

QComboBox *ImportPlanEditor::addChoice(const QString &label)
{
    auto *box = new QComboBox(this);
    box->setAccessibleName(label);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(kLongestChoice);
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
    connect(field, &QLineEdit::textEdited, this, &ImportPlanEditor::announce);
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
    choose(m_format, static_cast<int>(plan.format));
    onFormatChosen();
    m_table->setCurrentIndex(std::max(m_table->findData(plan.table), 0));
    choose(m_target, static_cast<int>(plan.target));
    choose(m_encoding, static_cast<int>(plan.encoding));
    choose(m_delimiter, int{plan.dialect.delimiter});
    choose(m_quote, int{plan.dialect.quote});
    choose(m_header, plan.dialect.hasHeader ? 1 : 0);
    m_skipped->setValue(plan.skippedLines);
    choose(m_decimal, static_cast<int>(plan.decimal));
    choose(m_group, plan.groupSign.value_or(kNoGroups));
    choose(m_notation, static_cast<int>(plan.notation));
    choose(m_dateOrder, static_cast<int>(plan.dateOrder));
    m_dateOrder->setEnabled(plan.notation == TimeNotation::Calendar);
    showText(m_zone, plan.zone.id());
    choose(m_repeated, static_cast<int>(plan.repeatedTime));
    showTime(plan);
    showText(m_metric, plan.metric);
    showText(m_unit, plan.unit);
    onTargetChosen();
    showText(m_device, plan.device);
    showText(m_session, plan.session);
    if (words(m_missing->text()) != plan.missing)
        m_missing->setText(plan.missing.join(u", "_s));
    m_isShowing = false;
}

Result<Zone> ImportPlanEditor::typedZone() const
{
    const QString id = m_zone->text().trimmed();
    return id.isEmpty() ? Result<Zone>(Zone()) : Zone::fromId(id);
}

Result<std::optional<Timestamp>> ImportPlanEditor::typedTime() const
{
    const QString text = m_rowTime->text().trimmed();
    if (text.isEmpty())
        return std::optional<Timestamp>();
    const auto entry =
        parseTimeEntry(text, Timestamp::now(), typedZone().value_or(Zone()), locale());
    if (!entry)
        return failure(entry.error());
    const auto time = entry->instant();
    if (!time)
        return failure(time.error());
    return std::optional(*time);
}

// As it is typed, while that means the same.
void ImportPlanEditor::showTime(const ImportPlan &plan)
{
    if (const auto typed = typedTime(); !typed || *typed != plan.rowTime)
        m_rowTime->setText(plan.rowTime ? isoTime(*plan.rowTime, plan.zone) : QString());
}

QString ImportPlanEditor::problem() const
{
    if (typedZone()) {
        const auto time = typedTime();
        return time ? QString() : time.error().message;
    }
    return tr("There is no time zone \"%1\". Write a name such as Europe/Berlin or UTC.")
        .arg(m_zone->text().trimmed());
}

ImportPlan ImportPlanEditor::applied(ImportPlan plan) const
{
    plan.format = chosen<ImportFormat>(m_format);
    plan.table =
        plan.format == ImportFormat::Sqlite ? m_table->currentData().toString() : QString();
    plan.target = chosen<ImportTarget>(m_target);
    plan.encoding = chosen<TextEncoding>(m_encoding);
    plan.dialect.delimiter = static_cast<char>(m_delimiter->currentData().toInt());
    plan.dialect.quote = static_cast<char>(m_quote->currentData().toInt());
    plan.dialect.hasHeader = m_header->currentData().toInt() != 0;
    plan.skippedLines = m_skipped->value();
    plan.decimal = chosen<DecimalSign>(m_decimal);
    const auto group = static_cast<char16_t>(m_group->currentData().toInt());
    plan.groupSign = group == kNoGroups ? std::nullopt : std::optional(group);
    plan.notation = chosen<TimeNotation>(m_notation);
    plan.dateOrder = chosen<DateOrder>(m_dateOrder);
    plan.zone = typedZone().value_or(plan.zone);
    plan.repeatedTime = chosen<RepeatedTime>(m_repeated);
    if (const auto time = typedTime())
        plan.rowTime = *time;
    plan.metric = m_metric->text().trimmed();
    plan.unit = m_unit->text().trimmed();
    plan.device = m_device->isEnabled() ? m_device->text().trimmed() : QString();
    plan.session = m_session->isEnabled() ? m_session->text().trimmed() : QString();
    plan.missing = words(m_missing->text());
    return plan;
}

} // namespace tidemark
