// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/http_fault.h"

#include <QCoreApplication>

#include <array>

using namespace Qt::StringLiterals;

namespace tidemark::net {
namespace {

struct FaultText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::net::FaultText)
};

struct FaultName
{
    HttpFault fault;
    QLatin1StringView name;
};

constexpr std::array kNames{
    FaultName{HttpFault::InvalidRequest, "request"_L1},
    FaultName{HttpFault::InvalidToken, "token"_L1},
    FaultName{HttpFault::HostNotFound, "dns"_L1},
    FaultName{HttpFault::Refused, "refused"_L1},
    FaultName{HttpFault::Unreachable, "unreachable"_L1},
    FaultName{HttpFault::Closed, "closed"_L1},
    FaultName{HttpFault::Deadline, "deadline"_L1},
    FaultName{HttpFault::Silence, "silence"_L1},
    FaultName{HttpFault::TlsSelfSigned, "tls.selfSigned"_L1},
    FaultName{HttpFault::TlsUntrusted, "tls.untrusted"_L1},
    FaultName{HttpFault::TlsExpired, "tls.expired"_L1},
    FaultName{HttpFault::TlsHostName, "tls.hostName"_L1},
    FaultName{HttpFault::TlsPin, "tls.pin"_L1},
    FaultName{HttpFault::TlsHandshake, "tls.handshake"_L1},
    FaultName{HttpFault::TrustFile, "tls.caFile"_L1},
    FaultName{HttpFault::Proxy, "proxy"_L1},
    FaultName{HttpFault::NotHttp, "notHttp"_L1},
    FaultName{HttpFault::CutOff, "cutOff"_L1},
    FaultName{HttpFault::Malformed, "malformed"_L1},
    FaultName{HttpFault::TooBig, "tooBig"_L1},
    FaultName{HttpFault::RedirectRefused, "redirect"_L1},
    FaultName{HttpFault::RedirectLoop, "redirectLoop"_L1},
    FaultName{HttpFault::Cancelled, "cancelled"_L1},
    FaultName{HttpFault::Other, "other"_L1},
};

constexpr QLatin1StringView kPrefix = "http."_L1;

QString seconds(std::int64_t limit_ms)
{
    return QString::number(static_cast<double>(limit_ms) / 1000.0);
}

QString mebibytes(std::int64_t limit_bytes)
{
    constexpr double kMiB = 1024.0 * 1024.0;
    return QString::number(static_cast<double>(limit_bytes) / kMiB, 'g', 3);
}

QString tlsMessage(HttpFault fault)
{
    switch (fault) {
    case HttpFault::TlsSelfSigned:
        return FaultText::tr("%1 shows a certificate that it issued itself. If that is intended, "
                             "set this certificate or its authority's file in the connection.");
    case HttpFault::TlsUntrusted:
        return FaultText::tr("The certificate of %1 comes from an authority that is not trusted "
                             "here. Set that authority's file in the connection, or ask the "
                             "server's owner.");
    case HttpFault::TlsExpired:
        return FaultText::tr("The certificate of %1 has expired or is not valid yet. Check this "
                             "computer's clock, or ask the server's owner to renew it.");
    case HttpFault::TlsHostName:
        return FaultText::tr("The certificate of %1 was issued for another name. Check the "
                             "address.");
    case HttpFault::TlsPin:
        return FaultText::tr("The certificate of %1 is not the one set in the connection. If it "
                             "was renewed, set the new one; otherwise someone may be in between.");
    case HttpFault::TrustFile:
        return FaultText::tr("The certificates set in the connection to %1 cannot be used. Choose "
                             "a file with certificates in PEM form, or a SHA-256 fingerprint.");
    default:
        return FaultText::tr("No encrypted connection to %1 could be made. Does it offer https "
                             "with TLS 1.2 or newer on this port?");
    }
}

