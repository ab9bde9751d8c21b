// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/session_store.h"
#include "services/roboto/server/continuation.h"
#include "services/roboto/server/handlers.h"
#include "services/roboto/server/session_pages.h"
#include "services/roboto/server/store_values.h"

#include <QCoreApplication>

namespace tidemark::roboto {
namespace {

struct SessionText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::roboto::Sessions)
};

void answerWith(const CallPointer &call, const Session &session)
{
    call->answer(writeAnswer(sessionRecord(session, call->org())));
}

void answerOnceWith(const CallPointer &call, const Session &session)
{
    call->answerOnce(writeAnswer(sessionRecord(session, call->org())));
}

} // namespace

void createSession(const CallPointer &call)
{
    const auto request = call->takeBody<CreateSessionRequest>();
    if (!request)
        return call->fail(request.error());
    whenDone(call, call->ports().sessions->createSession(newSession(*request)),
             [call](const SessionOutcome &made) { answerOnceWith(call, made.session); });
}

void getSession(const CallPointer &call)
{
    whenDone(call, call->ports().sessions->findSession(call->argument()),
             [call](const Session &found) { answerWith(call, found); });
}

void updateSession(const CallPointer &call)
{
    auto request = call->takeBody<UpdateSessionRequest>();
    if (!request)
        return call->fail(request.error());
    const auto edit = [request = *std::move(request)](const Session &session) {
        return changeOf(request, session);
    };
    whenDone(call, call->ports().sessions->editSession(call->argument(), edit),
             [call](const SessionOutcome &changed) { answerOnceWith(call, changed.session); });
}

void deleteSession(const CallPointer &call)
{
    whenDone(call, call->ports().sessions->findSession(call->argument()),
             [call](const Session &found) {
                 whenDone(call, call->ports().sessions->removeSessions({found.id}),
                          [call](ChangeId) { call->answerEmpty(); });
             });
}

void listSessions(const CallPointer &call)
{
    const auto after = sessionsAfter(*call);
    if (!after)
        return call->fail(after.error());
    whenDoneByWorker(call, call->ports().sessions->sessionsByUid(*after, kListingPageSize),
                     [call](const SessionUidPage &found) { answerWithPage(call, found); });
}

// No page of the two listings that follow has a next one, so a token can only be a wrong one.
void listDatasetSessions(const CallPointer &call)
{
    if (const auto after = sessionsAfter(*call); !after)
        return call->fail(after.error());
    call->answer(writeAnswer(Page<SessionRecord>()));
}

void listSessionTopics(const CallPointer &call)
{
    if (const auto after = sessionsAfter(*call); !after)
        return call->fail(after.error());
    whenDone(call, call->ports().sessions->findSession(call->argument()),
             [call](const Session &) { call->answer(writeAnswer(Page<SessionRecord>())); });
}

void getSessionTopic(const CallPointer &call)
{
    call->fail(robotoError(RobotoErrorCode::NotFound,
                           SessionText::tr("Sessions of this server have no topics.")));
}

} // namespace tidemark::roboto
