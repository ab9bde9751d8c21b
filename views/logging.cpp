// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/logging.h"

namespace tidemark {

Q_LOGGING_CATEGORY(lcViews, "tidemark.views", QtInfoMsg)

} // namespace tidemark
