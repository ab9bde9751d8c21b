// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/range/id_filter_editor.h"

#include <QButtonGroup>
#include <QLineEdit>
#include <QListWidget>
#include <QRadioButton>
#include <QVBoxLayout>

namespace tidemark {

using namespace Qt::StringLiterals;

QStringList idsFromText(const QString &text)
{
    QStringList ids;
    for (const QString &part : text.split(u',')) {
        const QString id = part.trimmed();
        if (!id.isEmpty() && !ids.contains(id))
            ids.append(id);
    }
    return ids;
}

IdFilterEditor::IdFilterEditor(const Words &words, QWidget *parent)
    : QGroupBox(words.title, parent)
    , m_modes(new QButtonGroup(this))
    , m_list(new QListWidget(this))
    , m_typed(new QLineEdit(this))
{
    auto *layout = new QVBoxLayout(this);
    const auto addMode = [&](IdFilter::Mode mode, const QString &text) {
        if (text.isEmpty())
            return;
        auto *button = new QRadioButton(text, this);
        m_modes->addButton(button, static_cast<int>(mode));
        layout->addWidget(button);
    };
    addMode(IdFilter::Mode::Any, words.any);
    addMode(IdFilter::Mode::NullOnly, words.none);
    addMode(IdFilter::Mode::OneOf, words.these);
    m_list->setAccessibleName(words.these);
    m_list->setMaximumHeight(fontMetrics().height() * 5);
    m_typed->setAccessibleName(words.typed);
    m_typed->setPlaceholderText(words.typed);
    layout->addWidget(m_list);
    layout->addWidget(m_typed);
    m_modes->button(static_cast<int>(IdFilter::Mode::Any))->setChecked(true);
    connect(m_modes, &QButtonGroup::idToggled, this, [this] {
        showMode();
        Q_EMIT filterEdited();
    });
    connect(m_list, &QListWidget::itemChanged, this, &IdFilterEditor::filterEdited);
    connect(m_typed, &QLineEdit::textEdited, this, &IdFilterEditor::filterEdited);
    showMode();
}

void IdFilterEditor::setKnownIds(const QStringList &ids)
{
    const IdFilter before = filter();
    m_list->clear();
    for (const QString &id : ids) {
        auto *item = new QListWidgetItem(id, m_list);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsUserCheckable | Qt::ItemIsSelectable);
        item->setCheckState(Qt::Unchecked);
    }
    setFilter(before);
}

IdFilter IdFilterEditor::filter() const
{
    const auto mode = static_cast<IdFilter::Mode>(m_modes->checkedId());
    if (mode != IdFilter::Mode::OneOf)
        return {mode, {}};
    QStringList ids;
    for (int row = 0; row < m_list->count(); ++row) {
        if (m_list->item(row)->checkState() == Qt::Checked)
            ids.append(m_list->item(row)->text());
    }
    for (const QString &id : idsFromText(m_typed->text())) {
        if (!ids.contains(id))
            ids.append(id);
    }
    return IdFilter::oneOf(ids);
}

void IdFilterEditor::setFilter(const IdFilter &filter)
{
    QStringList unlisted = filter.ids;
    for (int row = 0; row < m_list->count(); ++row) {
        QListWidgetItem *item = m_list->item(row);
        item->setCheckState(unlisted.removeAll(item->text()) > 0 ? Qt::Checked : Qt::Unchecked);
    }
    m_typed->setText(unlisted.join(u", "_s));
    if (QAbstractButton *button = m_modes->button(static_cast<int>(filter.mode)))
        button->setChecked(true);
    showMode();
}

void IdFilterEditor::showMode()
{
    const bool chooses = m_modes->checkedId() == static_cast<int>(IdFilter::Mode::OneOf);
    m_list->setVisible(chooses && m_list->count() > 0);
    m_typed->setVisible(chooses);
}

} // namespace tidemark
