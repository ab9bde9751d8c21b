// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/dashboards/value_range_dialog.h"

#include "model/core/value_parser.h"
#include "model/core/value_text.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace tidemark {

using namespace Qt::StringLiterals;

ValueRangeDialog::ValueRangeDialog(const PanelValueRange &range, const Unit &unit,
                                   const QLocale &locale, QWidget *parent)
    : QDialog(parent)
    , m_before(range)
    , m_unit(unit)
    , m_locale(locale)
    , m_min(new QLineEdit(this))
    , m_max(new QLineEdit(this))
    , m_logarithmic(new QCheckBox(tr("&Logarithmic"), this))
    , m_zero(new QCheckBox(tr("Include &zero"), this))
    , m_locked(new QCheckBox(tr("&Keep the range when data change"), this))
    , m_problem(new QLabel(this))
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Cancel | QDialogButtonBox::Reset, this))
{
    setWindowTitle(tr("Value range"));
    const auto text = [this](std::optional<double> value) {
        return value ? editText(*value, m_locale) : QString();
    };
    m_min->setText(text(range.min));
    m_max->setText(text(range.max));
    m_logarithmic->setChecked(range.isLogarithmic);
    m_zero->setChecked(range.includesZero);
    m_locked->setChecked(range.isLocked);
    buildLayout();
    for (const QLineEdit *edit : {m_min, m_max})
        connect(edit, &QLineEdit::textChanged, this, &ValueRangeDialog::validate);
    connect(m_logarithmic, &QCheckBox::toggled, this, &ValueRangeDialog::validate);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_buttons->button(QDialogButtonBox::Reset), &QPushButton::clicked, this, [this] {
        m_min->clear();
        m_max->clear();
        for (QCheckBox *box : {m_logarithmic, m_zero, m_locked})
            box->setChecked(false);
    });
    validate();
    m_min->setFocus(Qt::OtherFocusReason);
}

void ValueRangeDialog::buildLayout()
{
    m_min->setAccessibleName(tr("Lowest value"));
    m_max->setAccessibleName(tr("Highest value"));
    for (QLineEdit *edit : {m_min, m_max})
        edit->setPlaceholderText(tr("found by the data"));
    m_problem->setProperty("tone", u"error"_s);
    m_problem->setWordWrap(true);
    auto *save = new QPushButton(tr("Set range"), this);
    save->setProperty("variant", u"primary"_s);
    save->setDefault(true);
    m_buttons->addButton(save, QDialogButtonBox::AcceptRole);
    auto *form = new QFormLayout;
    form->addRow(tr("L&owest value of the left axis"), m_min);
    form->addRow(tr("&Highest value of the left axis"), m_max);
    for (QCheckBox *box : {m_logarithmic, m_zero, m_locked})
        form->addRow(QString(), box);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(m_problem);
    layout->addStretch(1);
    layout->addWidget(m_buttons);
}

Result<std::optional<double>> ValueRangeDialog::limit(const QLineEdit *edit) const
{
    if (edit->text().trimmed().isEmpty())
        return std::optional<double>();
    return parseValue(edit->text(), m_unit, m_locale).transform([](const ParsedValue &parsed) {
        return std::optional(parsed.value);
    });
}

QString ValueRangeDialog::problem() const
{
    const auto lowest = limit(m_min);
    if (!lowest)
        return tr("Lowest value: %1").arg(lowest.error().message);
    const auto highest = limit(m_max);
    if (!highest)
        return tr("Highest value: %1").arg(highest.error().message);
    if (*lowest && *highest && **lowest >= **highest)
        return tr("The lowest value must be below the highest.");
    const bool isBelowZero = (*lowest && **lowest <= 0) || (*highest && **highest <= 0);
    if (m_logarithmic->isChecked() && isBelowZero)
        return tr("A logarithmic axis needs limits above 0.");
    return {};
}

void ValueRangeDialog::validate()
{
    const QString text = problem();
    m_problem->setText(text);
    m_problem->setVisible(!text.isEmpty());
    for (QAbstractButton *button : m_buttons->buttons()) {
        if (m_buttons->buttonRole(button) == QDialogButtonBox::AcceptRole)
            button->setEnabled(text.isEmpty());
    }
}

PanelValueRange ValueRangeDialog::range() const
{
    PanelValueRange range = m_before; // with what a newer version keeps there
    range.min = limit(m_min).value_or(std::nullopt);
    range.max = limit(m_max).value_or(std::nullopt);
    range.isLogarithmic = m_logarithmic->isChecked();
    range.includesZero = m_zero->isChecked();
    range.isLocked = m_locked->isChecked();
    return range;
}

} // namespace tidemark
