// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/event_loops.h"

#include <QtGlobal>

namespace tidemark::net {

void useLeanLoopsFromNow()
{
    // Qt's own switch, which it reads as each thread begins.
    qputenv("QT_NO_GLIB", "1");
}

} // namespace tidemark::net
