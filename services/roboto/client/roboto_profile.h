// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/core/secret.h"
#include "services/net/url_rules.h"

#include <QProcessEnvironment>
#include <QString>

#include <chrono>
#include <optional>
#include <vector>

namespace tidemark::roboto {

inline constexpr std::chrono::milliseconds kDefaultTimeout{30'000};

/// Whom to ask, and as whom.
struct RobotoProfile
{
    Secret token;
    net::Endpoint endpoint;
    std::chrono::milliseconds timeout = kDefaultTimeout; ///< of one attempt
    QString name; ///< the profile's; empty when the token came from the environment
    QString file; ///< where the profile was read; empty likewise
};

/// Finds the profile that the Roboto SDK 0.53 would use in these surroundings (roboto-api 1.2):
///
/// 1. With a token in ROBOTO_API_KEY or, failing that, ROBOTO_BEARER_TOKEN no file is read; the
///    endpoint is ROBOTO_SERVICE_ENDPOINT or the hosted one, the time-out
///    ROBOTO_DEFAULT_HTTP_TIMEOUT.
/// 2. Else the file ROBOTO_CONFIG_FILE or `~/.roboto/config.json` decides all; both other variables
///    are ignored. Its profile is `explicitProfile`, else ROBOTO_PROFILE, else its default.
///
/// Names of variables are matched in any case, the upper-case one first; an empty value counts as
/// unset. Reads a file: not on the GUI thread.
///
/// Errors: NotFound without file or profile (detail `roboto.config.missing`,
/// `roboto.config.profile`), PermissionDenied and Io for a file that cannot be read,
/// InvalidArgument for its content (see parseConfigFile()), an empty token (`roboto.token.empty`),
/// a token of the format that ended in 2024 (`roboto.token.old`), the time-out variable
/// (`roboto.timeout`), and the address (`url.…`).
[[nodiscard]] Result<RobotoProfile> findProfile(const QProcessEnvironment &environment,
                                                const QString &explicitProfile = {});

/// Whether there is a token in these surroundings, so that no file is read.
[[nodiscard]] bool hasEnvironmentToken(const QProcessEnvironment &environment);

/// All that can be used, the one that findProfile() finds first: with a token in the environment
/// that one alone, else the profiles of the file; none where there is no file. Reads a file: not on
/// the GUI thread. Errors: those of findProfile() but NotFound.
[[nodiscard]] Result<std::vector<RobotoProfile>>
allProfiles(const QProcessEnvironment &environment);

/// The time-out for an address: of the profile with this token there, else of the first of
/// `profiles` when it is for that address; none otherwise. `profiles`: of allProfiles().
[[nodiscard]] std::optional<std::chrono::milliseconds>
configuredTimeout(const std::vector<RobotoProfile> &profiles, const net::Origin &origin,
                  const Secret &token);

/// The token of the profile that findProfile() finds in the surroundings of this program, when that
/// is for the same origin; else none. Reads a file: not on the GUI thread.
[[nodiscard]] Secret profileTokenFor(const net::Origin &origin);

} // namespace tidemark::roboto
