// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/logging.h"

namespace tidemark {

Q_LOGGING_CATEGORY(lcServices, "tidemark.services", QtInfoMsg)

} // namespace tidemark
