// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/roboto/client/roboto_profile.h"

#include <QByteArray>
#include <QProcessEnvironment>
#include <QString>
#include <QTemporaryDir>

#include <utility>
#include <vector>

namespace tidemark::test {

using Variables = std::vector<std::pair<QString, QString>>;

/// Configuration files of the Roboto SDK, in a folder of their own.
class ConfigFolder
{
public:
    [[nodiscard]] QString path() const { return m_folder.path(); }
    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }
    /// A new file with that content; its path.
    QString write(const QByteArray &content);

private:
    QTemporaryDir m_folder;
    int m_count = 0;
};

/// Configurations of both versions.
extern const char *const kVersion1;
extern const char *const kVersion0;

[[nodiscard]] QProcessEnvironment environmentOf(const Variables &variables);
/// The token of the profile that was found, or what is wrong.
[[nodiscard]] QByteArray tokenOf(const Result<roboto::RobotoProfile> &profile);

} // namespace tidemark::test
