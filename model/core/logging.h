// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace tidemark {

/// Values, item models and calculations. Only warnings are told unless asked for by QT_LOGGING_RULES.
Q_DECLARE_LOGGING_CATEGORY(lcModel)

/// The store: opening, migrations, lanes. Statements are named, never printed with their values.
Q_DECLARE_LOGGING_CATEGORY(lcStore)

} // namespace tidemark
