// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/remote_api.h"
#include "services/roboto/client/roboto_caller.h"

#include <memory>
#include <stop_token>

namespace tidemark::roboto {

/// Asks who the token is and which organisations it sees: `v1/users/whoami`, where that is missing
/// `v1/users`, then `v1/orgs/caller`. A service need not offer any of them, nor allow them to every
/// token (404, 403): what it does not tell stays empty. When it tells nothing, one page of metrics
/// shows whether it is a service at all (roboto-api 4). Ends with Stopped when the caller goes.
[[nodiscard]] RemoteFuture<RemoteIdentity>
lookUpIdentity(const std::shared_ptr<RobotoCaller> &caller, std::stop_token stop);

/// One page of the organisation's metrics: whether the token may read them.
[[nodiscard]] RemoteFuture<void> tryListing(const RobotoCaller &caller, std::stop_token stop);

/// The organisations that the token sees; faults: NotFound where the service does not tell.
[[nodiscard]] RemoteFuture<QStringList> organisationsOfCaller(const RobotoCaller &caller,
                                                              std::stop_token stop);

} // namespace tidemark::roboto
