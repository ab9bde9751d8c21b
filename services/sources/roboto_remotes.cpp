// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/sources/roboto_remotes.h"

#include "services/roboto/client/connection_check.h"
#include "services/roboto/client/roboto_connection.h"
#include "services/roboto/client/roboto_remote.h"

#include <utility>

namespace tidemark {

RobotoRemotes::RobotoRemotes(const QString &contactsFile)
    : m_keeper(contactsFile, m_network.contacts())
{}

Result<std::unique_ptr<RemoteApi>> RobotoRemotes::connectTo(const Source &source,
                                                            const Secret &token, RemoteUse use)
{
    auto connection = roboto::robotoConnection(source, token);
    if (!connection)
        return failure(connection.error());
    roboto::RobotoRemoteOptions options;
    options.organisation = source.organisation;
    if (use == RemoteUse::Sending)
        options.retry.attempts = 1;
    return std::make_unique<roboto::RobotoRemote>(m_network, *std::move(connection),
                                                  std::move(options));
}

QFuture<ConnectionReport> RobotoRemotes::check(ConnectionDraft draft, std::stop_token stop)
{
    return roboto::checkConnection(m_network, std::move(draft), std::move(stop));
}

std::vector<SourceContact> RobotoRemotes::contacts() const
{
    return m_keeper.contacts();
}

} // namespace tidemark
