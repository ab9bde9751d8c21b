// SPDX-License-Identifier: GPL-3.0-or-later
// Reading the errors of a server, its own words or any other body.
#include "model/core/utf8_text.h"
#include "services/json/json_document.h"
#include "services/roboto/wire/limits.h"
#include "services/roboto/wire/roboto_error.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark::roboto {
namespace {

using Code = RobotoErrorCode;

struct AnswerText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::roboto::ErrorAnswer)
};

constexpr qsizetype kMessageLength = 500; // characters told of a server's message
constexpr qsizetype kMessageRead = 8192;  // and read, so that what must not be told is seen whole

QString textOf(const std::optional<JsonValue> &value)
{
    if (!value || !value->is(JsonKind::Text))
        return {};
    const std::string_view utf8 = value->text();
    return utf8Text(utf8);
}

/// On one line, without control characters, not endless.
QString readable(QString text)
{
    for (QChar &c : text) {
        if (c.category() == QChar::Other_Control)
            c = u' ';
    }
    return text.simplified().left(kMessageRead);
}

/// What the body says: the code when it names one, and the text that the fallback looks at.
struct Said
{
    std::optional<Code> code;
    QString text;
    bool isForPeople = true;
};

Said saidBy(QByteArrayView body)
{
    const Result<JsonDocument> document = JsonDocument::parse(body, kAnswerMaxBytes);
    if (!document) {
        const QString text = QString::fromUtf8(body.first(std::min(body.size(), qsizetype{4096})));
        // The error pages of proxies are no sentences.
        return Said{{}, text, !text.trimmed().startsWith(u'<')};
    }
    const std::optional<JsonValue> error = document->root().member("error");
    if (error && error->is(JsonKind::Object)) {
        const QByteArray name = textOf(error->member("error_code")).toLatin1();
        return Said{errorFromName(
                        std::string_view(name.constData(), static_cast<std::size_t>(name.size()))),
                    textOf(error->member("message"))};
    }
    const QString message = textOf(document->root().member("message"));
    return message.isEmpty() ? Said{{}, textOf(error)} : Said{{}, message};
}

Code notFoundBy(const QString &text)
{
    if (text.contains("RobotoDeviceNotFoundException"_L1))
        return Code::DeviceNotFound;
    return text.contains("RobotoDatasetNotFoundException"_L1) ? Code::DatasetNotFound
                                                              : Code::NotFound;
}

std::optional<Code> codeBy(int status, const QString &text)
{
    switch (status) {
    case 400:
        return text.contains("did not provide a org for single-org operation"_L1)
                   ? Code::NoOrgProvided
                   : Code::InvalidRequest;
    case 401:
    case 403:
        return text.contains("User is not authorized to access this resource with an explicit "
                             "deny"_L1)
                   ? Code::AuthenticationFailure
                   : Code::Unauthorized;
    case 404:
        return notFoundBy(text);
    case 409:
        return Code::Conflict;
    default:
        break;
    }
    return status >= 500 && status < 600 ? std::optional(Code::Service) : std::nullopt;
}

ErrorCode ourCodeByStatus(int status)
{
    switch (status) {
    case 405:
        return ErrorCode::Unsupported;
    case 408:
        return ErrorCode::Timeout;
    case 410:
        return ErrorCode::NotFound;
    default:
        break;
    }
    const bool isOurMistake = status >= 400 && status < 500 && status != 429;
    return isOurMistake ? ErrorCode::InvalidArgument : ErrorCode::Network;
}

ErrorCode ourCode(Code code)
{
    switch (code) {
    case Code::Unauthorized:
    case Code::AuthenticationFailure:
    case Code::LimitExceeded:
        return ErrorCode::PermissionDenied;
    case Code::NotFound:
    case Code::DeviceNotFound:
    case Code::DatasetNotFound:
    case Code::NotReady:
    case Code::Expired:
        return ErrorCode::NotFound;
    case Code::IllegalArgument:
    case Code::InvalidRequest:
    case Code::NoOrgProvided:
    case Code::ContextTooLong:
        return ErrorCode::InvalidArgument;
    case Code::Conflict:
    case Code::LayoutConflict:
        return ErrorCode::AlreadyExists;
    case Code::Condition:
    case Code::InvalidStateTransition:
    case Code::DashboardRevisionConflict:
        return ErrorCode::Conflict;
    case Code::FeatureNotAvailable:
    case Code::Deprecated:
    case Code::UnknownOperation:
    case Code::NotImplemented:
        return ErrorCode::Unsupported;
    case Code::ServiceTimeout:
    case Code::OperationTimeout:
        return ErrorCode::Timeout;
    case Code::ResponseTooLarge:
        return ErrorCode::Overflow;
    case Code::Service:
    case Code::Internal:
    case Code::FailedToGenerate:
    case Code::ServiceUnavailable:
        break;
    }
    return ErrorCode::Network;
}

QString sentence(ErrorCode code, int status, const QString &message)
{
    if (message.isEmpty())
        return AnswerText::tr("The server refused the call with status %1.").arg(status);
    switch (code) {
    case ErrorCode::PermissionDenied:
        return AnswerText::tr("The server does not allow this. Check the token. It says: %1")
            .arg(message);
    case ErrorCode::NotFound:
        return AnswerText::tr("The server does not have this. It says: %1").arg(message);
    case ErrorCode::Network:
    case ErrorCode::Timeout:
        return AnswerText::tr("The server cannot answer now. Try again later. It says: %1")
            .arg(message);
    default:
        break;
    }
    return AnswerText::tr("The server refused the call. It says: %1").arg(message);
}

} // namespace

RobotoError readError(int status, QByteArrayView body)
{
    const Said said = saidBy(body);
    return RobotoError{said.code ? said.code : codeBy(status, said.text), status,
                       said.isForPeople ? readable(said.text) : QString()};
}

Error toError(const RobotoError &error)
{
    const ErrorCode code = error.code ? ourCode(*error.code) : ourCodeByStatus(error.status);
    QString detail = u"roboto.status %1"_s.arg(error.status);
    if (error.code) {
        const std::string_view name = errorName(*error.code);
        detail += u' ' + QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size()));
    }
    return Error{code, sentence(code, error.status, error.message.left(kMessageLength)), detail};
}

} // namespace tidemark::roboto
