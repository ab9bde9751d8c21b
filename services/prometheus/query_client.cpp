// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/prometheus/query_client.h"

#include "model/core/when_finished.h"
#include "services/prometheus/query_json.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace tidemark::prometheus {

namespace {

net::HttpConnection connectionTo(const net::Endpoint &endpoint, const Secret &token,
                                 net::TlsTrust trust)
{
    net::HttpConnection connection;
    connection.endpoint = endpoint;
    connection.token = token;
    connection.trust = std::move(trust);
    return connection;
}

/// Seconds with the milliseconds that the API has.
QString secondsText(std::int64_t ns)
{
    constexpr std::int64_t kNsPerMs = 1'000'000;
    constexpr std::int64_t kMsPerSecond = 1'000;
    const std::int64_t ms = ns / kNsPerMs;
    const QString sign = ms < 0 ? u"-"_s : QString();
    return u"%1%2.%3"_s.arg(sign)
        .arg(std::abs(ms) / kMsPerSecond)
        .arg(std::abs(ms) % kMsPerSecond, 3, 10, QChar(u'0'));
}

/// What a server wrote, which may hold what it was sent.
Error without(const Secret &token, Error error)
{
    error.message = token.removedFrom(error.message);
    error.detail = token.removedFrom(error.detail);
    return error;
}

/// An error of the API comes in its envelope, whatever the status; without one the status tells.
template <auto read>
auto reading(const Secret &token)
{
    return [token](const Result<net::HttpAnswer> &answer) -> decltype(read(QByteArrayView())) {
        if (!answer)
            return failure(answer.error());
        auto told = read(answer->body);
        if (!told && isRefusalOfServer(told.error()))
            return failure(without(token, told.error()));
        if (!answer->isSuccess())
            return failure(net::statusError(*answer));
        if (told) {
            for (QString &warning : told->warnings)
                warning = token.removedFrom(warning);
        }
        return told;
    };
}

bool isLabelPart(QChar c, bool isFirst)
{
    const bool isLetter = (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || c == u'_';
    return isLetter || (!isFirst && c >= u'0' && c <= u'9');
}

} // namespace

QString escapedLabelName(const QString &label)
{
    bool isPlain = !label.isEmpty();
    for (qsizetype i = 0; i < label.size(); ++i)
        isPlain = isPlain && isLabelPart(label[i], i == 0);
    if (isPlain)
        return label;
    QString escaped = u"U__"_s;
    const auto codes = label.toUcs4();
    for (qsizetype i = 0; i < codes.size(); ++i) {
        const auto code = static_cast<char32_t>(codes[i]);
        const QChar letter(code < 0x80 ? static_cast<char16_t>(code) : u' ');
        if (letter == u'_')
            escaped += u"__"_s;
        else if (isLabelPart(letter, i == 0))
            escaped += letter;
        else
            escaped += u'_' % QString::number(static_cast<uint>(code), 16) % u'_';
    }
    return escaped;
}

QueryClient::QueryClient(net::NetworkThread &network, const net::Endpoint &endpoint, Secret token,
                         std::chrono::milliseconds deadline, net::TlsTrust trust)
    : m_client(network, connectionTo(endpoint, token, std::move(trust)))
    , m_token(std::move(token))
    , m_deadline(deadline)
{}

QFuture<Result<QueryAnswer>> QueryClient::query(const QString &expression,
                                                std::optional<Timestamp> at, std::stop_token stop)
{
    Fields fields{{u"query"_s, expression}};
    if (at)
        fields.emplace_back(u"time"_s, secondsText(at->posixNs()));
    return mapAnswer(post("api/v1/query", fields, std::move(stop)),
                     reading<&readQueryAnswer>(m_token));
}

QFuture<Result<QueryAnswer>> QueryClient::queryRange(const QString &expression,
                                                     const RangePlan &plan, std::stop_token stop)
{
    const Fields fields{{u"query"_s, expression},
                        {u"start"_s, secondsText(plan.first.posixNs())},
                        {u"end"_s, secondsText(plan.last.posixNs())},
                        {u"step"_s, secondsText(plan.step.ns())}};
    return mapAnswer(post("api/v1/query_range", fields, std::move(stop)),
                     reading<&readQueryAnswer>(m_token));
}

QFuture<Result<LabelSetAnswer>> QueryClient::series(const QStringList &selectors,
                                                    std::stop_token stop)
{
    Fields fields;
    for (const QString &selector : selectors)
        fields.emplace_back(u"match[]"_s, selector);
    return mapAnswer(post("api/v1/series", fields, std::move(stop)),
                     reading<&readLabelSetAnswer>(m_token));
}

QFuture<Result<NameAnswer>> QueryClient::labelNames(std::stop_token stop)
{
    return mapAnswer(get("api/v1/labels", {}, std::move(stop)), reading<&readNameAnswer>(m_token));
}

QFuture<Result<NameAnswer>> QueryClient::labelValues(const QString &label, std::stop_token stop)
{
    const QByteArray path = "api/v1/label/" + net::pathSegment(escapedLabelName(label)) + "/values";
    return mapAnswer(get(path, {}, std::move(stop)), reading<&readNameAnswer>(m_token));
}

QFuture<Result<MetadataAnswer>> QueryClient::metadata(const QString &metric, std::stop_token stop)
{
    Fields fields;
    if (!metric.isEmpty())
        fields.emplace_back(u"metric"_s, metric);
    return mapAnswer(get("api/v1/metadata", fields, std::move(stop)),
                     reading<&readMetadataAnswer>(m_token));
}

QFuture<Result<net::HttpAnswer>> QueryClient::get(const QByteArray &path, const Fields &fields,
                                                  std::stop_token stop)
{
    net::HttpRequest request;
    request.path = path;
    request.query = net::formQuery(fields);
    return send(std::move(request), std::move(stop));
}

// Expressions may be longer than addresses.
QFuture<Result<net::HttpAnswer>> QueryClient::post(const QByteArray &path, const Fields &fields,
                                                   std::stop_token stop)
{
    net::HttpRequest request;
    request.method = net::HttpMethod::Post;
    request.path = path;
    request.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
    request.body = net::formQuery(fields);
    return send(std::move(request), std::move(stop));
}

QFuture<Result<net::HttpAnswer>> QueryClient::send(net::HttpRequest request, std::stop_token stop)
{
    request.headers.push_back({"Accept", "application/json"});
    request.isIdempotent = true; // it only reads
    request.limits.deadline = m_deadline;
    request.limits.silence = m_deadline; // a long query says nothing for long
    request.limits.body_bytes = kQueryMaxBytes;
    request.limits.inflated_bytes = kQueryMaxBytes;
    return m_client.send(std::move(request), std::move(stop));
}

} // namespace tidemark::prometheus
