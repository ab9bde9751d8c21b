// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"
#include "services/http/http_message.h"

#include <QLoggingCategory>

#include <chrono>
#include <string_view>

namespace tidemark::roboto {

/// What the Roboto server does, a line each call. Off with `tidemark.services.roboto.info=false`.
Q_DECLARE_LOGGING_CATEGORY(lcRoboto)

/// One line of an answered call: method, the route as it stands in the table, status and time. What
/// the client sent is left out, so no name and no token can get there. Any thread.
void logAnswer(http::Method method, std::string_view pattern, int status,
               std::chrono::nanoseconds time);

/// The detail of a failure that someone who keeps the server should know of (not what the
/// caller can mend, nor that a store can only be read). Any thread.
void logFailure(const Error &error);

} // namespace tidemark::roboto
