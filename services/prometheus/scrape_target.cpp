// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/prometheus/scrape_target.h"

#include <utility>

namespace tidemark::prometheus {

Result<ScrapeTarget> parseScrapeTarget(const QString &address)
{
    auto where = parseServerPath(address, "/metrics");
    if (!where)
        return failure(where.error());
    const net::Origin origin = net::originOf(where->endpoint.base);
    const QString host = origin.host.contains(u':') ? u'[' % origin.host % u']' : origin.host;
    const QString instance = host % u':' % QString::number(origin.port);
    return ScrapeTarget{*std::move(where), instance};
}

} // namespace tidemark::prometheus
