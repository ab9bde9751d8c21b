// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/server_access.h"

#include "app/commands/text.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

constexpr qint64 kLongestToken_bytes = 64 * 1024;

Result<Secret> readToken(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(file.exists() ? ErrorCode::PermissionDenied : ErrorCode::NotFound,
                       Text::tr("The token in \"%1\" cannot be read: %2. Give a file that you may "
                                "read.")
                           .arg(QDir::toNativeSeparators(path), file.errorString()));
    QByteArray line = file.readLine(kLongestToken_bytes);
    Secret token = Secret::fromText(QString::fromUtf8(line));
    line.fill('\0');
    if (token.isEmpty())
        return failure(ErrorCode::InvalidArgument,
                       Text::tr("The first line of \"%1\" is no token. Put the token there, and "
                                "nothing else.")
                           .arg(QDir::toNativeSeparators(path)));
    return token;
}

} // namespace

void addServerAccessOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {u"token-file"_s,
         Text::tr("Of prometheus: the file whose first line is the bearer token that is sent; "
                  "without it, TIDEMARK_PROMETHEUS_TOKEN of the environment, if that is set."),
         u"FILE"_s},
        {u"ca-file"_s,
         Text::tr("Of prometheus: a PEM file of the only authorities whose certificates are "
                  "believed."),
         u"FILE"_s},
    });
}

Result<ServerAccess> readServerAccess(const Invocation &call, const net::Endpoint &endpoint)
{
    ServerAccess access;
    if (call.parser.isSet(u"ca-file"_s))
        access.trust.caFile = QFileInfo(call.parser.value(u"ca-file"_s)).absoluteFilePath();
    if (call.parser.isSet(u"token-file"_s)) {
        auto token = readToken(call.parser.value(u"token-file"_s));
        if (!token)
            return failure(token.error());
        access.token = *std::move(token);
    } else {
        access.token = Secret::fromText(qEnvironmentVariable("TIDEMARK_PROMETHEUS_TOKEN"));
    }
    if (!access.token.isEmpty() && endpoint.sendsInTheClear)
        call.console.note(Text::tr("The connection to %1 is not encrypted: the values and the "
                                   "token can be read on the way.")
                              .arg(net::placeOf(endpoint.base)));
    return access;
}

} // namespace tidemark::commands
