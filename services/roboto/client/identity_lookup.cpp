// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/client/identity_lookup.h"

#include "model/core/when_finished.h"
#include "services/roboto/client/roboto_reading.h"
#include "services/roboto/wire/accounts.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::roboto {
namespace {

RobotoCall accountCall(const QByteArray &path)
{
    RobotoCall call;
    call.path = path;
    call.role = OrgRole::None;
    return call;
}

// Any object: the user's id, else an address of e-mail, else a name.
QString userOf(const WhoAmI &who)
{
    for (const QLatin1StringView field : {"user_id"_L1, "email"_L1, "name"_L1}) {
        if (const QJsonValue value = who.content.value(field); value.isString())
            return value.toString();
    }
    return {};
}

// Not offered, or not to this token.
bool isNotTold(const RemoteError &error)
{
    return error.fault == RemoteFault::NotFound ||
           (error.fault == RemoteFault::Refused && error.status == 403);
}

/// The questions of one lookup, one after the other.
class IdentityLookup final : public std::enable_shared_from_this<IdentityLookup>
{
public:
    IdentityLookup(const std::shared_ptr<RobotoCaller> &caller, std::stop_token stop)
        : m_caller(caller)
        , m_stop(std::move(stop))
    {}

    [[nodiscard]] RemoteFuture<RemoteIdentity> begin()
    {
        askWho();
        return m_promise->future();
    }

private:
    void askWho()
    {
        withCaller([this](const RobotoCaller &caller) {
            whenAnswered(ask<WhoAmI>(caller, accountCall("v1/users/whoami"), m_stop, userOf),
                         [self = shared_from_this()](const RemoteResult<QString> &user) {
                             if (user)
                                 self->keepUser(*user);
                             else if (isNotTold(user.error()))
                                 self->askUser();
                             else
                                 self->fail(user.error());
                         });
        });
    }

    void askUser()
    {
        withCaller([this](const RobotoCaller &caller) {
            const auto idOf = [](const UserRecord &user) { return user.userId; };
            whenAnswered(ask<UserRecord>(caller, accountCall("v1/users"), m_stop, idOf),
                         [self = shared_from_this()](const RemoteResult<QString> &user) {
                             if (user)
                                 self->keepUser(*user);
                             else if (isNotTold(user.error()))
                                 self->askOrganisations();
                             else
                                 self->fail(user.error());
                         });
        });
    }

    void keepUser(const QString &user)
    {
        m_hasTold = true;
        m_identity.user = user;
        askOrganisations();
    }

    void askOrganisations()
    {
        withCaller([this](const RobotoCaller &caller) {
            whenAnswered(organisationsOfCaller(caller, m_stop),
                         [self = shared_from_this()](const RemoteResult<QStringList> &uids) {
                             if (uids)
                                 self->keepOrganisations(*uids);
                             else if (!isNotTold(uids.error()))
                                 self->fail(uids.error());
                             else if (self->m_hasTold)
                                 self->finish();
                             else
                                 self->askMetrics();
                         });
        });
    }

    void keepOrganisations(const QStringList &uids)
    {
        m_identity.organisations = uids;
        finish();
    }

    void askMetrics()
    {
        withCaller([this](const RobotoCaller &caller) {
            whenAnswered(tryListing(caller, m_stop),
                         [self = shared_from_this()](const RemoteResult<void> &listed) {
                             if (listed)
                                 self->finish();
                             else
                                 self->fail(listed.error());
                         });
        });
    }

    template <class Question>
    void withCaller(Question question)
    {
        if (const auto caller = m_caller.lock())
            question(*caller);
        else
            fail(stoppedError());
    }

    void finish() { fulfil(m_promise, RemoteResult<RemoteIdentity>(m_identity)); }
    void fail(const RemoteError &error)
    {
        fulfil(m_promise, RemoteResult<RemoteIdentity>(tl::unexpected(error)));
    }

    std::weak_ptr<RobotoCaller> m_caller;
    std::stop_token m_stop;
    RemotePromise<RemoteIdentity> m_promise = newPromise<RemoteIdentity>();
    RemoteIdentity m_identity;
    bool m_hasTold = false;
};

} // namespace

RemoteFuture<RemoteIdentity> lookUpIdentity(const std::shared_ptr<RobotoCaller> &caller,
                                            std::stop_token stop)
{
    return std::make_shared<IdentityLookup>(caller, std::move(stop))->begin();
}

RemoteFuture<void> tryListing(const RobotoCaller &caller, std::stop_token stop)
{
    RobotoCall call;
    call.path = "v1/metrics/definitions/";
    return mapAnswer(caller.send(std::move(call), std::move(stop)),
                     [](const RemoteResult<RobotoReply> &reply) -> RemoteResult<void> {
                         const auto page =
                             readAs<Page<MetricDefinitionRecord>>(reply, std::identity());
                         if (!page)
                             return tl::unexpected(page.error());
                         return {};
                     });
}

RemoteFuture<QStringList> organisationsOfCaller(const RobotoCaller &caller, std::stop_token stop)
{
    return mapAnswer(caller.send(accountCall("v1/orgs/caller"), std::move(stop)),
                     [](const RemoteResult<RobotoReply> &reply) -> RemoteResult<QStringList> {
                         if (!reply)
                             return tl::unexpected(reply.error());
                         const auto records = readListAnswer<OrgRecord>(reply->body);
                         if (!records)
                             return tl::unexpected(unreadableError(records.error(), *reply));
                         QStringList uids;
                         for (const OrgRecord &record : *records)
                             uids.append(record.orgId);
                         return uids;
                     });
}

} // namespace tidemark::roboto
