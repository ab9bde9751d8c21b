// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/import_plan.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace tidemark {

/// An import plan that is kept under a name (I10).
struct Recipe
{
    QString name;
    ImportPlan plan;
};

// Recipes are JSON files in a folder, `<name>.json`. All of this reads or writes files: any thread
// but the window's.

/// Every recipe of the folder, by name. A file that is no recipe is left out, with a warning in the
/// log; a folder that is missing holds none.
[[nodiscard]] std::vector<Recipe> loadRecipes(const QString &folder);

/// Makes the folder when it is missing. A recipe of that name is replaced.
/// Errors: InvalidArgument for a name that no file can have; Io.
[[nodiscard]] Result<void> saveRecipe(const QString &folder, const QString &name,
                                      const ImportPlan &plan);

/// Errors: InvalidArgument for text that is no recipe, with `source` in the message; NotFound for
/// its zone.
[[nodiscard]] Result<ImportPlan> recipeFromText(const QByteArray &text, const QString &source);
[[nodiscard]] QByteArray recipeText(const ImportPlan &plan);

/// Writes a recipe to a file that does not exist yet, or takes its place with `overwrite`.
/// Errors: AlreadyExists, Io.
[[nodiscard]] Result<void> writeRecipe(const QString &path, const ImportPlan &plan, bool overwrite);

} // namespace tidemark
