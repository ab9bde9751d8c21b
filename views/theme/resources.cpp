// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme/resources.h"

#include <QDir> // Q_INIT_RESOURCE

/// Q_INIT_RESOURCE declares a function of the namespace it stands in, which must be the global one.
static bool registerResources()
{
    Q_INIT_RESOURCE(tidemark);
    return true;
}

namespace tidemark::theme {

void ensureResources()
{
    [[maybe_unused]] static const bool isRegistered = registerResources();
}

} // namespace tidemark::theme
