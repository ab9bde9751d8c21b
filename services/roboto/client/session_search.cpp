// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/client/session_search.h"

#include "model/core/when_finished.h"
#include "model/domain/page_watch.h"
#include "services/roboto/client/roboto_reading.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <tuple>

using namespace Qt::StringLiterals;

namespace tidemark::roboto {
namespace {

struct SearchText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::roboto::SessionSearch)
};

using SessionPage = Page<SessionRecord>;

/// One search. Its next page is asked for when the one before has come.
class SessionSearch final : public std::enable_shared_from_this<SessionSearch>
{
public:
    SessionSearch(const std::shared_ptr<RobotoCaller> &caller, const QStringList &keys,
                  std::stop_token stop)
        : m_caller(caller)
        , m_keys(keys.begin(), keys.end())
        , m_stop(std::move(stop))
    {}

    [[nodiscard]] RemoteFuture<std::vector<RemoteSession>> begin()
    {
        ask({});
        return m_promise->future();
    }

private:
    void ask(const std::optional<QString> &page)
    {
        const auto caller = m_caller.lock();
        if (!caller) {
            fail(stoppedError());
            return;
        }
        RobotoCall call;
        call.path = "v1/sessions";
        call.query = pageQuery(page);
        call.role = OrgRole::Caller;
        whenAnswered(roboto::ask<SessionPage>(*caller, std::move(call), m_stop, std::identity()),
                     [self = shared_from_this()](const RemoteResult<SessionPage> &answer) {
                         self->onPage(answer);
                     });
    }

    void onPage(const RemoteResult<SessionPage> &answer)
    {
        if (!answer) {
            fail(answer.error());
            return;
        }
        for (const SessionRecord &record : answer->items) {
            if (m_keys.contains(record.metadata.value(kKeyField).toString()))
                m_found.push_back(record);
        }
        if (!answer->nextToken)
            finish();
        else if (m_watch.mayFollow(*answer->nextToken, answer->items.size()))
            ask(*answer->nextToken);
        else
            fail(endless());
    }

    [[nodiscard]] static RemoteError endless()
    {
        RemoteError error;
        error.fault = RemoteFault::Server;
        error.error = {ErrorCode::Network,
                       SearchText::tr("The server's list of sessions has no end. Tell its owner."),
                       u"roboto.sessions.endless"_s};
        error.mayRetry = true;
        return error;
    }

    void finish()
    {
        std::sort(m_found.begin(), m_found.end(), [](const auto &a, const auto &b) {
            return std::tie(a.created, a.sessionId) < std::tie(b.created, b.sessionId);
        });
        std::vector<RemoteSession> sessions;
        sessions.reserve(m_found.size());
        for (const SessionRecord &record : m_found)
            sessions.push_back(remoteSession(record));
        fulfil(m_promise, RemoteResult<std::vector<RemoteSession>>(std::move(sessions)));
    }

    void fail(const RemoteError &error)
    {
        fulfil(m_promise, RemoteResult<std::vector<RemoteSession>>(tl::unexpected(error)));
    }

    std::weak_ptr<RobotoCaller> m_caller;
    QSet<QString> m_keys;
    std::stop_token m_stop;
    RemotePromise<std::vector<RemoteSession>> m_promise = newPromise<std::vector<RemoteSession>>();
    std::vector<SessionRecord> m_found;
    PageWatch m_watch;
};

} // namespace

RemoteFuture<std::vector<RemoteSession>> searchSessions(const std::shared_ptr<RobotoCaller> &caller,
                                                        const QStringList &keys,
                                                        std::stop_token stop)
{
    return std::make_shared<SessionSearch>(caller, keys, std::move(stop))->begin();
}

} // namespace tidemark::roboto
