// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/datadog/datadog_sender.h"

#include "services/logging.h"
#include "services/net/retry_policy.h"
#include "services/net/send_and_wait.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <vector>

using namespace Qt::StringLiterals;

namespace tidemark::datadog {
namespace {

struct SenderText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::datadog::DatadogSender)
};

constexpr std::int64_t kSecond_ns = 1'000'000'000;
constexpr std::int64_t kFarAhead_s = limits::kMostAhead_s / 2;
constexpr std::size_t kFrame_bytes = 16; // what a body has beside its points

net::HttpConnection httpConnection(const net::Endpoint &endpoint, const DatadogOptions &options)
{
    net::HttpConnection http;
    http.endpoint = endpoint;
    http.trust = options.trust;
    return http;
}

/// zlib data, which is what `deflate` means in HTTP (RFC 9110, 8.4.1.2).
QByteArray deflated(const QByteArray &body)
{
    constexpr qsizetype kOwnPrefix_bytes = 4; // the length that qCompress() puts before it
    return qCompress(body).sliced(kOwnPrefix_bytes);
}

/// Whether the points of a request may have been taken, though nothing says so.
bool isUnsure(const Result<net::HttpAnswer> &answer)
{
    net::AttemptOutcome outcome;
    if (answer)
        outcome.status = answer->status;
    else
        outcome.fault = net::faultOf(answer.error()).value_or(net::HttpFault::Other);
    return net::mayRepeat(outcome, true) && !net::mayRepeat(outcome, false);
}

Error refusalError(const net::HttpAnswer &answer)
{
    Error error = net::statusError(answer);
    if (answer.status == 401 || answer.status == 403)
        error.message = SenderText::tr("Datadog does not accept the API key. Check the key, and "
                                       "whether it belongs to the site %1.")
                            .arg(net::placeOf(answer.url));
    else if (answer.status == 400)
        error.message = SenderText::tr("Datadog does not take these metrics as they are. Check "
                                       "their names, tags and values.");
    return error;
}

Result<net::Endpoint> endpointOf(const DatadogOptions &options)
{
    if (options.apiKey.isEmpty())
        return failure(ErrorCode::InvalidArgument,
                       SenderText::tr("There is no API key for Datadog. Set DD_API_KEY or enter "
                                      "one."),
                       u"datadog.key"_s);
    if (!options.endpoint.isEmpty())
        return net::parseEndpoint(options.endpoint);
    const bool isName =
        !options.site.isEmpty() &&
        std::all_of(options.site.begin(), options.site.end(), [](QChar c) {
            return c.unicode() < 0x80 && (c.isLetterOrNumber() || c == u'.' || c == u'-');
        });
    if (!isName)
        return failure(ErrorCode::InvalidArgument,
                       SenderText::tr("This is no Datadog site: \"%1\". Use one such as "
                                      "datadoghq.eu.")
                           .arg(options.site),
                       u"datadog.site"_s);
    return net::parseEndpoint(QString(u"https://api."_s + options.site));
}

} // namespace

DatadogOptions DatadogOptions::of(const QProcessEnvironment &environment)
{
    DatadogOptions options;
    options.apiKey = Secret::fromText(environment.value(u"DD_API_KEY"_s));
    if (const QString site = environment.value(u"DD_SITE"_s).trimmed(); !site.isEmpty())
        options.site = site;
    return options;
}

Result<std::unique_ptr<DatadogSender>> DatadogSender::make(net::NetworkThread &network,
                                                           const DatadogOptions &options,
                                                           const metrics::Clock &clock)
{
    return endpointOf(options).transform([&](const net::Endpoint &endpoint) {
        return std::unique_ptr<DatadogSender>(new DatadogSender(network, endpoint, options, clock));
    });
}

DatadogSender::DatadogSender(net::NetworkThread &network, const net::Endpoint &endpoint,
                             const DatadogOptions &options, const metrics::Clock &clock)
    : m_options(options)
    , m_clock(clock)
    , m_client(network, httpConnection(endpoint, options))
{}

metrics::ExportResult DatadogSender::send(std::vector<DatadogPoint> points, const OnDone &onDone,
                                          metrics::Deadline deadline)
{
    const std::int64_t now_s = m_clock.wall_ns() / kSecond_ns;
    if (m_lastAt_s > now_s + kFarAhead_s)
        m_lastAt_s = 0; // the clock was set back, and Datadog takes nothing that is so far ahead
    const std::int64_t earliest_s = m_lastAt_s + 1;
    std::array<std::vector<DatadogPoint>, 2> kinds; // series, distributions
    std::array<std::vector<std::size_t>, 2> origins;
    for (std::size_t i = 0; i < points.size(); ++i) {
        points[i].at_s = std::max(points[i].at_s, earliest_s);
        if (const auto sound = checkPoint(points[i], now_s); !sound) {
            noteRefusal(sound.error().message);
            onDone(i);
            continue;
        }
        m_lastAt_s = std::max(m_lastAt_s, points[i].at_s);
        const std::size_t kind = points[i].kind == PointKind::Distribution ? 1 : 0;
        kinds.at(kind).push_back(std::move(points[i]));
        origins.at(kind).push_back(i);
    }
    auto result = sendTo("api/v2/series", kinds[0], origins[0], onDone, deadline);
    if (result.isDone)
        result = sendTo("api/v1/distribution_points", kinds[1], origins[1], onDone, deadline);
    return result;
}

