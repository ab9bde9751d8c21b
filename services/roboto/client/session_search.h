// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/remote_api.h"
#include "services/roboto/client/roboto_caller.h"

#include <QStringList>

#include <memory>
#include <stop_token>

namespace tidemark::roboto {

/// Reads the list of all sessions, page after page, for those that hold one of these keys; oldest
/// first, then by uid. Faults: Server for a list that names a page twice. Ends with Stopped when
/// the caller goes.
[[nodiscard]] RemoteFuture<std::vector<RemoteSession>>
searchSessions(const std::shared_ptr<RobotoCaller> &caller, const QStringList &keys,
               std::stop_token stop);

} // namespace tidemark::roboto
