// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/client/roboto_profile.h"

#include "services/roboto/client/roboto_config_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonValue>

#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::roboto {
namespace {

struct ProfileText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::roboto::ProfileText)
};

// The value of a variable in any spelling of its name; empty when unset or empty.
QString variable(const QProcessEnvironment &environment, QLatin1StringView name)
{
    QString value = environment.value(name).trimmed();
    if (!value.isEmpty())
        return value;
    QStringList names = environment.keys();
    names.sort();
    for (const QString &other : std::as_const(names)) {
        if (other.compare(name, Qt::CaseInsensitive) != 0)
            continue;
        value = environment.value(other).trimmed();
        if (!value.isEmpty())
            return value;
    }
    return {};
}

Result<void> checkToken(const Secret &token, const QString &place)
{
    if (token.isEmpty())
        return failure(
            ErrorCode::InvalidArgument,
            ProfileText::tr("The Roboto token in %1 is empty. Put a token there.").arg(place),
            u"roboto.token.empty"_s);
    if (token.reveal().startsWith("robo_pat"))
        return failure(ErrorCode::InvalidArgument,
                       ProfileText::tr("The Roboto token in %1 has a format that Roboto gave up. "
                                       "Create a new token there.")
                           .arg(place),
                       u"roboto.token.old"_s);
    return {};
}

Result<RobotoProfile> complete(RobotoProfile profile, const QString &endpoint, const QString &place)
{
    if (auto sound = checkToken(profile.token, place); !sound)
        return failure(sound.error());
    auto parsed = net::parseEndpoint(endpoint);
    if (!parsed) {
        Error error = parsed.error();
        error.message = ProfileText::tr("The Roboto address in %1 cannot be used. %2")
                            .arg(place, error.message);
        return failure(std::move(error));
    }
    profile.endpoint = *std::move(parsed);
    return profile;
}

Result<RobotoProfile> fromEnvironment(const QProcessEnvironment &environment, const QString &token)
{
    RobotoProfile profile;
    profile.token = Secret::fromText(token);
    const QString seconds = variable(environment, "ROBOTO_DEFAULT_HTTP_TIMEOUT"_L1);
    if (!seconds.isEmpty()) {
        const auto timeout = timeoutFromSeconds(QJsonValue(seconds));
        if (!timeout)
            return failure(ErrorCode::InvalidArgument,
                           ProfileText::tr("ROBOTO_DEFAULT_HTTP_TIMEOUT is not a positive number "
                                           "of seconds. Set it to one such as 30, or unset it."),
                           u"roboto.timeout"_s);
        profile.timeout = *timeout;
    }
    const QString endpoint = variable(environment, "ROBOTO_SERVICE_ENDPOINT"_L1);
    return complete(std::move(profile), endpoint.isEmpty() ? QString(kHostedEndpoint) : endpoint,
                    ProfileText::tr("the environment"));
}

QString configFileName(const QProcessEnvironment &environment)
{
    QString named = variable(environment, "ROBOTO_CONFIG_FILE"_L1);
    if (!named.isEmpty())
        return named;
    const QString home = environment.value(u"HOME"_s);
    return (home.isEmpty() ? QDir::homePath() : home) + u"/.roboto/config.json"_s;
}

Result<QByteArray> readFile(const QString &name)
{
    const QFileInfo info(name);
    if (!info.exists())
        return failure(
            ErrorCode::NotFound,
            ProfileText::tr("There is no Roboto configuration %1. Set ROBOTO_API_KEY, or "
                            "create the file as Roboto's documentation shows.")
                .arg(name),
            u"roboto.config.missing"_s);
    QFile file(name);
    if (!info.isFile() || !file.open(QIODevice::ReadOnly)) {
        const bool isForbidden = info.isFile() && !info.isReadable();
        return failure(isForbidden ? ErrorCode::PermissionDenied : ErrorCode::Io,
                       ProfileText::tr("The Roboto configuration %1 cannot be read. Check that it "
                                       "is a file and who may read it.")
                           .arg(name),
                       u"roboto.config.read: "_s + file.errorString());
    }
    const QByteArray bytes = file.read(kMaxConfig_bytes + 1);
    if (bytes.size() > kMaxConfig_bytes)
        return failure(
            ErrorCode::InvalidArgument,
            ProfileText::tr("The Roboto configuration %1 is larger than 1 MiB. Is it the "
                            "right file?")
                .arg(name),
            u"roboto.config.size"_s);
    return bytes;
}

