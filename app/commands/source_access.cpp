// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/source_access.h"

#include "app/commands/text.h"
#include "app/paths.h"
#include "model/domain/endpoint_text.h"
#include "model/ports/source_store.h"
#include "services/net/url_rules.h"
#include "services/roboto/client/roboto_profile.h"
#include "services/secrets/keychain_store.h"
#include "services/sources/source_tokens.h"

#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

bool isFor(const roboto::RobotoProfile &profile, const Source &source)
{
    return net::originOf(profile.endpoint.base) == net::originOf(QUrl(source.endpoint));
}

SourceAccess accessOf(const roboto::RobotoProfile &profile)
{
    return {profile.token, profile.timeout};
}

/// What the SDK's configuration gives.
struct Configured
{
    std::optional<SourceAccess> access = {}; ///< when it is for this source
    std::optional<Error> trouble = {};       ///< why a file of which nothing was asked is unusable
};

Result<Configured> configuredAccess(const Invocation &call, const Source &source)
{
    const QString wanted = call.parser.value(u"profile"_s);
    const auto environment = QProcessEnvironment::systemEnvironment();
    const bool isInEnvironment = roboto::hasEnvironmentToken(environment);
    const auto profile = roboto::findProfile(environment, wanted);
    if (!profile) {
        if (isInEnvironment || !wanted.isEmpty())
            return failure(profile.error());
        return profile.error().code == ErrorCode::NotFound ? Configured{}
                                                           : Configured{{}, profile.error()};
    }
    if (isFor(*profile, source)) {
        if (isInEnvironment && !wanted.isEmpty())
            call.console.note(
                Text::tr("The token of the environment is used, which goes before the profile "
                         "\"%1\".")
                    .arg(wanted));
        return Configured{accessOf(*profile)};
    }
    if (wanted.isEmpty())
        return Configured{};
    const QString place = profile->endpoint.base.toString();
    return failure(
        ErrorCode::InvalidArgument,
        isInEnvironment
            ? Text::tr("The token of the environment goes before the profile \"%1\", and is for "
                       "%2: it is not sent to %3. Unset ROBOTO_API_KEY and ROBOTO_BEARER_TOKEN.")
                  .arg(wanted, place, source.endpoint)
            : Text::tr("The profile \"%1\" is for %2, and its token is not sent to %3.")
                  .arg(wanted, place, source.endpoint));
}

} // namespace

Error stoppedWaiting()
{
    return {ErrorCode::Cancelled, Text::tr("Stopped."), {}};
}

void noteIfReadable(const Invocation &call, const QString &endpoint)
{
    if (isReadableOnTheWay(endpoint))
        call.console.note(Text::tr("The connection to %1 is not encrypted: the values and the "
                                   "token can be read on the way.")
                              .arg(placeOfEndpoint(endpoint)));
}

void addProfileOption(QCommandLineParser &parser)
{
    parser.addOption({u"profile"_s,
                      Text::tr("A profile of the Roboto configuration file, for its token; its "
                               "address must be the source's."),
                      u"NAME"_s});
}

Result<Source> findSource(const DataPorts &ports, const QString &name)
{
    const auto all = await(ports.sources->sources());
    if (!all)
        return failure(all.error());
    const auto found =
        std::find_if(all->begin(), all->end(), [&](const Source &one) { return one.name == name; });
    if (found != all->end())
        return *found;
    QStringList names;
    for (const Source &one : *all)
        names.append(one.name);
    return failure(Error{
        ErrorCode::NotFound,
        names.isEmpty()
            ? Text::tr("This store has no sources. Add one with tidemark sources add.")
            : Text::tr("There is no source \"%1\"; there are: %2.").arg(name, names.join(u", "_s)),
        {},
        ErrorSubject::Source});
}

Result<SourceAccess> findSourceAccess(const Invocation &call, const Source &source)
{
    auto configured = configuredAccess(call, source);
    if (!configured)
        return failure(configured.error());
    if (configured->access)
        return *std::move(configured->access);
    KeychainStore keyring(u"tidemark"_s);
    auto kept = awaitInLoop(keyring.get(tokenKey(source)), call.stop);
    if (!kept && kept.error().code != ErrorCode::Unsupported)
        return failure(kept.error());
    if (kept && *kept) {
        if (configured->trouble)
            call.console.note(configured->trouble->message);
        const auto profiles = roboto::allProfiles(QProcessEnvironment::systemEnvironment());
        const auto timeout =
            roboto::configuredTimeout(profiles.value_or(std::vector<roboto::RobotoProfile>()),
                                      net::originOf(QUrl(source.endpoint)), **kept);
        return SourceAccess{**std::move(kept), timeout};
    }
    if (configured->trouble)
        return failure(*configured->trouble);
    return failure(
        ErrorCode::NotFound,
        Text::tr("There is no token for %1. Keep one with tidemark sources token \"%1\", "
                 "or set ROBOTO_API_KEY, with ROBOTO_SERVICE_ENDPOINT set to %2.")
            .arg(source.name, source.endpoint));
}

ExitCode failOfSource(const Invocation &call, const Error &error)
{
    const ExitCode code = fail(call, error);
    return code == ExitCode::Usage ? ExitCode::Failure : code;
}

Result<SourceConnection> connectToSource(const Invocation &call, const Source &source,
                                         RemoteUse use)
{
    const auto access = findSourceAccess(call, source);
    if (!access)
        return failure(access.error());
    noteIfReadable(call, source.endpoint);
    SourceConnection connection;
    connection.remotes = std::make_unique<RobotoRemotes>(contactsFile(), access->timeout);
    auto api = connection.remotes->connectTo(source, access->token, use);
    if (!api)
        return failure(api.error());
    connection.api = *std::move(api);
    return connection;
}

} // namespace tidemark::commands
