// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_request.h"

#include "services/otlp/gzip_body.h"
#include "services/otlp/otlp_json.h"
#include "services/otlp/otlp_protobuf.h"

using namespace Qt::StringLiterals;

namespace tidemark::otlp {
namespace {

// Messages of this file go to the sender, hence in English.

bool isGzip(const http::HeaderList &headers)
{
    const auto coding = headers.value("Content-Encoding");
    return coding && coding->compare("gzip", Qt::CaseInsensitive) == 0;
}

bool isKnownCoding(const http::HeaderList &headers)
{
    const QByteArrayList codings = headers.values("Content-Encoding");
    return codings.isEmpty() || isGzip(headers) ||
           codings == QByteArrayList{QByteArrayLiteral("identity")};
}

bool isMetricsPath(const http::HttpRequest &head)
{
    const auto &segments = head.target.segments;
    return segments.size() == 2 && segments[0] == "v1"_L1 && segments[1] == "metrics"_L1;
}

int statusOf(const Error &error)
{
    const bool isTooLong = error.code == ErrorCode::Overflow || error.detail == "json.size"_L1 ||
                           error.detail == "json.values"_L1;
    return isTooLong ? 413 : 400;
}

} // namespace

std::optional<http::HttpResponse> refusalOfHead(const http::HttpRequest &head)
{
    const OtlpEncoding encoding = encodingOf(head.headers).value_or(OtlpEncoding::Json);
    if (!isMetricsPath(head))
        return refusedAnswer(encoding, 404, u"Only /v1/metrics is answered here."_s);
    if (head.method != http::Method::Post) {
        http::HttpResponse response = refusedAnswer(encoding, 405, u"Metrics are sent by POST."_s);
        response.headers.add("Allow", "POST");
        return response;
    }
    if (!encodingOf(head.headers))
        return refusedAnswer(encoding, 415,
                             u"The Content-Type must be application/x-protobuf or "
                             "application/json."_s);
    if (!isKnownCoding(head.headers))
        return refusedAnswer(encoding, 415, u"The only Content-Encoding that is read is gzip."_s);
    return std::nullopt;
}

tl::expected<OtlpMetrics, http::HttpResponse> readRequest(const http::HttpRequest &request,
                                                          qsizetype inflated_bytes)
{
    const OtlpEncoding encoding = encodingOf(request.headers).value_or(OtlpEncoding::Json);
    const auto refuse = [encoding](const Error &error) {
        return tl::unexpected(refusedAnswer(encoding, statusOf(error), error.message));
    };
    QByteArray body = request.body;
    if (isGzip(request.headers)) {
        auto unpacked = unpackGzip(request.body, inflated_bytes);
        if (!unpacked)
            return refuse(unpacked.error());
        body = *std::move(unpacked);
    }
    auto metrics = encoding == OtlpEncoding::Json ? fromJson(body) : fromProtobuf(body);
    if (!metrics)
        return refuse(metrics.error());
    return *std::move(metrics);
}

} // namespace tidemark::otlp