Result<RobotoProfile> fromFile(const QString &fileName, const ConfigFile &file,
                               const QString &profileName)
{
    const QString name = profileName.isEmpty() ? file.defaultProfile : profileName;
    const auto found = file.profiles.find(name);
    if (found == file.profiles.end())
        return failure(ErrorCode::NotFound,
                       ProfileText::tr("The Roboto configuration %1 has no profile \"%2\". Choose "
                                       "another one, or add it there.")
                           .arg(fileName, name),
                       u"roboto.config.profile"_s);
    RobotoProfile profile;
    profile.token = found->second.token;
    profile.timeout = found->second.timeout.value_or(kDefaultTimeout);
    profile.name = name;
    profile.file = fileName;
    return complete(std::move(profile), found->second.endpoint,
                    ProfileText::tr("the profile \"%1\" of %2").arg(name, fileName));
}

QString environmentToken(const QProcessEnvironment &environment)
{
    QString token = variable(environment, "ROBOTO_API_KEY"_L1);
    return token.isEmpty() ? variable(environment, "ROBOTO_BEARER_TOKEN"_L1) : token;
}

std::vector<RobotoProfile> usableOf(const QString &fileName, const ConfigFile &file,
                                    const QString &chosen)
{
    std::vector<RobotoProfile> profiles;
    for (const auto &[name, entry] : file.profiles) {
        auto profile = fromFile(fileName, file, name);
        if (!profile)
            continue;
        const bool isFirst = name == (chosen.isEmpty() ? file.defaultProfile : chosen);
        profiles.insert(isFirst ? profiles.begin() : profiles.end(), *std::move(profile));
    }
    return profiles;
}

} // namespace

bool hasEnvironmentToken(const QProcessEnvironment &environment)
{
    return !environmentToken(environment).isEmpty();
}

Result<RobotoProfile> findProfile(const QProcessEnvironment &environment,
                                  const QString &explicitProfile)
{
    const QString token = environmentToken(environment);
    if (!token.isEmpty())
        return fromEnvironment(environment, token);
    const QString fileName = configFileName(environment);
    const QString profileName =
        explicitProfile.isEmpty() ? variable(environment, "ROBOTO_PROFILE"_L1) : explicitProfile;
    return readFile(fileName)
        .and_then([&](const QByteArray &bytes) { return parseConfigFile(bytes, fileName); })
        .and_then([&](const ConfigFile &file) { return fromFile(fileName, file, profileName); });
}

Result<std::vector<RobotoProfile>> allProfiles(const QProcessEnvironment &environment)
{
    if (const QString token = environmentToken(environment); !token.isEmpty())
        return fromEnvironment(environment, token).transform([](RobotoProfile profile) {
            return std::vector<RobotoProfile>{std::move(profile)};
        });
    const QString fileName = configFileName(environment);
    const auto file = readFile(fileName).and_then(
        [&](const QByteArray &bytes) { return parseConfigFile(bytes, fileName); });
    if (file)
        return usableOf(fileName, *file, variable(environment, "ROBOTO_PROFILE"_L1));
    if (file.error().code == ErrorCode::NotFound)
        return std::vector<RobotoProfile>();
    return failure(file.error());
}

std::optional<std::chrono::milliseconds>
configuredTimeout(const std::vector<RobotoProfile> &profiles, const net::Origin &origin,
                  const Secret &token)
{
    const auto isThere = [&origin](const RobotoProfile &profile) {
        return net::originOf(profile.endpoint.base) == origin;
    };
    for (const RobotoProfile &profile : profiles) {
        if (profile.token == token && isThere(profile))
            return profile.timeout;
    }
    if (!profiles.empty() && isThere(profiles.front()))
        return profiles.front().timeout;
    return std::nullopt;
}

Secret profileTokenFor(const net::Origin &origin)
{
    const auto profile = findProfile(QProcessEnvironment::systemEnvironment());
    return profile && net::originOf(profile->endpoint.base) == origin ? profile->token : Secret();
}

} // namespace tidemark::roboto
