// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/browser/definition_dialog.h"

#include "model/core/text.h"
#include "model/core/unit.h"
#include "model/core/unit_suggestions.h"
#include "model/core/value_parser.h"
#include "model/domain/formatter.h"
#include "model/domain/retention.h"
#include "model/items/cell_text.h"

#include <QComboBox>
#include <QCompleter>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

constexpr int kMaxDecimals = 12;
constexpr int kDefaultFunction = -1;
constexpr int kSuggestions = 200;

QCompleter *unitCompleter(QObject *parent)
{
    auto *model = new QStandardItemModel(parent);
    for (const UnitSuggestion &unit : suggestUnits(u"", kSuggestions)) {
        auto *item = new QStandardItem(unit.symbol);
        item->setToolTip(unit.name);
        model->appendRow(item);
    }
    auto *completer = new QCompleter(model, parent);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    return completer;
}

QLabel *note(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setProperty("tone", u"muted"_s);
    label->setWordWrap(true);
    return label;
}

} // namespace

DefinitionDialog::DefinitionDialog(std::optional<Definition> edited, FindByName findByName,
                                   const Formatter &formatter, QWidget *parent)
    : QDialog(parent)
    , m_edited(std::move(edited))
    , m_findByName(std::move(findByName))
    , m_formatter(formatter)
    , m_name(new QLineEdit(this))
    , m_nameMessage(new QLabel(this))
    , m_openExisting(new QPushButton(tr("Open it"), this))
    , m_unit(new QLineEdit(this))
    , m_unitMessage(note(this))
    , m_kind(new QComboBox(this))
    , m_kindDefaults(note(this))
    , m_description(new QPlainTextEdit(this))
    , m_tags(new QLineEdit(this))
    , m_function(new QComboBox(this))
    , m_decimals(new QSpinBox(this))
    , m_validMin(new QLineEdit(this))
    , m_validMax(new QLineEdit(this))
    , m_keeping(new QLineEdit(this))
    , m_problem(new QLabel(this))
    , m_buttons(new QDialogButtonBox(this))
{
    setWindowTitle(m_edited ? tr("Edit %1").arg(m_edited->name) : tr("New metric"));
    buildFields();
    buildLayout();
    fill();
    validate();
    m_name->setFocus(Qt::OtherFocusReason);
}

void DefinitionDialog::buildFields()
{
    m_name->setAccessibleName(tr("Name"));
    m_name->setPlaceholderText(tr("for example drive.distance"));
    m_nameMessage->setProperty("tone", u"error"_s);
    m_nameMessage->setWordWrap(true);
    m_openExisting->setProperty("variant", u"link"_s);
    m_unit->setAccessibleName(tr("Unit"));
    m_unit->setPlaceholderText(tr("for example ms, km, %"));
    m_unit->setCompleter(unitCompleter(m_unit));
    for (const MetricKind kind : kMetricKinds)
        m_kind->addItem(kindLabel(kind), static_cast<int>(kind));
    m_kind->setAccessibleName(tr("Kind"));
    m_description->setAccessibleName(tr("Description"));
    m_description->setTabChangesFocus(true);
    m_description->setMaximumHeight(72);
    m_description->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tags->setAccessibleName(tr("Tags"));
    m_tags->setPlaceholderText(tr("for example env=prod, team=drive"));
    m_function->addItem(QString(), kDefaultFunction);
    for (const AggregateFunction function : kAggregateFunctions)
        m_function->addItem(functionLabel(function), static_cast<int>(function));
    m_function->setAccessibleName(tr("Default function"));
    m_decimals->setRange(-1, kMaxDecimals);
    m_decimals->setValue(-1);
    m_decimals->setSpecialValueText(tr("As needed"));
    m_decimals->setAccessibleName(tr("Decimals"));
    m_validMin->setAccessibleName(tr("Lowest valid value"));
    m_validMin->setPlaceholderText(tr("no lower limit"));
    m_validMax->setAccessibleName(tr("Highest valid value"));
    m_validMax->setPlaceholderText(tr("no upper limit"));
    m_keeping->setAccessibleName(tr("Keep samples for"));
    m_keeping->setPlaceholderText(tr("for ever; or as in 90d, 36h"));
    m_keeping->setToolTip(tr("Samples older than this are removed for good, a moment after they "
                             "have become so old. Records are kept."));
    m_problem->setProperty("tone", u"error"_s);
    m_problem->setWordWrap(true);
    m_buttons->addButton(QDialogButtonBox::Cancel);
    auto *save = new QPushButton(m_edited ? tr("Save changes") : tr("Create metric"), this);
    save->setProperty("variant", u"primary"_s);
    m_buttons->addButton(save, QDialogButtonBox::AcceptRole);
    save->setDefault(true);

    for (QLineEdit *edit : {m_name, m_unit, m_tags, m_validMin, m_validMax, m_keeping})
        connect(edit, &QLineEdit::textChanged, this, &DefinitionDialog::validate);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &DefinitionDialog::showKindDefaults);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &DefinitionDialog::saveRequested);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_openExisting, &QPushButton::clicked, this, [this] {
        Q_EMIT openRequested(m_existing.value_or(MetricId()));
        reject();
    });
}

