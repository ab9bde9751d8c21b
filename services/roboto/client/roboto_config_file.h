// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/core/secret.h"

#include <QByteArray>
#include <QLatin1StringView>
#include <QString>

#include <chrono>
#include <map>
#include <optional>

class QJsonValue;

namespace tidemark::roboto {

inline constexpr QLatin1StringView kHostedEndpoint{"https://api.roboto.ai"};
/// Largest configuration file that is read, in bytes, included.
inline constexpr qsizetype kMaxConfig_bytes = qsizetype{1024} * 1024;

/// One profile of the file, as written there.
struct ConfigProfile
{
    Secret token; ///< may be empty
    QString endpoint = kHostedEndpoint;
    std::optional<std::chrono::milliseconds> timeout;
};

struct ConfigFile
{
    std::map<QString, ConfigProfile> profiles; ///< at least one
    QString defaultProfile;                    ///< of the profiles in version 1; else `default`
};

/// Reads the configuration file of the Roboto SDK (`~/.roboto/config.json`), version 1 or, when it
/// is no sound one, the old map of profiles, whose unfit entries are passed over: the SDK 0.53 does
/// the same (roboto-api 1.2). `name` is how messages call the file; none of them holds a value of
/// it.
///
/// Errors: InvalidArgument with detail `roboto.config.json`, `.object`, or `.profiles` when there
/// is no usable profile; the message then says what is wrong with version 1.
[[nodiscard]] Result<ConfigFile> parseConfigFile(const QByteArray &bytes, const QString &name);

/// A time-out in seconds as a positive number or its text; at most a day.
[[nodiscard]] std::optional<std::chrono::milliseconds> timeoutFromSeconds(const QJsonValue &value);

} // namespace tidemark::roboto
