// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace tidemark {

/// Composition, window shell and commands. Debug output is off unless asked for by
/// QT_LOGGING_RULES.
Q_DECLARE_LOGGING_CATEGORY(lcApp)

} // namespace tidemark
