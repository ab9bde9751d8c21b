// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/logging.h"

namespace tidemark {

Q_LOGGING_CATEGORY(lcModel, "tidemark.model", QtWarningMsg)
Q_LOGGING_CATEGORY(lcStore, "tidemark.store", QtWarningMsg)

} // namespace tidemark