void DefinitionDialog::buildLayout()
{
    auto *form = new QFormLayout;
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    const auto addRow = [form](const QString &label, QWidget *field) {
        auto *text = new QLabel(label);
        text->setBuddy(field);
        form->addRow(text, field);
    };
    addRow(tr("&Name"), m_name);
    auto *clash = new QHBoxLayout;
    clash->addWidget(m_nameMessage, 1);
    clash->addWidget(m_openExisting);
    form->addRow(QString(), clash);
    addRow(tr("&Unit"), m_unit);
    form->addRow(QString(), m_unitMessage);
    addRow(tr("&Kind"), m_kind);
    form->addRow(QString(), m_kindDefaults);
    addRow(tr("&Description"), m_description);
    addRow(tr("&Tags"), m_tags);
    addRow(tr("De&fault function"), m_function);
    addRow(tr("De&cimals"), m_decimals);
    auto *limits = new QHBoxLayout;
    limits->addWidget(m_validMin);
    limits->addWidget(new QLabel(tr("to", "valid range: 0 to 100")));
    limits->addWidget(m_validMax);
    auto *limitsLabel = new QLabel(tr("&Valid range"));
    limitsLabel->setBuddy(m_validMin);
    form->addRow(limitsLabel, limits);
    addRow(tr("Keep &samples for"), m_keeping);

    auto *layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(m_problem);
    layout->addStretch(1);
    layout->addWidget(m_buttons);
    resize(460, sizeHint().height());
}

void DefinitionDialog::fill()
{
    if (!m_edited) {
        showKindDefaults();
        return;
    }
    const DefinitionSettings &settings = m_edited->settings;
    const QLocale &locale = m_formatter.numbers().locale();
    const auto limitText = [&locale](std::optional<double> limit) {
        return limit ? editText(*limit, locale) : QString();
    };
    m_name->setText(m_edited->name);
    m_unit->setText(m_edited->unit);
    m_kind->setCurrentIndex(m_kind->findData(static_cast<int>(m_edited->kind)));
    m_description->setPlainText(m_edited->description.value_or(QString()));
    m_filledDescription = description();
    m_tags->setText(tagsText(m_edited->tags));
    const int function =
        settings.defaultFunction ? static_cast<int>(*settings.defaultFunction) : kDefaultFunction;
    m_function->setCurrentIndex(m_function->findData(function));
    m_decimals->setValue(settings.decimals.value_or(-1));
    m_validMin->setText(limitText(settings.validMin));
    m_validMax->setText(limitText(settings.validMax));
    if (m_edited->keepSamples)
        m_keeping->setText(keepingKey(m_edited->keepSamples));
    showKindDefaults();
}

void DefinitionDialog::setName(const QString &name)
{
    m_name->setText(name);
}

void DefinitionDialog::showKindDefaults()
{
    Definition plain;
    plain.kind = kind();
    const QString function = functionLabel(defaultFunction(plain));
    m_function->setItemText(0, tr("As the kind says (%1)").arg(function));
    switch (plain.kind) {
    case MetricKind::Counter:
        m_kindDefaults->setText(tr("Adds up: charted as the sum of each period."));
        break;
    case MetricKind::Gauge:
        m_kindDefaults->setText(tr("Goes up and down: charted as mean with min–max band."));
        break;
    case MetricKind::Histogram:
    case MetricKind::Timer:
        m_kindDefaults->setText(tr("Many values at a time: charted as mean with min–max band."));
        break;
    case MetricKind::Rate:
        m_kindDefaults->setText(tr("Already per time: charted as mean."));
        break;
    }
}

QString DefinitionDialog::nameProblem()
{
    m_existing.reset();
    if (m_name->text().trimmed().isEmpty())
        return {}; // required, but no reproach before typing
    const auto name = normalisedName(m_name->text());
    if (!name)
        return name.error().message;
    const bool isOwnName = m_edited && m_edited->name == *name;
    if (!isOwnName)
        m_existing = m_findByName(*name);
    return m_existing ? tr("A metric named \"%1\" already exists.").arg(*name) : QString();
}

