// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/sources/roboto_remotes.h"

#include "services/roboto/client/connection_check.h"
#include "services/roboto/client/roboto_connection.h"
#include "services/roboto/client/roboto_profile.h"
#include "services/roboto/client/roboto_remote.h"

#include <QPromise>
#include <QThreadPool>

#include <utility>

namespace tidemark {
namespace {

std::vector<ConfiguredAccess> accessOf(const std::vector<roboto::RobotoProfile> &profiles)
{
    std::vector<ConfiguredAccess> all;
    all.reserve(profiles.size());
    for (const roboto::RobotoProfile &profile : profiles)
        all.push_back(
            {profile.name, profile.endpoint.base.toString(QUrl::FullyEncoded), profile.token});
    return all;
}

} // namespace

RobotoRemotes::RobotoRemotes(const QString &contactsFile,
                             std::optional<std::chrono::milliseconds> timeout)
    : m_timeout(timeout)
    , m_keeper(contactsFile, m_network.contacts())
{}

Result<std::unique_ptr<RemoteApi>> RobotoRemotes::connectTo(const Source &source,
                                                            const Secret &token, RemoteUse use)
{
    auto connection = roboto::robotoConnection(source, token);
    if (!connection)
        return failure(connection.error());
    roboto::RobotoRemoteOptions options;
    options.organisation = source.organisation;
    options.limits = roboto::robotoLimits(m_timeout);
    if (use == RemoteUse::Sending)
        options.retry.attempts = 1;
    return std::make_unique<roboto::RobotoRemote>(m_network, *std::move(connection),
                                                  std::move(options));
}

QFuture<ConnectionReport> RobotoRemotes::check(ConnectionDraft draft, std::stop_token stop)
{
    return roboto::checkConnection(m_network, std::move(draft), std::move(stop), m_timeout);
}

QFuture<Result<std::vector<ConfiguredAccess>>> RobotoRemotes::configuredAccess()
{
    const auto promise = std::make_shared<QPromise<Result<std::vector<ConfiguredAccess>>>>();
    promise->start();
    QThreadPool::globalInstance()->start([promise] { // it reads a file
        promise->addResult(
            roboto::allProfiles(QProcessEnvironment::systemEnvironment()).transform(accessOf));
        promise->finish();
    });
    return promise->future();
}

std::vector<SourceContact> RobotoRemotes::contacts() const
{
    return m_keeper.contacts();
}

} // namespace tidemark
