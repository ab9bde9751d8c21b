// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/ports/data_ports.h"

#include <QString>

#include <optional>

namespace tidemark {

/// Whose data is seen, and who signs what is written.
struct StoreScope
{
    QString organisation; ///< uid
    QString author;
    /// What is written is known to come from there, so it is not sent back to it.
    std::optional<SourceId> mirrorOf = {};

    friend bool operator==(const StoreScope &, const StoreScope &) = default;
};

/// The ports of one store for each of its organisations and each who writes. Any thread.
class StoreScopes
{
public:
    virtual ~StoreScopes() = default;

    /// Loans that live as long as the store; the same for the same scope. They show and change what
    /// belongs to the organisation and nothing else, and sign with the author. Does not block: an
    /// organisation that is not there makes each answer NotFound with ErrorSubject::Organisation.
    ///
    /// Caring for the store as a whole (backup, check) is refused with PermissionDenied, except for
    /// the local organisation.
    [[nodiscard]] virtual DataPorts portsFor(const StoreScope &scope) = 0;
    /// Who may use the store. Lives as long as the store.
    [[nodiscard]] virtual AccessStore &access() = 0;
};

} // namespace tidemark
