// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/secret.h"
#include "services/net/http_client.h"
#include "services/prometheus/scrape_target.h"

#include <QByteArray>

#include <chrono>
#include <stop_token>

namespace tidemark::prometheus {

/// What a target answered.
struct ScrapeAnswer
{
    QByteArray contentType;
    QByteArray body; ///< unpacked
};

/// Asks one target for its metrics. For workers: it waits.
class ScrapeClient
{
public:
    static constexpr std::chrono::milliseconds kDeadline{10'000};

    /// Of one scrape of a target that is asked each `interval`.
    [[nodiscard]] static std::chrono::milliseconds deadlineFor(std::chrono::milliseconds interval);

    /// `network` outlives it. `token` goes to the target's origin alone; most targets want none.
    ScrapeClient(net::NetworkThread &network, ScrapeTarget target, Secret token = Secret(),
                 std::chrono::milliseconds deadline = kDeadline, net::TlsTrust trust = {});

    /// Of one attempt: who scrapes asks again soon. Errors: those of HttpClient, Timeout after the
    /// deadline; those of statusError() for a status that is no success; Cancelled.
    [[nodiscard]] Result<ScrapeAnswer> fetch(const std::stop_token &stop);

private:
    ScrapeTarget m_target;
    net::HttpClient m_client;
    std::chrono::milliseconds m_deadline;
};

} // namespace tidemark::prometheus
