// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloudwatch/aws_refusal.h"

#include "services/json/json_document.h"
#include "services/net/url_rules.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

using namespace Qt::StringLiterals;

namespace tidemark::cloudwatch {
namespace {

struct RefusalText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::cloudwatch::AwsRefusal)
};

// Services end some of these with "Exception", some not.
constexpr std::array kThrottling{"Throttling",       "Throttled",
                                 "RequestThrottled", "SlowDown",
                                 "TooManyRequests",  "RequestLimitExceeded",
                                 "LimitExceeded",    "BandwidthLimitExceeded",
                                 "ThrottledRequest"};
constexpr std::array kInvalid{"InvalidParameterValue",
                              "InvalidParameterCombination",
                              "MissingRequiredParameter",
                              "MissingParameter",
                              "Validation",
                              "ValidationError",
                              "Serialization",
                              "InvalidFormat"};
constexpr std::array kTooBig{"RequestEntityTooLarge", "RequestTooLarge"};
constexpr std::array kWrongKey{"UnrecognizedClient",    "InvalidClientTokenId",
                               "SignatureDoesNotMatch", "InvalidSignature",
                               "IncompleteSignature",   "MissingAuthenticationToken"};
constexpr std::array kWrongTime{"RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"};
constexpr std::array kExpired{"ExpiredToken"};
constexpr std::array kDenied{"AccessDenied", "NotAuthorized", "OptInRequired"};

template <std::size_t N>
bool isOneOf(const QByteArray &type, const std::array<const char *, N> &types)
{
    constexpr std::array<std::string_view, 3> kEnds{"", "Exception", "Fault"};
    return std::any_of(types.begin(), types.end(), [&](std::string_view known) {
        return std::any_of(kEnds.begin(), kEnds.end(), [&](std::string_view end) {
            return std::string_view(type.constData(), static_cast<std::size_t>(type.size())) ==
                   std::string(known).append(end);
        });
    });
}

/// `com.amazon.coral.service#ThrottlingException` and `ThrottlingException:http://…` as well.
QByteArray plainType(QByteArrayView text)
{
    text = text.sliced(text.lastIndexOf('#') + 1);
    if (const qsizetype colon = text.indexOf(':'); colon >= 0)
        text = text.first(colon);
    constexpr qsizetype kLongest = 64;
    const bool isName =
        text.size() <= kLongest && std::all_of(text.begin(), text.end(), [](char c) {
            return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_';
        });
    return isName ? text.toByteArray() : QByteArray();
}

struct Meaning
{
    ErrorCode code = ErrorCode::Network;
    QString message; ///< with %1 for the place
};

Meaning meaningOf(const net::HttpAnswer &answer, const QByteArray &type)
{
    if (isThrottling(answer, type))
        return {ErrorCode::Network,
                RefusalText::tr("%1 takes no more requests for now. They are sent later; export "
                                "less often if this lasts.")};
    if (isOneOf(type, kWrongTime))
        return {ErrorCode::PermissionDenied,
                RefusalText::tr("%1 refused the time of the request. Check this machine's clock.")};
    if (isOneOf(type, kExpired))
        return {ErrorCode::PermissionDenied,
                RefusalText::tr("The AWS session has expired, says %1. Get new credentials.")};
    if (isOneOf(type, kWrongKey))
        return {ErrorCode::PermissionDenied,
                RefusalText::tr("%1 does not accept the AWS key. Check the access key and the "
                                "secret key.")};
    if (isTooBig(answer, type))
        return {ErrorCode::Unsupported,
                RefusalText::tr("%1 takes no request of this size. Send less at a time.")};
    if (isInvalid(answer, type))
        return {ErrorCode::InvalidArgument,
                RefusalText::tr("%1 does not take these metrics as they are. Check their names, "
                                "units and values.")};
    if (answer.status == 401 || answer.status == 403 || isOneOf(type, kDenied))
        return {ErrorCode::PermissionDenied,
                RefusalText::tr("%1 does not allow this AWS user to send metrics. Give it the "
                                "permission cloudwatch:PutMetricData.")};
    return {};
}

} // namespace

QByteArray refusalType(const net::HttpAnswer &answer)
{
    constexpr qsizetype kMostBody_bytes = 65'536;
    if (const auto document = JsonDocument::parse(answer.body, kMostBody_bytes)) {
        for (const char *name : {"__type", "code", "Code"}) {
            const auto type = document->root().member(name);
            if (type && type->is(JsonKind::Text))
                return plainType({type->text().data(), qsizetype(type->text().size())});
        }
    }
    return plainType(answer.header("x-amzn-ErrorType"));
}

bool isThrottling(const net::HttpAnswer &answer, const QByteArray &type)
{
    return answer.status == 429 || isOneOf(type, kThrottling);
}

bool isTooBig(const net::HttpAnswer &answer, const QByteArray &type)
{
    return answer.status == 413 || isOneOf(type, kTooBig);
}

bool isInvalid(const net::HttpAnswer &answer, const QByteArray &type)
{
    return answer.status == 400 && (type.isEmpty() || isOneOf(type, kInvalid));
}

Error refusalError(const net::HttpAnswer &answer, const QByteArray &type)
{
    Error error = net::statusError(answer);
    const Meaning meaning = meaningOf(answer, type);
    if (!meaning.message.isEmpty()) {
        error.code = meaning.code;
        error.message = meaning.message.arg(net::placeOf(answer.url));
    }
    error.detail =
        u"aws."_s + (type.isEmpty() ? QString::number(answer.status) : QString::fromLatin1(type));
    return error;
}

} // namespace tidemark::cloudwatch
