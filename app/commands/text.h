// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

namespace tidemark::commands {

/// Text::tr translates what commands say; one context for all of them.
struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::commands)
};

} // namespace tidemark::commands
