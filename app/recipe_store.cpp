// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/recipe_store.h"

#include "app/logging.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QSaveFile>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct RecipeStoreText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::RecipeStoreText)
};

constexpr int kMaxNameLength = 100;

bool canBeAFileName(const QString &name)
{
    return !name.isEmpty() && name.size() <= kMaxNameLength && !name.startsWith(u'.') &&
           !name.contains(u'/') && !name.contains(QChar::Null);
}

} // namespace

std::vector<Recipe> loadRecipes(const QString &folder)
{
    std::vector<Recipe> recipes;
    const QDir dir(folder);
    const QStringList files = dir.entryList({u"*.json"_s}, QDir::Files, QDir::Name);
    for (const QString &name : files) {
        QFile file(dir.filePath(name));
        if (!file.open(QIODevice::ReadOnly)) {
            qCWarning(lcApp, "recipe %s: %s", qPrintable(name), qPrintable(file.errorString()));
            continue;
        }
        auto plan = recipeFromText(file.readAll(), name);
        if (plan)
            recipes.push_back({name.chopped(5), std::move(*plan)});
        else
            qCWarning(lcApp, "recipe %s: %s", qPrintable(name), qPrintable(plan.error().message));
    }
    return recipes;
}

Result<void> saveRecipe(const QString &folder, const QString &name, const ImportPlan &plan)
{
    if (!canBeAFileName(name))
        return failure(ErrorCode::InvalidArgument,
                       RecipeStoreText::tr("A recipe's name is at most %1 letters, without a slash "
                                           "and without a dot at its start.")
                           .arg(kMaxNameLength),
                       u"recipe.name"_s);
    QDir().mkpath(folder);
    return writeRecipe(QDir(folder).filePath(name % u".json"_s), plan, true);
}

Result<ImportPlan> recipeFromText(const QByteArray &text, const QString &source)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(text, &problem);
    if (!document.isObject())
        return failure(
            ErrorCode::InvalidArgument,
            RecipeStoreText::tr("%1 is not a recipe: it is not a JSON object.").arg(source),
            problem.errorString());
    return importPlanFromJson(document.object());
}

QByteArray recipeText(const ImportPlan &plan)
{
    return QJsonDocument(toJson(plan)).toJson();
}

Result<void> writeRecipe(const QString &path, const ImportPlan &plan, bool overwrite)
{
    if (!overwrite && QFile::exists(path))
        return failure(ErrorCode::AlreadyExists,
                       RecipeStoreText::tr("\"%1\" exists already. Choose another name.").arg(path),
                       u"recipe.file"_s);
    QSaveFile file(path);
    const QByteArray text = recipeText(plan);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit())
        return failure(
            ErrorCode::Io,
            RecipeStoreText::tr("Could not save the recipe %1: %2").arg(path, file.errorString()),
            u"recipe.file"_s);
    return {};
}

} // namespace tidemark
