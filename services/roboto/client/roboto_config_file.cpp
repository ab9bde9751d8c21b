// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/client/roboto_config_file.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::roboto {
namespace {

using std::chrono::milliseconds;

struct ConfigText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::roboto::ConfigText)
};

constexpr auto kDefaultProfile = "default"_L1;

// What keeps a file from being a sound one of version 1, as the end of a sentence.
using Reason = tl::unexpected<QString>;

tl::expected<ConfigProfile, QString> readProfile(const QString &name, const QJsonValue &value)
{
    const QJsonObject object = value.toObject();
    if (!value.isObject() || !object.value("api_key"_L1).isString())
        return Reason(ConfigText::tr("the profile \"%1\" has no \"api_key\"").arg(name));
    ConfigProfile profile;
    profile.token = Secret::fromText(object.value("api_key"_L1).toString());
    const QJsonValue endpoint = object.value("endpoint"_L1);
    if (!endpoint.isUndefined() && !endpoint.isString())
        return Reason(
            ConfigText::tr("the \"endpoint\" of the profile \"%1\" is no text").arg(name));
    profile.endpoint = endpoint.toString(kHostedEndpoint);
    const QJsonValue folder = object.value("cache_dir"_L1);
    if (!folder.isUndefined() && !folder.isNull() && !folder.isString())
        return Reason(
            ConfigText::tr("the \"cache_dir\" of the profile \"%1\" is no text").arg(name));
    const QJsonValue timeout = object.value("default_http_timeout"_L1);
    if (timeout.isUndefined() || timeout.isNull())
        return profile;
    profile.timeout = timeoutFromSeconds(timeout);
    if (!profile.timeout)
        return Reason(ConfigText::tr("the \"default_http_timeout\" of the profile \"%1\" is no "
                                     "positive number of seconds")
                          .arg(name));
    return profile;
}

tl::expected<ConfigFile, QString> readVersion1(const QJsonObject &root)
{
    if (root.value("version"_L1) != QJsonValue("v1"_L1))
        return Reason(ConfigText::tr("its \"version\" is not \"v1\""));
    if (!root.value("profiles"_L1).isObject() || root.value("profiles"_L1).toObject().isEmpty())
        return Reason(ConfigText::tr("it has no \"profiles\""));
    ConfigFile file;
    const QJsonObject profiles = root.value("profiles"_L1).toObject();
    for (auto entry = profiles.begin(); entry != profiles.end(); ++entry) {
        auto profile = readProfile(entry.key(), entry.value());
        if (!profile)
            return Reason(profile.error());
        file.profiles.emplace(entry.key(), *std::move(profile));
    }
    const QJsonValue chosen = root.value("default_profile"_L1);
    if (!chosen.isUndefined() && !chosen.isNull() && !chosen.isString())
        return Reason(ConfigText::tr("its \"default_profile\" is no text"));
    file.defaultProfile =
        chosen.toString().isEmpty() ? QString(kDefaultProfile) : chosen.toString();
    if (file.profiles.count(file.defaultProfile) == 0)
        return Reason(ConfigText::tr("its default profile \"%1\" is not among the profiles")
                          .arg(file.defaultProfile));
    return file;
}

// Version 0: a map of profiles. What does not fit is passed over.
ConfigFile readVersion0(const QJsonObject &root)
{
    ConfigFile file;
    file.defaultProfile = kDefaultProfile;
    for (auto entry = root.begin(); entry != root.end(); ++entry) {
        const QJsonObject object = entry.value().toObject();
        const QJsonValue endpoint = object.value("default_endpoint"_L1);
        if (!object.value("token"_L1).isString() ||
            (!endpoint.isUndefined() && !endpoint.isString()))
            continue;
        ConfigProfile profile;
        profile.token = Secret::fromText(object.value("token"_L1).toString());
        profile.endpoint = endpoint.toString(kHostedEndpoint);
        file.profiles.emplace(entry.key(), std::move(profile));
    }
    return file;
}

} // namespace

std::optional<milliseconds> timeoutFromSeconds(const QJsonValue &value)
{
    bool isNumber = value.isDouble();
    const double seconds = isNumber ? value.toDouble() : value.toString().toDouble(&isNumber);
    constexpr double kLongest_s = 86'400.0;
    if (!isNumber || !std::isfinite(seconds) || seconds <= 0.0 || seconds > kLongest_s)
        return std::nullopt;
    return milliseconds(static_cast<std::int64_t>(std::ceil(seconds * 1000.0)));
}

Result<ConfigFile> parseConfigFile(const QByteArray &bytes, const QString &name)
{
    QJsonParseError wrong{};
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &wrong);
    if (wrong.error != QJsonParseError::NoError)
        return failure(ErrorCode::InvalidArgument,
                       ConfigText::tr("The Roboto configuration %1 is not valid JSON: it cannot be "
                                      "read beyond byte %2. Mend it there.")
                           .arg(name, QString::number(wrong.offset)),
                       u"roboto.config.json: "_s + wrong.errorString());
    if (!document.isObject())
        return failure(ErrorCode::InvalidArgument,
                       ConfigText::tr("The Roboto configuration %1 is not a JSON object. Write it "
                                      "anew as Roboto's documentation shows.")
                           .arg(name),
                       u"roboto.config.object"_s);
    auto file = readVersion1(document.object());
    if (file)
        return *std::move(file);
    ConfigFile old = readVersion0(document.object());
    if (!old.profiles.empty())
        return old;
    return failure(ErrorCode::InvalidArgument,
                   ConfigText::tr("The Roboto configuration %1 holds no profile that can be used: "
                                  "%2. Mend it as Roboto's documentation shows.")
                       .arg(name, file.error()),
                   u"roboto.config.profiles"_s);
}

} // namespace tidemark::roboto
