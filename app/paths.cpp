// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paths.h"

#include "app/store_location.h"

#include <QDir>
#include <QStandardPaths>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QString below(QStandardPaths::StandardLocation location, const QString &rest)
{
    return QStandardPaths::writableLocation(location) % u'/' % rest;
}

} // namespace

QString stateFolder()
{
    // Qt 6.4 has no name for the state folder.
    const QString home = qEnvironmentVariable("XDG_STATE_HOME");
    if (QStandardPaths::isTestModeEnabled())
        return below(QStandardPaths::GenericCacheLocation, u"tidemark-state"_s);
    if (!home.isEmpty() && QDir::isAbsolutePath(home))
        return home % u"/tidemark"_s;
    return QDir::homePath() % u"/.local/state/tidemark"_s;
}

QString contactsFile()
{
    return stateFolder() % u"/contacts.json"_s;
}

QString settingsFile()
{
    return below(QStandardPaths::GenericConfigLocation, u"tidemark/tidemark.conf"_s);
}

QString runtimeFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation);
}

QString recipesFolder()
{
    return below(QStandardPaths::GenericConfigLocation, u"tidemark/recipes"_s);
}

QString dashboardsFolder()
{
    return storeFolder() % u"/dashboards"_s;
}

} // namespace tidemark
