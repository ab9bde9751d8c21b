// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"
#include "services/http/http_message.h"
#include "services/roboto/wire/roboto_error.h"

#include <QByteArray>
#include <QString>

#include <chrono>

namespace tidemark::roboto {

/// What a failure of the store is to a caller: robotoErrorOf(), told apart by what it is about. A
/// device has an exception of its own, an organisation that is gone is one without access.
[[nodiscard]] RobotoError serverError(const Error &error);

/// The answer that tells it. `retryAfter`: when another attempt makes sense; none told when zero.
[[nodiscard]] http::HttpResponse errorAnswer(const RobotoError &error,
                                             std::chrono::seconds retryAfter = {});

/// The envelope for what the HTTP layer refuses itself (ErrorBodyMaker). Any thread.
[[nodiscard]] QByteArray layerErrorBody(int status, const QString &message);

} // namespace tidemark::roboto