metrics::ExportResult DatadogSender::sendTo(const QByteArray &path,
                                            std::span<const DatadogPoint> points,
                                            std::span<const std::size_t> origins,
                                            const OnDone &onDone, metrics::Deadline deadline)
{
    std::vector<QByteArray> texts;
    std::vector<std::size_t> sizes_bytes;
    for (const DatadogPoint &point : points) {
        texts.push_back(pointJson(point, m_options.host));
        sizes_bytes.push_back(static_cast<std::size_t>(texts.back().size()) + 1); // and a comma
    }
    Error error;
    const auto sendPiece = [&](metrics::Piece piece) {
        bool isGivenUp = false;
        const auto outcome = post(path, std::span(texts).subspan(piece.begin, piece.size()),
                                  deadline, error, isGivenUp);
        if (outcome == metrics::PieceOutcome::Taken) {
            const auto taken = origins.subspan(piece.begin, piece.size());
            std::for_each(taken.begin(), taken.end(), onDone);
        } else if (isGivenUp) {
            giveUp(points.subspan(piece.begin, piece.size()),
                   origins.subspan(piece.begin, piece.size()), onDone);
        }
        return outcome;
    };
    const auto refused = [&](std::size_t item) {
        noteRefusal(error.message);
        onDone(origins[item]);
    };
    const auto pieces =
        metrics::piecesOf(sizes_bytes, sizes_bytes.size(), limits::kUnpacked_bytes - kFrame_bytes);
    if (metrics::sendInPieces(pieces, m_options.mostDivisions, sendPiece, refused))
        return {};
    qCDebug(lcServices).noquote() << "Datadog:" << error.detail;
    return metrics::ExportResult::failed(error.message.toStdString());
}

metrics::PieceOutcome DatadogSender::post(const QByteArray &path, std::span<const QByteArray> texts,
                                          metrics::Deadline deadline, Error &error, bool &isGivenUp)
{
    net::HttpRequest request;
    request.method = net::HttpMethod::Post;
    request.path = path;
    request.headers = {{"Content-Type", "application/json"}, {"Content-Encoding", "deflate"}};
    request.secretHeaders = {{"DD-API-KEY", m_options.apiKey}};
    request.body = deflated(seriesBody(texts));
    request.isIdempotent = m_options.delivery == Delivery::AtLeastOnce; // as far as repeating goes
    request.retry = m_options.retry;
    if (request.body.size() > static_cast<qsizetype>(limits::kBody_bytes)) {
        error = Error{ErrorCode::Unsupported,
                      SenderText::tr("Datadog takes no metric of this size. Use shorter tags."),
                      u"datadog.size"_s};
        return metrics::PieceOutcome::Divided;
    }
    const bool isSent = std::chrono::steady_clock::now() < deadline;
    const auto answer = net::sendAndWait(m_client, std::move(request), deadline);
    const std::lock_guard lock(m_mutex);
    m_counts.requests += answer ? static_cast<std::uint64_t>(answer->attempts) : 1;
    if (answer && answer->isSuccess()) {
        m_counts.sentPoints += texts.size();
        return metrics::PieceOutcome::Taken;
    }
    error = answer ? refusalError(*answer) : answer.error();
    isGivenUp = isSent && m_options.delivery == Delivery::AtMostOnce && isUnsure(answer);
    const bool isDivisible = answer && (answer->status == 413 || answer->status == 400);
    return isDivisible ? metrics::PieceOutcome::Divided : metrics::PieceOutcome::Failed;
}

// What a gauge was does no harm when it is told again.
void DatadogSender::giveUp(std::span<const DatadogPoint> points,
                           std::span<const std::size_t> origins, const OnDone &onDone)
{
    std::uint64_t unsure = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (points[i].kind == PointKind::Gauge)
            continue;
        onDone(origins[i]);
        ++unsure;
    }
    const std::lock_guard lock(m_mutex);
    m_counts.unsurePoints += unsure;
}

void DatadogSender::noteRefusal(const QString &why)
{
    const std::lock_guard lock(m_mutex);
    ++m_counts.refusedPoints;
    m_counts.lastRefusal = why.toStdString();
}

DatadogCounts DatadogSender::counts() const
{
    const std::lock_guard lock(m_mutex);
    return m_counts;
}

} // namespace tidemark::datadog