Result<std::optional<double>> DefinitionDialog::limit(const QLineEdit *edit) const
{
    if (edit->text().trimmed().isEmpty())
        return std::optional<double>();
    const auto parsed =
        parseValue(edit->text(), Unit::of(m_unit->text()), m_formatter.numbers().locale());
    if (!parsed)
        return failure(parsed.error());
    return std::optional<double>(parsed->value);
}

QString DefinitionDialog::otherProblem() const
{
    if (const auto unit = Unit::fromText(m_unit->text()); !unit)
        return unit.error().message;
    if (const auto tags = tagsFromText(m_tags->text()); !tags)
        return tags.error().message;
    const auto lowest = limit(m_validMin);
    if (!lowest)
        return tr("Lowest valid value: %1").arg(lowest.error().message);
    const auto highest = limit(m_validMax);
    if (!highest)
        return tr("Highest valid value: %1").arg(highest.error().message);
    if (*lowest && *highest && **lowest > **highest)
        return tr("The lowest valid value is above the highest.");
    if (const auto keep = keeping(); !keep)
        return keep.error().message;
    return {};
}

void DefinitionDialog::validate()
{
    const QString inName = nameProblem();
    m_nameMessage->setText(inName);
    m_nameMessage->setVisible(!inName.isEmpty());
    m_openExisting->setVisible(m_existing.has_value());
    const QString problem = otherProblem();
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    const auto unit = Unit::fromText(m_unit->text());
    if (!unit || unit->isEmpty())
        m_unitMessage->clear();
    else
        m_unitMessage->setText(unit->isKnown()
                                   ? tr("A known unit: typed values may use related units.")
                                   : tr("Free text: shown as it is, never converted."));
    m_unitMessage->setVisible(!m_unitMessage->text().isEmpty());
    const bool isComplete =
        !m_name->text().trimmed().isEmpty() && inName.isEmpty() && problem.isEmpty();
    for (QAbstractButton *button : m_buttons->buttons())
        if (m_buttons->buttonRole(button) == QDialogButtonBox::AcceptRole)
            button->setEnabled(isComplete);
}

void DefinitionDialog::showRefusal(const QString &message)
{
    m_problem->setText(message);
    m_problem->show();
}

MetricKind DefinitionDialog::kind() const
{
    return static_cast<MetricKind>(m_kind->currentData().toInt());
}

QString DefinitionDialog::description() const
{
    // Not toPlainText(), which makes plain spaces of no-break ones.
    QString text = m_description->document()->toRawText();
    text.replace(QChar::ParagraphSeparator, u'\n');
    text.replace(QChar::LineSeparator, u'\n');
    return text;
}

Result<std::optional<Timedelta>> DefinitionDialog::keeping() const
{
    if (m_keeping->text().trimmed().isEmpty())
        return std::optional<Timedelta>();
    return keepingFromText(m_keeping->text());
}

DefinitionSettings DefinitionDialog::settings() const
{
    DefinitionSettings settings = m_edited ? m_edited->settings : DefinitionSettings();
    settings.defaultFunction.reset();
    if (const int function = m_function->currentData().toInt(); function != kDefaultFunction)
        settings.defaultFunction = static_cast<AggregateFunction>(function);
    settings.decimals.reset();
    if (m_decimals->value() >= 0)
        settings.decimals = m_decimals->value();
    settings.validMin = limit(m_validMin).value_or(std::nullopt);
    settings.validMax = limit(m_validMax).value_or(std::nullopt);
    return settings;
}

NewDefinition DefinitionDialog::newDefinition() const
{
    NewDefinition definition;
    definition.name = m_name->text().trimmed();
    if (const QString text = description(); !text.isEmpty())
        definition.description = text;
    definition.unit = m_unit->text().trimmed();
    definition.kind = kind();
    definition.tags = tagsFromText(m_tags->text()).value_or(TagMap());
    definition.settings = settings();
    definition.keepSamples = keeping().value_or(std::nullopt);
    return definition;
}

DefinitionChange DefinitionDialog::change() const
{
    DefinitionChange change;
    const NewDefinition now = newDefinition();
    if (now.name != m_edited->name)
        change.name = now.name;
    if (description() != m_filledDescription)
        change.description = now.description;
    if (now.unit != m_edited->unit)
        change.unit = now.unit;
    if (now.kind != m_edited->kind)
        change.kind = now.kind;
    if (now.tags != m_edited->tags)
        change.tags = now.tags;
    if (now.settings != m_edited->settings)
        change.settings = now.settings;
    if (now.keepSamples != m_edited->keepSamples)
        change.keepSamples = now.keepSamples;
    return change;
}

} // namespace tidemark
