// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/secret.h"
#include "services/datadog/datadog_point.h"
#include "services/metrics/clock.h"
#include "services/metrics/export_result.h"
#include "services/metrics/send_in_pieces.h"
#include "services/net/http_client.h"

#include <QProcessEnvironment>

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>

namespace tidemark::datadog {

/// What becomes of points of which nobody knows whether they came: the answer to them was lost, or
/// says nothing of it. Datadog has no key by which it could know that a request came before. One
/// value of a count or gauge in a second takes the place of another; all values of a distribution
/// are added, and so are counts that are told again in a later export, for another second.
enum class Delivery : std::uint8_t
{
    AtLeastOnce, ///< sent again, as Datadog's own agent does: they may count twice
    AtMostOnce   ///< given up and counted
};

struct DatadogOptions
{
    QString site = QStringLiteral("datadoghq.com"); ///< the account's
    QString endpoint = {}; ///< another address than `https://api.` and the site, for tests
    Secret apiKey = {};
    std::string prefix = "tidemark."; ///< before each name
    QString host = {};                ///< what the points are of; empty for none
    net::TlsTrust trust = {};
    net::RetryLimits retry = {};
    Delivery delivery = Delivery::AtLeastOnce;
    std::size_t mostDivisions = 64; ///< of requests in one export

    /// With the key of DD_API_KEY and the site of DD_SITE, where they are set.
    [[nodiscard]] static DatadogOptions of(const QProcessEnvironment &environment);
};

struct DatadogCounts
{
    std::uint64_t requests = 0;
    std::uint64_t sentPoints = 0;    ///< that were accepted
    std::uint64_t refusedPoints = 0; ///< that Datadog does not take; they are gone
    std::uint64_t unsurePoints = 0;  ///< that were given up (Delivery::AtMostOnce)
    std::string lastRefusal = {};    ///< one sentence; stays
};

/// Sends points to Datadog's HTTP intake, packed, in as many requests as its limits want: counts
/// and gauges to /api/v2/series, then distributions to /api/v1/distribution_points. A point that
/// Datadog does not take is left out and counted. See Delivery for answers that are lost. One
/// thread at a time, which waits, so for workers only; counts() on any thread.
class DatadogSender
{
public:
    /// Done with the point of that index: it was accepted, or is not to be sent again.
    using OnDone = std::function<void(std::size_t index)>;

    /// `network` and `clock` outlive it. Errors: InvalidArgument for a site or endpoint that cannot
    /// be, or without a key.
    [[nodiscard]] static Result<std::unique_ptr<DatadogSender>>
    make(net::NetworkThread &network, const DatadogOptions &options, const metrics::Clock &clock);

    /// Datadog keeps one value of a series in a second, so points are stamped at least a second
    /// after those that were sent before. After a failure what OnDone was not called for is to be
    /// sent again.
    [[nodiscard]] metrics::ExportResult send(std::vector<DatadogPoint> points, const OnDone &onDone,
                                             metrics::Deadline deadline);
    [[nodiscard]] const std::string &prefix() const noexcept { return m_options.prefix; }
    [[nodiscard]] DatadogCounts counts() const;

private:
    DatadogSender(net::NetworkThread &network, const net::Endpoint &endpoint,
                  const DatadogOptions &options, const metrics::Clock &clock);

    /// Points of one address. Not done: why.
    [[nodiscard]] metrics::ExportResult sendTo(const QByteArray &path,
                                               std::span<const DatadogPoint> points,
                                               std::span<const std::size_t> origins,
                                               const OnDone &onDone, metrics::Deadline deadline);
    [[nodiscard]] metrics::PieceOutcome post(const QByteArray &path,
                                             std::span<const QByteArray> texts,
                                             metrics::Deadline deadline, Error &error,
                                             bool &isGivenUp);
    void giveUp(std::span<const DatadogPoint> points, std::span<const std::size_t> origins,
                const OnDone &onDone);
    void noteRefusal(const QString &why);

    const DatadogOptions m_options;
    const metrics::Clock &m_clock;
    net::HttpClient m_client;
    std::int64_t m_lastAt_s = 0; ///< of points that may have been accepted
    mutable std::mutex m_mutex;  ///< of the counts
    DatadogCounts m_counts;
};

} // namespace tidemark::datadog
