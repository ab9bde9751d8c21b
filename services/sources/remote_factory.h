// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/core/secret.h"
#include "model/domain/connection_report.h"
#include "model/domain/source.h"
#include "model/ports/remote_api.h"
#include "model/ports/source_links.h"

#include <memory>
#include <stop_token>
#include <vector>

namespace tidemark {

/// What a connection is for.
enum class RemoteUse
{
    Sending,  ///< the outbox repeats by a schedule of its own, so each call is one attempt
    Fetching, ///< calls that may be done twice are repeated by themselves
};

/// Makes the connections to sources, so that tests can stand in for the network. Any thread; what
/// it makes is gone before it.
class RemoteFactory
{
public:
    virtual ~RemoteFactory() = default;

    /// Reads what connectTo() and check() take from the SDK's configuration, which they do not wait
    /// for: done before a connection is made. Always true.
    [[nodiscard]] virtual QFuture<bool> readConfiguration() = 0;
    /// Makes no request. Errors: InvalidArgument for an address or a fingerprint that cannot be
    /// used.
    [[nodiscard]] virtual Result<std::unique_ptr<RemoteApi>>
    connectTo(const Source &source, const Secret &token, RemoteUse use) = 0;
    [[nodiscard]] virtual QFuture<ConnectionReport> check(ConnectionDraft draft,
                                                          std::stop_token stop) = 0;
    /// See SourceLinks::configuredAccess().
    [[nodiscard]] virtual QFuture<Result<std::vector<ConfiguredAccess>>> configuredAccess() = 0;
    /// In order of first contact.
    [[nodiscard]] virtual std::vector<SourceContact> contacts() const = 0;
};

} // namespace tidemark
