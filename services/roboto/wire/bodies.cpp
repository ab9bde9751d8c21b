// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/wire/bodies.h"

#include "services/roboto/wire/limits.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidemark::roboto {
namespace {

struct BodyText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::roboto::Body)
};

} // namespace

Result<JsonDocument> detail::parseRequest(QByteArrayView body)
{
    Result<JsonDocument> document = JsonDocument::parse(body, kRequestMaxBytes);
    if (document && !document->root().is(JsonKind::Object))
        return failure(ErrorCode::InvalidArgument, BodyText::tr("The body must be a JSON object."),
                       u"wire.body"_s);
    return document;
}

Result<JsonDocument> detail::parseAnswer(QByteArrayView body)
{
    Result<JsonDocument> document = JsonDocument::parse(body, kAnswerMaxBytes);
    if (!document)
        return failure(unreadableAnswer(document.error()));
    return document;
}

Result<JsonValue> detail::dataOf(const JsonDocument &document)
{
    if (const std::optional<JsonValue> data = document.root().member("data"))
        return *data;
    return failure(unreadableAnswer(
        {ErrorCode::InvalidArgument, BodyText::tr("The field data is missing."), u"wire.body"_s}));
}

Error detail::unreadableAnswer(const Error &error)
{
    return Error{error.code,
                 BodyText::tr("The server's answer is not understood. %1").arg(error.message),
                 error.detail};
}

QByteArray writeEmptyAnswer()
{
    return QByteArrayLiteral("{\"data\":null}");
}

} // namespace tidemark::roboto
