// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/prometheus/server_path.h"

#include <QString>

namespace tidemark::prometheus {

/// What is scraped.
struct ScrapeTarget
{
    ServerPath where;
    QString instance; ///< tags its series: host and port, 443 and 80 included
};

/// Reads an address as a person types it; without a path it is `/metrics`. Errors: those of
/// parseServerPath().
[[nodiscard]] Result<ScrapeTarget> parseScrapeTarget(const QString &address);

} // namespace tidemark::prometheus
