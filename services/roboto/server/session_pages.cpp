// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/server/session_pages.h"

#include "services/roboto/server/store_values.h"

namespace tidemark::roboto {

Result<std::optional<QString>> sessionsAfter(const Call &call)
{
    return cursorOf<SessionsCursor>(call, &sessionsCursor)
        .transform([](const std::optional<SessionsCursor> &cursor) {
            return cursor ? std::optional(cursor->sessionId) : std::nullopt;
        });
}

void answerWithPage(const CallPointer &call, const SessionUidPage &found)
{
    Page<SessionRecord> page;
    page.items.reserve(found.sessions.size());
    for (const Session &session : found.sessions)
        page.items.push_back(sessionRecord(session, call->org()));
    if (found.next) // the order is that of the ids alone
        page.nextToken = pageToken(SessionsCursor{Timestamp(), *found.next});
    call->answer(writeAnswer(page));
}

} // namespace tidemark::roboto
