// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/store_access.h"

#include "app/commands/text.h"
#include "model/core/fuzzy_matcher.h"
#include "model/ports/clock.h"
#include "model/ports/metric_catalog.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

#include <pwd.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

/// The nearest name by letters, to suggest; empty when none is near.
QString nearestName(const std::vector<Definition> &all, const QString &name)
{
    const FuzzyMatcher matcher(name);
    int best = 0;
    QString nearest;
    for (const Definition &definition : all) {
        const auto match = matcher.match(definition.name);
        if (match && match->score > best) {
            best = match->score;
            nearest = definition.name;
        }
    }
    return nearest;
}

} // namespace

QString author()
{
    const passwd *user = getpwuid(geteuid());
    return user != nullptr ? QString::fromLocal8Bit(user->pw_name) : u"local"_s;
}

Result<std::shared_ptr<store::LocalStore>> openStore(const Invocation &call, StoreUse use,
                                                     const std::shared_ptr<ActivityMeter> &meter)
{
    const QString &path = call.options.storePath;
    const bool mayCreate = use != StoreUse::Read && use != StoreUse::Mend && !call.options.isDryRun;
    if (!QFileInfo::exists(path)) {
        if (!mayCreate)
            return failure(
                ErrorCode::NotFound,
                Text::tr("There is no store at %1. Name another one with --store, or add a "
                         "value to make it.")
                    .arg(path));
        QDir().mkpath(QFileInfo(path).absolutePath());
    }
    store::OpenOptions options;
    options.path = path;
    options.mayCreate = mayCreate;
    options.readOnly = use == StoreUse::Read;
    options.keepsAll = call.options.isDryRun;
    options.author = author();
    options.clock = &call.clock;
    options.meter = meter;
    auto store = await(store::LocalStore::open(options));
    const bool mustWrite = use == StoreUse::Write || use == StoreUse::Mend;
    if (store && mustWrite && !(*store)->readOnlyReason().isEmpty())
        return failure(ErrorCode::ReadOnly, (*store)->readOnlyReason());
    return store;
}

Result<std::vector<Definition>> findMetrics(const DataPorts &ports, const QStringList &names)
{
    if (names.isEmpty())
        return std::vector<Definition>{};
    const auto all = await(ports.catalog->definitions());
    if (!all)
        return failure(all.error());
    std::vector<Definition> found;
    for (const QString &name : names) {
        const QString wanted = name.normalized(QString::NormalizationForm_C);
        const auto match = std::find_if(all->begin(), all->end(),
                                        [&](const Definition &one) { return one.name == wanted; });
        if (match == all->end()) {
            const QString nearest = nearestName(*all, name);
            return failure(
                ErrorCode::NotFound,
                nearest.isEmpty()
                    ? Text::tr("There is no metric \"%1\" in this store.").arg(name)
                    : Text::tr("There is no metric \"%1\" in this store; is \"%2\" meant?")
                          .arg(name, nearest));
        }
        found.push_back(*match);
    }
    return found;
}

ExitCode fail(const Invocation &call, const Error &error)
{
    call.console.error(error);
    return exitCodeFor(error.code);
}

} // namespace tidemark::commands
