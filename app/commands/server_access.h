// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command.h"
#include "model/core/result.h"
#include "model/core/secret.h"
#include "services/net/tls_trust.h"
#include "services/net/url_rules.h"

class QCommandLineParser;

namespace tidemark::commands {

/// With what a server is asked that is no source of a store.
struct ServerAccess
{
    Secret token;
    net::TlsTrust trust;
};

/// `--token-file --ca-file`.
void addServerAccessOptions(QCommandLineParser &parser);

/// The token is the first line of `--token-file`, else what the environment has as
/// TIDEMARK_PROMETHEUS_TOKEN; it never comes from the command line. Says where it can be read on
/// the way. Errors: NotFound, PermissionDenied, Io (the file cannot be read), InvalidArgument (it
/// holds no token).
[[nodiscard]] Result<ServerAccess> readServerAccess(const Invocation &call,
                                                    const net::Endpoint &endpoint);

} // namespace tidemark::commands
