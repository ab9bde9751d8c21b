// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/settings.h"

#include <QObject>
#include <QSettings>

namespace tidemark {

/// The program's settings as they are now, kept in their file. GUI thread.
class SettingsKeeper final : public QObject
{
    Q_OBJECT

public:
    enum class Access
    {
        ReadWrite,
        ReadOnly, ///< changes are forgotten at the end
    };

    explicit SettingsKeeper(const QString &path, Access access = Access::ReadWrite,
                            QObject *parent = nullptr);

    [[nodiscard]] const Settings &settings() const { return m_settings; }
    /// Calls `edit` with the settings and keeps what it made of them.
    template <class Edit>
    void change(Edit edit)
    {
        const Settings before = m_settings;
        edit(m_settings);
        keep(before);
    }

Q_SIGNALS:
    void changed();

private:
    void keep(const Settings &before);

    QSettings m_file;
    Access m_access;
    Settings m_settings;
};

} // namespace tidemark