QString answerMessage(const HttpFailure &failure)
{
    switch (failure.fault) {
    case HttpFault::NotHttp:
        return FaultText::tr("%1 does not speak HTTP. Check the port, and whether the address "
                             "should begin with https.");
    case HttpFault::CutOff:
        return FaultText::tr("The answer of %1 broke off before its end. Try again.");
    case HttpFault::Malformed:
        return FaultText::tr("The answer of %1 does not follow the rules of HTTP. Check that the "
                             "address is that of the right service.");
    case HttpFault::TooBig:
        return FaultText::tr("The answer of %1 is larger than %2 MiB, the most that is taken. Ask "
                             "for less at a time.")
            .arg(u"%1"_s, mebibytes(failure.limit));
    case HttpFault::RedirectRefused:
        return FaultText::tr("%1 points to another address, where this request may not go. Check "
                             "the address of the source.");
    case HttpFault::RedirectLoop:
        return FaultText::tr("%1 points from one address to the next without end. Check the "
                             "address of the source.");
    default:
        return FaultText::tr("The connection to %1 failed. Try again later.");
    }
}

QString message(const HttpFailure &failure)
{
    switch (failure.fault) {
    case HttpFault::InvalidRequest:
        return FaultText::tr("This request to %1 cannot be sent as it is. Check the address and "
                             "the token of the source.");
    case HttpFault::InvalidToken:
        return FaultText::tr("The token for %1 holds blanks, line ends or letters that no token "
                             "has. Enter it again.");
    case HttpFault::HostNotFound:
        return FaultText::tr("No host named %1 was found. Check the address and the network "
                             "connection.");
    case HttpFault::Refused:
        return FaultText::tr("%1 refuses the connection. Is the server running, and is the port "
                             "right?");
    case HttpFault::Unreachable:
        return FaultText::tr("%1 cannot be reached. Check the network connection.");
    case HttpFault::Closed:
        return FaultText::tr("%1 closed the connection before it answered. Try again later.");
    case HttpFault::Deadline:
        return FaultText::tr("%1 did not answer in full within %2 s. Try again later, or allow "
                             "this source more time.")
            .arg(u"%1"_s, seconds(failure.limit));
    case HttpFault::Silence:
        return FaultText::tr("%1 sent nothing for %2 s. Try again later.")
            .arg(u"%1"_s, seconds(failure.limit));
    case HttpFault::Proxy:
        return FaultText::tr("The proxy on the way to %1 failed. Check the proxy settings of this "
                             "computer.");
    case HttpFault::Cancelled:
        return FaultText::tr("Stopped.");
    case HttpFault::TlsSelfSigned:
    case HttpFault::TlsUntrusted:
    case HttpFault::TlsExpired:
    case HttpFault::TlsHostName:
    case HttpFault::TlsPin:
    case HttpFault::TlsHandshake:
    case HttpFault::TrustFile:
        return tlsMessage(failure.fault);
    default:
        return answerMessage(failure);
    }
}

ErrorCode codeOf(HttpFault fault)
{
    switch (fault) {
    case HttpFault::InvalidRequest:
    case HttpFault::InvalidToken:
    case HttpFault::TrustFile:
        return ErrorCode::InvalidArgument;
    case HttpFault::Deadline:
    case HttpFault::Silence:
        return ErrorCode::Timeout;
    case HttpFault::TooBig:
    case HttpFault::RedirectRefused:
        return ErrorCode::Unsupported;
    case HttpFault::Cancelled:
        return ErrorCode::Cancelled;
    default:
        return ErrorCode::Network;
    }
}

} // namespace

QLatin1StringView nameOf(HttpFault fault)
{
    for (const FaultName &entry : kNames) {
        if (entry.fault == fault)
            return entry.name;
    }
    return "other"_L1;
}

Error faultError(const HttpFailure &failure, const QString &place)
{
    QString detail = kPrefix + nameOf(failure.fault);
    if (!failure.text.isEmpty())
        detail += u": "_s + failure.text;
    QString sentence = message(failure);
    sentence.replace(u"%1"_s, place); // not arg(): the place may hold a per cent sign
    return {codeOf(failure.fault), std::move(sentence), std::move(detail)};
}

std::optional<HttpFault> faultOf(const Error &error)
{
    if (!error.detail.startsWith(kPrefix))
        return std::nullopt;
    const QStringView rest = QStringView(error.detail).sliced(kPrefix.size());
    const QStringView name = rest.first(rest.indexOf(u':') < 0 ? rest.size() : rest.indexOf(u':'));
    for (const FaultName &entry : kNames) {
        if (entry.name == name)
            return entry.fault;
    }
    return std::nullopt;
}

} // namespace tidemark::net
