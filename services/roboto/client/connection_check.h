// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/connection_report.h"
#include "services/net/network_thread.h"

#include <QFuture>

#include <chrono>
#include <optional>
#include <stop_token>

namespace tidemark::roboto {

/// Tries a connection before it becomes a source (R1), step by step as ConnectionStep names them:
/// who the token is, which organisations it sees, and one page of the organisation's metrics. At
/// most four requests, each once; nothing is changed there. Who the token is and which
/// organisations it sees need not be told: the page of metrics decides.
///
/// Any thread; does not wait. `network` outlives the trial. Stopped, the error is Cancelled. With
/// several organisations and none named the report fails at Organisation and tells which there are.
/// `timeout`: see robotoLimits().
[[nodiscard]] QFuture<ConnectionReport>
checkConnection(net::NetworkThread &network, ConnectionDraft draft, std::stop_token stop = {},
                std::optional<std::chrono::milliseconds> timeout = {});

} // namespace tidemark::roboto
