// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/source_changes.h"

#include "app/commands/text.h"
#include "services/roboto/client/roboto_profile.h"

#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

std::optional<QString> given(const Invocation &call, const QString &option)
{
    return call.parser.isSet(option) ? std::optional(call.parser.value(option)) : std::nullopt;
}

Result<std::optional<PublishLevel>> readLevel(const Invocation &call)
{
    const auto text = given(call, u"level"_s);
    if (!text)
        return std::optional<PublishLevel>();
    const auto level = publishLevelFromKey(*text);
    if (!level)
        return failure(ErrorCode::InvalidArgument,
                       Text::tr("--level takes off, summary or detailed, not \"%1\".").arg(*text));
    return std::optional(*level);
}

Result<std::optional<Timedelta>> readInterval(const Invocation &call)
{
    const auto text = given(call, u"interval"_s);
    if (!text)
        return std::optional<Timedelta>();
    return Timedelta::fromString(*text).transform(
        [](Timedelta interval) { return std::optional(interval); });
}

/// Absolute, since the window that uses it later is started elsewhere.
std::optional<QString> readCaFile(const Invocation &call)
{
    auto path = given(call, u"ca-file"_s);
    if (!path || path->isEmpty())
        return path;
    return QFileInfo(*path).absoluteFilePath();
}

Result<QString> readEndpoint(const Invocation &call)
{
    if (const auto endpoint = given(call, u"endpoint"_s))
        return *endpoint;
    const auto profile = roboto::findProfile(QProcessEnvironment::systemEnvironment(),
                                             call.parser.value(u"profile"_s));
    if (profile)
        return profile->endpoint.base.toString(QUrl::FullyEncoded);
    if (call.parser.isSet(u"profile"_s) || profile.error().detail != "roboto.config.missing"_L1)
        return failure(profile.error());
    return failure(ErrorCode::InvalidArgument,
                   Text::tr("Say where it is: --endpoint ADDRESS, or --profile NAME for an "
                            "address of the Roboto configuration file."));
}

Result<std::optional<SourceMove>> readMove(const Invocation &call)
{
    const bool isSame = call.parser.isSet(u"same-service"_s);
    const bool isOther = call.parser.isSet(u"other-service"_s);
    if (!isSame && !isOther)
        return std::optional<SourceMove>();
    if (isSame && isOther)
        return failure(ErrorCode::InvalidArgument,
                       Text::tr("Give --same-service or --other-service, not both."));
    if (!call.parser.isSet(u"endpoint"_s) && !call.parser.isSet(u"org"_s))
        return failure(ErrorCode::InvalidArgument,
                       Text::tr("--same-service and --other-service say what a new --endpoint or "
                                "--org means. Give one of those too."));
    return std::optional(isSame ? SourceMove::SameService : SourceMove::OtherService);
}

} // namespace

void addSourceOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {u"endpoint"_s,
         Text::tr("Its address, as in https://metrics.example; without it that of the Roboto "
                  "configuration (add)."),
         u"ADDRESS"_s},
        {u"org"_s, Text::tr("The organisation there; needed when the token is for several."),
         u"ORG"_s},
        {u"ca-file"_s,
         Text::tr("Certificates (PEM) that vouch for the server; empty for the "
                  "system's."),
         u"FILE"_s},
        {u"pin"_s, Text::tr("SHA-256 of the only certificate to trust; empty for none."),
         u"FINGERPRINT"_s},
        {u"level"_s,
         Text::tr("What is sent by itself: off, summary (values, sessions, metrics) or detailed "
                  "(tags and notes too)."),
         u"LEVEL"_s},
        {u"interval"_s, Text::tr("Time between two sendings, as in 10m; 0s sends at once."),
         u"DURATION"_s},
        {u"rename"_s, Text::tr("A new name (set)."), u"NAME"_s},
        {u"same-service"_s, Text::tr("The new --endpoint or --org is the same service: what is "
                                     "known of it still holds (set).")},
        {u"other-service"_s, Text::tr("The new --endpoint or --org is another service: it is met "
                                      "as a new one, and what came from the old one stays (set).")},
    });
}

Result<NewSource> readNewSource(const Invocation &call, const QString &name)
{
    const auto endpoint = readEndpoint(call);
    if (!endpoint)
        return failure(endpoint.error());
    const auto level = readLevel(call);
    if (!level)
        return failure(level.error());
    const auto interval = readInterval(call);
    if (!interval)
        return failure(interval.error());
    NewSource source;
    source.name = name;
    source.endpoint = *endpoint;
    source.organisation = call.parser.value(u"org"_s);
    source.caFile = readCaFile(call).value_or(QString());
    source.pinnedCertificate = call.parser.value(u"pin"_s);
    source.level = level->value_or(PublishLevel::Off);
    source.interval = interval->value_or(Timedelta());
    return source;
}

Result<SourceChange> readSourceChange(const Invocation &call)
{
    const auto level = readLevel(call);
    if (!level)
        return failure(level.error());
    const auto interval = readInterval(call);
    if (!interval)
        return failure(interval.error());
    const auto move = readMove(call);
    if (!move)
        return failure(move.error());
    SourceChange change;
    change.move = *move;
    change.name = given(call, u"rename"_s);
    change.endpoint = given(call, u"endpoint"_s);
    change.organisation = given(call, u"org"_s);
    change.caFile = readCaFile(call);
    change.pinnedCertificate = given(call, u"pin"_s);
    change.level = *level;
    change.interval = *interval;
    return change;
}

} // namespace tidemark::commands
