// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/import_recipe_bar.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>

namespace tidemark {

ImportRecipeBar::ImportRecipeBar(QWidget *parent)
    : QWidget(parent)
    , m_choice(new QComboBox(this))
    , m_save(new QPushButton(tr("Save as recipe…"), this))
    , m_note(new QLabel(this))
{
    auto *label = new QLabel(tr("Recipe"), this);
    label->setBuddy(m_choice);
    m_choice->setAccessibleName(tr("Recipe"));
    m_choice->setMinimumContentsLength(16);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_save->setEnabled(false);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(label);
    layout->addWidget(m_choice);
    layout->addWidget(m_save);
    layout->addWidget(m_note, 1);
    setNames({});
    connect(m_choice, &QComboBox::activated, this, [this](int place) {
        Q_EMIT chosen(place > 0 ? std::optional(static_cast<std::size_t>(place - 1))
                                : std::nullopt);
    });
    connect(m_save, &QPushButton::clicked, this, &ImportRecipeBar::askForName);
}

void ImportRecipeBar::setNames(const QStringList &names)
{
    m_names = names;
    m_choice->clear();
    m_choice->addItem(tr("As detected"));
    m_choice->addItems(names);
}

void ImportRecipeBar::showChosen(std::optional<std::size_t> recipe)
{
    m_choice->setCurrentIndex(recipe ? static_cast<int>(*recipe) + 1 : 0);
}

void ImportRecipeBar::showNote(const QString &text)
{
    m_note->setText(text);
}

QString ImportRecipeBar::note() const
{
    return m_note->text();
}

void ImportRecipeBar::setCanSave(bool canSave)
{
    m_save->setEnabled(canSave);
}

void ImportRecipeBar::askForName()
{
    bool isGiven = false;
    const QString name = QInputDialog::getText(
                             this, tr("Save as recipe"),
                             tr("Name of the recipe. It is taken for files with the same columns."),
                             QLineEdit::Normal, {}, &isGiven)
                             .trimmed();
    if (!isGiven || name.isEmpty())
        return;
    if (m_names.contains(name)) {
        QMessageBox question(QMessageBox::Question, tr("Save as recipe"),
                             tr("There is a recipe \"%1\" already.").arg(name), QMessageBox::Cancel,
                             this);
        const QAbstractButton *replace =
            question.addButton(tr("Replace the recipe"), QMessageBox::AcceptRole);
        question.setDefaultButton(QMessageBox::Cancel);
        question.exec();
        if (question.clickedButton() != replace)
            return;
    }
    Q_EMIT saveRequested(name);
}

} // namespace tidemark
