// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/secret.h"
#include "services/net/http_client.h"
#include "services/prometheus/query_answer.h"
#include "services/prometheus/range_plan.h"

#include <QFuture>
#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

namespace tidemark::prometheus {

/// Asks a server that has the query API of Prometheus. Any thread; nothing here waits. Errors of
/// all: those of HttpClient, and those of query_json.h.
class QueryClient
{
public:
    static constexpr std::chrono::milliseconds kDeadline{30'000};

    /// `network` outlives it. The endpoint lies above `/api/v1`. `token` goes to its origin alone.
    QueryClient(net::NetworkThread &network, const net::Endpoint &endpoint, Secret token = Secret(),
                std::chrono::milliseconds deadline = kDeadline, net::TlsTrust trust = {});

    /// At one time; nothing: now, by the server's clock.
    [[nodiscard]] QFuture<Result<QueryAnswer>>
    query(const QString &expression, std::optional<Timestamp> at = {}, std::stop_token stop = {});
    /// Of more than kMostPoints the server gives none; see partsOf().
    [[nodiscard]] QFuture<Result<QueryAnswer>>
    queryRange(const QString &expression, const RangePlan &plan, std::stop_token stop = {});
    /// The series that match one of these selectors, as in `up{job="x"}`; at least one.
    [[nodiscard]] QFuture<Result<LabelSetAnswer>> series(const QStringList &selectors,
                                                         std::stop_token stop = {});
    [[nodiscard]] QFuture<Result<NameAnswer>> labelNames(std::stop_token stop = {});
    /// The values of a label; those of `__name__` are the metrics.
    [[nodiscard]] QFuture<Result<NameAnswer>> labelValues(const QString &label,
                                                          std::stop_token stop = {});
    /// Of one metric, or of all.
    [[nodiscard]] QFuture<Result<MetadataAnswer>> metadata(const QString &metric = {},
                                                           std::stop_token stop = {});

private:
    using Fields = std::vector<std::pair<QString, QString>>;

    [[nodiscard]] QFuture<Result<net::HttpAnswer>> get(const QByteArray &path, const Fields &fields,
                                                       std::stop_token stop);
    [[nodiscard]] QFuture<Result<net::HttpAnswer>> post(const QByteArray &path,
                                                        const Fields &fields, std::stop_token stop);
    [[nodiscard]] QFuture<Result<net::HttpAnswer>> send(net::HttpRequest request,
                                                        std::stop_token stop);

    net::HttpClient m_client;
    Secret m_token;
    std::chrono::milliseconds m_deadline;
};

/// A label's name in a path: one that Prometheus could not always have becomes `U__` and each such
/// character its code, as in `U__http_2e_status`. Source: prometheus.io, "HTTP API".
[[nodiscard]] QString escapedLabelName(const QString &label);

} // namespace tidemark::prometheus
