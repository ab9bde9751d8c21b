// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings_keeper.h"

namespace tidemark {

SettingsKeeper::SettingsKeeper(const QString &path, Access access, QObject *parent)
    : QObject(parent)
    , m_file(path, QSettings::IniFormat)
    , m_access(access)
    , m_settings(readSettings(m_file))
{}

void SettingsKeeper::keep(const Settings &before)
{
    if (m_settings == before)
        return;
    if (m_access == Access::ReadWrite)
        writeSettings(m_file, m_settings);
    Q_EMIT changed();
}

} // namespace tidemark
