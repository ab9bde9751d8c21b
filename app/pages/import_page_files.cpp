// SPDX-License-Identifier: GPL-3.0-or-later
// The files that the import page writes: recipes, and where the rows left out will go.
#include "app/pages/import_page.h"

#include "app/pages/import_recipe_bar.h"
#include "model/core/continue_on.h"
#include "model/core/run_in_background.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QPushButton>

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMaxProposals = 1'000;

/// A name beside `path` that no file has yet.
QString freeRejectedPath(const QString &path)
{
    for (int i = 1; i < kMaxProposals; ++i) {
        const QString number = i == 1 ? QString() : u"-%1"_s.arg(i);
        QString proposed = path % u".rejected"_s % number % u".csv"_s;
        if (!QFileInfo::exists(proposed))
            return proposed;
    }
    return {};
}

} // namespace

void ImportPage::saveRecipe(const QString &name)
{
    if (!m_plan)
        return;
    const auto save = [folder = m_recipeFolder, name, plan = *m_plan] {
        return tidemark::saveRecipe(folder, name, plan);
    };
    continueOn(this, runInBackground(save),
               [this, name, plan = *m_plan](const Result<void> &saved) {
                   if (!saved)
                       return m_recipeBar->showNote(saved.error().message);
                   addRecipe({name, plan});
                   m_recipeBar->showNote(tr("Saved the recipe \"%1\".").arg(name));
                   Q_EMIT recipeSaved();
               });
}

void ImportPage::addRecipe(const Recipe &recipe)
{
    auto known = std::find_if(m_recipes.begin(), m_recipes.end(),
                              [&recipe](const Recipe &other) { return other.name == recipe.name; });
    if (known == m_recipes.end())
        known = m_recipes.insert(known, recipe);
    else
        *known = recipe;
    showRecipes();
    m_recipeBar->showChosen(static_cast<std::size_t>(known - m_recipes.begin()));
}

void ImportPage::showRecipes()
{
    QStringList names;
    for (const Recipe &recipe : m_recipes)
        names.append(recipe.name);
    m_recipeBar->setNames(names);
}

// A file of an earlier import is never replaced unasked: the proposal is a name that is free.
void ImportPage::proposeRejectedPath()
{
    continueOn(this, runInBackground([path = m_input.path] { return freeRejectedPath(path); }),
               [this, path = m_input.path](const QString &proposed) {
                   if (path == m_input.path && m_rejectedPath.isEmpty())
                       setRejectedPath(proposed);
               });
}

void ImportPage::chooseRejectedPath()
{
    // The file dialog asks before an existing file is chosen.
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Save the rows left out"), m_rejectedPath, tr("CSV files (*.csv);;All files (*)"));
    if (path.isEmpty())
        return;
    setRejectedPath(path);
    showSummary(); // what was missing may be there now
}

void ImportPage::setRejectedPath(const QString &path)
{
    m_rejectedPath = path;
    const QString name = QFileInfo(path).fileName();
    m_rejectedFile->setText(name.isEmpty() ? tr("Choose file…") : name);
    m_rejectedFile->setToolTip(QDir::toNativeSeparators(path));
}

} // namespace tidemark
