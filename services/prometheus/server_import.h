// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/core/secret.h"
#include "model/ports/data_ports.h"
#include "services/exchange/task_pool.h"
#include "services/net/network_thread.h"
#include "services/net/tls_trust.h"
#include "services/net/url_rules.h"
#include "services/prometheus/range_import.h"

#include <QFuture>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <stop_token>
#include <vector>

namespace tidemark::prometheus {

/// A server that has the query API, and what it is asked with.
struct QueryServer
{
    net::Endpoint endpoint; ///< lies above `/api/v1`
    Secret token;
    net::TlsTrust trust;
};

/// One series of a look at what would come.
struct RangePreviewSeries
{
    QString name; ///< as in `up{job="a"}`, of tags in Tidemark's spelling
    std::int64_t points = 0;
    Sample first;
    Sample last;
};

struct RangePreview
{
    static constexpr std::size_t kMostSeries = 200; ///< that are told one by one

    std::vector<RangePreviewSeries> series; ///< the first ones
    std::int64_t allSeries = 0;
    std::int64_t samplesAtMost = 0; ///< of the plan itself
    bool isThinned = false;         ///< by a longer step than the plan's
    QStringList warnings;
};

/// What a window asks a server with the query API for: its metrics, a look at a range, and the
/// range itself. Works on threads of its own; the destructor stops what is under way and waits for
/// it, so it goes before the store is closed. Any thread.
class ServerImport
{
public:
    /// Points of a series that a preview asks for, about.
    static constexpr int kPreviewPoints = 60;

    /// The network and the ports outlive it.
    ServerImport(net::NetworkThread &network, const DataPorts &ports);
    ~ServerImport();
    ServerImport(const ServerImport &) = delete;
    ServerImport &operator=(const ServerImport &) = delete;

    /// Sorted. Errors: those of QueryClient.
    [[nodiscard]] QFuture<Result<QStringList>> metrics(QueryServer server, std::stop_token stop);
    /// Errors: those of QueryClient; NotFound when nothing is there.
    [[nodiscard]] QFuture<Result<RangePreview>> preview(QueryServer server, RangeImportPlan plan,
                                                        std::stop_token stop);
    /// Errors: those of RangeImport.
    [[nodiscard]] QFuture<Result<RangeImportSummary>>
    run(QueryServer server, RangeImportPlan plan, std::stop_token stop, ProgressCallback progress);

private:
    template <class Work>
    [[nodiscard]] auto start(QueryServer server, std::stop_token stop, Work work);

    net::NetworkThread &m_network;
    DataPorts m_ports;
    std::stop_source m_stop;
    exchange::TaskPool m_tasks; // last: its tasks use the rest
};

} // namespace tidemark::prometheus
