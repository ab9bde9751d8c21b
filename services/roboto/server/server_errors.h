// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"
#include "services/roboto/wire/roboto_error.h"

#include <QByteArray>
#include <QString>

namespace tidemark::roboto {

/// What a failure of the store is to a caller: robotoErrorOf(), told apart by what it is about. A
/// device has an exception of its own, an organisation that is gone is one without access.
[[nodiscard]] RobotoError serverError(const Error &error);

/// The envelope for what the HTTP layer refuses itself (ErrorBodyMaker). Any thread.
[[nodiscard]] QByteArray layerErrorBody(int status, const QString &message);

} // namespace tidemark::roboto
