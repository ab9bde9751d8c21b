// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/sources/roboto_remotes.h"

#include "services/roboto/client/connection_check.h"
#include "services/roboto/client/roboto_connection.h"
#include "services/roboto/client/roboto_profile.h"
#include "services/roboto/client/roboto_remote.h"

#include <QPromise>
#include <QThreadPool>
#include <QUrl>

#include <mutex>
#include <utility>
#include <vector>

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

/// What was read last of the SDK's configuration. Any thread.
class RobotoRemotes::Configuration
{
public:
    using Profiles = std::vector<roboto::RobotoProfile>;

    [[nodiscard]] Result<Profiles> read() // a file
    {
        auto read = roboto::allProfiles(QProcessEnvironment::systemEnvironment());
        const std::lock_guard lock(m_mutex);
        m_profiles = read.value_or(Profiles());
        return read;
    }
    [[nodiscard]] std::optional<std::chrono::milliseconds> timeoutFor(const QString &endpoint,
                                                                      const Secret &token) const
    {
        const std::lock_guard lock(m_mutex);
        return roboto::configuredTimeout(m_profiles, net::originOf(QUrl(endpoint)), token);
    }

private:
    mutable std::mutex m_mutex;
    Profiles m_profiles; // under m_mutex
};

RobotoRemotes::RobotoRemotes(const QString &contactsFile,
                             std::optional<std::chrono::milliseconds> timeout)
    : m_timeout(timeout)
    , m_configuration(std::make_shared<Configuration>())
    , m_keeper(contactsFile, m_network.contacts())
{}

std::optional<std::chrono::milliseconds> RobotoRemotes::timeoutFor(const QString &endpoint,
                                                                   const Secret &token) const
{
    return m_timeout ? m_timeout : m_configuration->timeoutFor(endpoint, token);
}

QFuture<bool> RobotoRemotes::readConfiguration()
{
    const auto promise = std::make_shared<QPromise<bool>>();
    promise->start();
    QThreadPool::globalInstance()->start([promise, configuration = m_configuration] {
        (void)configuration->read(); // who asks for a profile is told why there is none
        promise->addResult(true);
        promise->finish();
    });
    return promise->future();
}

Result<std::unique_ptr<RemoteApi>> RobotoRemotes::connectTo(const Source &source,
                                                            const Secret &token, RemoteUse use)
{
    auto connection = roboto::robotoConnection(source, token);
    if (!connection)
        return failure(connection.error());
    roboto::RobotoRemoteOptions options;
    options.organisation = source.organisation;
    options.limits = roboto::robotoLimits(timeoutFor(source.endpoint, token));
    if (use == RemoteUse::Sending)
        options.retry.attempts = 1;
    return std::make_unique<roboto::RobotoRemote>(m_network, *std::move(connection),
                                                  std::move(options));
}

QFuture<ConnectionReport> RobotoRemotes::check(ConnectionDraft draft, std::stop_token stop)
{
    const auto timeout = timeoutFor(draft.endpoint, draft.token);
    return roboto::checkConnection(m_network, std::move(draft), std::move(stop), timeout);
}

QFuture<Result<std::vector<ConfiguredAccess>>> RobotoRemotes::configuredAccess()
{
    const auto promise = std::make_shared<QPromise<Result<std::vector<ConfiguredAccess>>>>();
    promise->start();
    QThreadPool::globalInstance()->start([promise, configuration = m_configuration] {
        promise->addResult(configuration->read().transform(accessOf));
        promise->finish();
    });
    return promise->future();
}

std::vector<SourceContact> RobotoRemotes::contacts() const
{
    return m_keeper.contacts();
}

} // namespace tidemark
