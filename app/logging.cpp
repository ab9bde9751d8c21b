// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/logging.h"

namespace tidemark {

Q_LOGGING_CATEGORY(lcApp, "tidemark.app", QtInfoMsg)

} // namespace tidemark
