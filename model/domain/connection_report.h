// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"
#include "model/core/id.h"
#include "model/core/secret.h"
#include "model/domain/remote.h"

#include <QString>

#include <chrono>
#include <optional>

namespace tidemark {

/// What is tried before it becomes a source (R1).
struct ConnectionDraft
{
    QString endpoint;               ///< as typed; see storableEndpoint()
    QString organisation = {};      ///< uid there; empty: the token's only one
    QString caFile = {};            ///< a file of certificates that vouch for the server
    QString pinnedCertificate = {}; ///< SHA-256 of the server's certificate
    Secret token = {};
    SourceId tokenOf = {}; ///< whose kept token is tried while `token` is empty; invalid: none
};

/// The steps of a connection in their order; each needs those before it.
enum class ConnectionStep
{
    Address,      ///< the address can be used at all
    HostName,     ///< DNS knows the host
    Connection,   ///< the host takes a connection in time
    Trust,        ///< its certificate is trusted
    Answer,       ///< it answers in HTTP, in time, and not with a failure of its own (5xx, 429)
    Service,      ///< it is a Roboto service of a version we speak (404 and other answers are not)
    Token,        ///< the token is known (401)
    Organisation, ///< and may see the organisation (403, or none named of several)
};

/// What became of a trial.
struct ConnectionReport
{
    std::optional<ConnectionStep> failedAt = {}; ///< absent: all is well
    Error error = {};         ///< of a trial that failed: what is wrong and what to do; no secret
    RemoteIdentity identity;  ///< as far as the service told
    QString protocol;         ///< `TLS 1.3`, or `HTTP` where nothing is encrypted
    QString certificate;      ///< SHA-256 of the server's certificate, 64 hex digits; empty: none
    QString certificateOwner; ///< the subject and who signed it, for people
    bool isExposed = false;   ///< plain HTTP to another machine: the token can be read on the way
    std::chrono::milliseconds took{0};
};

} // namespace tidemark
