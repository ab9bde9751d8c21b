// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_answer.h"

#include "model/core/utf8_text.h"
#include "services/json/json_document.h"
#include "services/json/json_writer.h"
#include "services/otlp/json_fields.h"
#include "services/otlp/otlp_protobuf.h"

#include <google/rpc/status.pb.h>
#include <opentelemetry/proto/collector/metrics/v1/metrics_service.pb.h>

#include <limits>

namespace tidemark::otlp {
namespace {

using Response = opentelemetry::proto::collector::metrics::v1::ExportMetricsServiceResponse;

constexpr const char *kProtobufType = "application/x-protobuf";
constexpr const char *kJsonType = "application/json";

/// google.rpc.Code
int codeOf(int status)
{
    switch (status) {
    case 404:
        return 5; // NOT_FOUND
    case 405:
    case 501:
        return 12; // UNIMPLEMENTED
    case 413:
        return 8; // RESOURCE_EXHAUSTED
    case 503:
        return 14; // UNAVAILABLE
    default:
        return status < 500 ? 3 : 13; // INVALID_ARGUMENT, INTERNAL
    }
}

template <class Message>
QByteArray bytesOf(const Message &message)
{
    return QByteArray::fromStdString(message.SerializeAsString());
}

http::HttpResponse answer(OtlpEncoding encoding, int status, QByteArray body)
{
    http::HttpResponse response;
    response.status = status;
    response.contentType = contentTypeOf(encoding);
    response.body = std::move(body);
    response.isRepeatable = false; // points that are stored need no second sending
    return response;
}

QByteArray acceptedBody(OtlpEncoding encoding, const OtlpRefusals &refusals)
{
    const bool isJson = encoding == OtlpEncoding::Json;
    if (refusals.total() == 0 && refusals.ahead() == 0) // a message alone is a warning
        return isJson ? QByteArray("{}") : QByteArray();
    if (isJson) {
        JsonWriter out;
        out.beginObject();
        out.name("partialSuccess");
        out.beginObject();
        out.text("rejectedDataPoints", QString::number(refusals.total()));
        out.text("errorMessage", refusals.message());
        out.endObject();
        out.endObject();
        return out.take();
    }
    Response response;
    response.mutable_partial_success()->set_rejected_data_points(
        static_cast<std::int64_t>(refusals.total()));
    response.mutable_partial_success()->set_error_message(refusals.message().toStdString());
    return bytesOf(response);
}

class AcceptanceReader : public JsonFields
{
public:
    [[nodiscard]] std::optional<OtlpAcceptance> read(QByteArrayView body)
    {
        constexpr qsizetype kLongest_bytes = qsizetype{4} * 1024 * 1024;
        const auto document = JsonDocument::parse(body, kLongest_bytes);
        if (!document)
            return std::nullopt;
        OtlpAcceptance acceptance;
        object(document->root(), [&](std::string_view name, JsonValue value) {
            if (name == "partialSuccess")
                readPartial(value, acceptance);
        });
        return hasFailed() ? std::nullopt : std::optional(std::move(acceptance));
    }

private:
    void readPartial(JsonValue partial, OtlpAcceptance &to)
    {
        object(partial, [&](std::string_view name, JsonValue value) {
            if (name == "rejectedDataPoints") {
                JsonFields::read(value, to.rejected);
            } else if (name == "errorMessage") {
                std::string message;
                JsonFields::read(value, message);
                to.message = utf8Text(message);
            }
        });
    }
};

} // namespace

QByteArray contentTypeOf(OtlpEncoding encoding)
{
    return encoding == OtlpEncoding::Json ? kJsonType : kProtobufType;
}

std::optional<OtlpAcceptance> acceptanceOf(OtlpEncoding encoding, QByteArrayView body)
{
    if (encoding == OtlpEncoding::Json)
        return AcceptanceReader().read(body);
    quietenProtobuf();
    Response response;
    if (body.size() > std::numeric_limits<int>::max() ||
        !response.ParseFromArray(body.data(), static_cast<int>(body.size())))
        return std::nullopt;
    const auto &partial = response.partial_success();
    return OtlpAcceptance{partial.rejected_data_points(), utf8Text(partial.error_message())};
}

std::optional<OtlpEncoding> encodingOf(const http::HeaderList &headers)
{
    const QByteArrayList types = headers.values("Content-Type");
    if (types.size() != 1)
        return std::nullopt;
    const qsizetype semicolon = types[0].indexOf(';');
    const QByteArray type =
        types[0].first(semicolon < 0 ? types[0].size() : semicolon).trimmed().toLower();
    if (type == kProtobufType)
        return OtlpEncoding::Protobuf;
    return type == kJsonType ? std::optional(OtlpEncoding::Json) : std::nullopt;
}

http::HttpResponse acceptedAnswer(OtlpEncoding encoding, const OtlpRefusals &refusals)
{
    return answer(encoding, 200, acceptedBody(encoding, refusals));
}

http::HttpResponse refusedAnswer(OtlpEncoding encoding, int status, const QString &message,
                                 std::chrono::seconds retryAfter)
{
    QByteArray body;
    if (encoding == OtlpEncoding::Json) {
        body = refusalBody(status, message);
    } else {
        google::rpc::Status error;
        error.set_code(codeOf(status));
        error.set_message(message.toStdString());
        body = bytesOf(error);
    }
    http::HttpResponse response = answer(encoding, status, std::move(body));
    if (retryAfter > std::chrono::seconds::zero())
        response.headers.add("Retry-After", QByteArray::number(qint64{retryAfter.count()}));
    return response;
}

QByteArray refusalBody(int status, const QString &message)
{
    JsonWriter out;
    out.beginObject();
    out.integer("code", codeOf(status));
    out.text("message", message);
    out.endObject();
    return out.take();
}

} // namespace tidemark::otlp
