// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloudwatch/aws_credentials.h"

#include <QCoreApplication>
#include <QDebug>
#include <QFile>

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>

using namespace Qt::StringLiterals;

namespace tidemark::cloudwatch {
namespace {

struct CredentialsText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::cloudwatch::AwsCredentials)
};

constexpr qint64 kMaxFile_bytes = qint64{1024} * 1024;

/// The settings of one profile.
using Profile = std::map<QByteArray, Secret>;

// `#` and `;` begin a comment at the start of a line, and behind white space.
QByteArrayView withoutComment(QByteArrayView line)
{
    for (qsizetype i = 0; i < line.size(); ++i) {
        const bool isMark = line[i] == '#' || line[i] == ';';
        if (isMark && (i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t'))
            return line.first(i);
    }
    return line;
}

std::optional<QByteArray> sectionOf(QByteArrayView line)
{
    if (!line.startsWith('[') || !line.endsWith(']'))
        return std::nullopt;
    QByteArrayView name = line.sliced(1, line.size() - 2).trimmed();
    if (name.startsWith("profile ")) // as the configuration file spells it
        name = name.sliced(qsizetype(std::strlen("profile "))).trimmed();
    return name.toByteArray();
}

/// Nothing when there is no such profile. Of a setting that is given twice the last one counts.
std::optional<Profile> profileOf(QByteArrayView text, const QByteArray &wanted)
{
    std::optional<Profile> found;
    bool isWanted = false;
    qsizetype begin = 0;
    while (begin < text.size()) {
        const qsizetype end = std::max(text.indexOf('\n', begin), qsizetype{-1});
        const QByteArrayView raw = text.sliced(begin, (end < 0 ? text.size() : end) - begin);
        begin = end < 0 ? text.size() : end + 1;
        const QByteArrayView line = withoutComment(raw).trimmed();
        if (const auto section = sectionOf(line)) {
            isWanted = *section == wanted;
            if (isWanted && !found)
                found.emplace();
            continue;
        }
        const qsizetype equals = line.indexOf('=');
        const bool isNested = raw.startsWith(' ') || raw.startsWith('\t');
        if (isWanted && equals > 0 && !isNested)
            (*found)[line.first(equals).trimmed().toByteArray().toLower()] =
                Secret(line.sliced(equals + 1).trimmed());
    }
    return found;
}

Result<Secret> contentOf(const QString &path)
{
    QFile file(path);
    if (!file.exists())
        return failure(
            ErrorCode::NotFound,
            CredentialsText::tr("There are no AWS credentials: neither AWS_ACCESS_KEY_ID "
                                "is set nor is there a file %1. Set up one of them.")
                .arg(path));
    if (!file.open(QIODevice::ReadOnly))
        return failure(ErrorCode::Io,
                       CredentialsText::tr("The AWS credentials in %1 cannot be read. Check the "
                                           "permissions of the file.")
                           .arg(path),
                       file.errorString());
    QByteArray bytes = file.read(kMaxFile_bytes + 1);
    const Secret content{QByteArrayView(bytes)};
    const bool isTooLong = bytes.size() > kMaxFile_bytes;
    bytes.fill('\0');
    if (isTooLong)
        return failure(ErrorCode::Overflow,
                       CredentialsText::tr("%1 is too large for a file of AWS credentials. Check "
                                           "which file it is.")
                           .arg(path));
    return content;
}

Secret settingOf(const Profile &profile, const char *name)
{
    const auto found = profile.find(name);
    return found == profile.end() ? Secret() : found->second;
}

Result<AwsCredentials> keysOf(const Profile &settings, const QString &profile, const QString &path)
{
    AwsCredentials credentials{QString::fromUtf8(settingOf(settings, "aws_access_key_id").reveal()),
                               settingOf(settings, "aws_secret_access_key"),
                               settingOf(settings, "aws_session_token")};
    if (!credentials.accessKeyId.isEmpty() && !credentials.secretKey.isEmpty())
        return credentials;
    for (const char *name : {"role_arn", "credential_process", "sso_session", "sso_start_url"}) {
        if (settings.contains(name))
            return failure(ErrorCode::Unsupported,
                           CredentialsText::tr("The AWS profile %1 gets its keys by %2, which is "
                                               "not supported. Put keys in the environment, for "
                                               "instance by aws configure export-credentials.")
                               .arg(profile, QString::fromLatin1(name)));
    }
    const bool lacksId = credentials.accessKeyId.isEmpty();
    return failure(
        ErrorCode::NotFound,
        CredentialsText::tr("The AWS profile %1 in %2 has no %3. Add it, or name another profile.")
            .arg(profile, path, lacksId ? u"aws_access_key_id"_s : u"aws_secret_access_key"_s));
}

} // namespace

QDebug operator<<(QDebug debug, const AwsCredentials &credentials)
{
    const QDebugStateSaver saver(debug);
    debug.nospace() << "AwsCredentials(key " << credentials.secretKey << ", token "
                    << credentials.sessionToken << ')';
    return debug;
}

Result<AwsCredentials> credentialsOfProfile(const QString &path, const QString &profile)
{
    const auto content = contentOf(path);
    if (!content)
        return tl::unexpected<Error>(content.error());
    const auto settings = profileOf(content->reveal(), profile.toUtf8());
    if (!settings)
        return failure(ErrorCode::NotFound,
                       CredentialsText::tr("There is no AWS profile %1 in %2. Add it, or set "
                                           "AWS_PROFILE to another one.")
                           .arg(profile, path));
    return keysOf(*settings, profile, path);
}

Result<AwsCredentials> findCredentials(const QProcessEnvironment &environment, const QString &home)
{
    const auto variable = [&](const QString &name) { return environment.value(name).trimmed(); };
    const QString id = variable(u"AWS_ACCESS_KEY_ID"_s);
    const QString key = variable(u"AWS_SECRET_ACCESS_KEY"_s);
    if (id.isEmpty() != key.isEmpty())
        return failure(
            ErrorCode::InvalidArgument,
            CredentialsText::tr("%1 is set without %2. Set both, or neither.")
                .arg(id.isEmpty() ? u"AWS_SECRET_ACCESS_KEY"_s : u"AWS_ACCESS_KEY_ID"_s,
                     id.isEmpty() ? u"AWS_ACCESS_KEY_ID"_s : u"AWS_SECRET_ACCESS_KEY"_s));
    if (!id.isEmpty())
        return AwsCredentials{id, Secret::fromText(key),
                              Secret::fromText(variable(u"AWS_SESSION_TOKEN"_s))};
    const QString path = variable(u"AWS_SHARED_CREDENTIALS_FILE"_s);
    const QString profile = variable(u"AWS_PROFILE"_s);
    return credentialsOfProfile(path.isEmpty() ? home + u"/.aws/credentials"_s : path,
                                profile.isEmpty() ? u"default"_s : profile);
}

} // namespace tidemark::cloudwatch
