// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/session_store.h"
#include "services/roboto/server/listing.h"

namespace tidemark::roboto {

/// The session after which the asked page begins. Errors: those of cursorOf().
[[nodiscard]] Result<std::optional<QString>> sessionsAfter(const Call &call);

void answerWithPage(const CallPointer &call, const SessionUidPage &found);

} // namespace tidemark::roboto
