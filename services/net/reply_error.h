// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/http_fault.h"

#include <QNetworkReply>

namespace tidemark::net {

/// Whether a finished reply holds an answer: Qt makes errors of its own from statuses (429 is
/// UnknownContentError), which are no failures of the exchange. `status` is 0 without one.
[[nodiscard]] bool isAnswer(QNetworkReply::NetworkError error, int status);

/// What an error means when there is no answer. OperationCanceledError is Silence, as only the
/// transfer time-out ends a reply without our asking.
[[nodiscard]] HttpFault faultOfReply(QNetworkReply::NetworkError error, int status);

} // namespace tidemark::net
