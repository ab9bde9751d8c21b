// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/remote.h"
#include "model/domain/source.h"

#include <QLatin1StringView>
#include <QString>

#include <optional>

namespace tidemark {

/// The detail of the error for a token that reaches another organisation than the one before.
inline constexpr QLatin1StringView kOtherOrganisation("source.organisation");

/// Whether a connection must be asked whose data it reaches, before it is used: a source that names
/// its organisation says so with each request, and is refused where it has no right.
[[nodiscard]] inline bool mustTellOrganisation(const Source &source)
{
    return source.organisation.isEmpty();
}

/// Looks whether a connection reaches the organisation whose data this store knows of. Held against
/// those of another one, all that is known would count as removed there. Answers with what is to be
/// noted, if anything. A service that does not tell is believed. Any thread.
/// `known`: FetchMarks::organisation. Errors: PermissionDenied with the detail kOtherOrganisation.
[[nodiscard]] Result<std::optional<QString>> organisationToNote(const Source &source,
                                                                const std::optional<QString> &known,
                                                                const RemoteIdentity &identity);

} // namespace tidemark
