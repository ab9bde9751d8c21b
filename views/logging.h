// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace tidemark {

/// Widgets, charts and presenters. Debug output is off unless asked for by QT_LOGGING_RULES.
Q_DECLARE_LOGGING_CATEGORY(lcViews)

} // namespace tidemark
