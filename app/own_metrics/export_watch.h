// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/system/export_endpoints.h"

#include <QStringList>

#include <cstdint>
#include <map>
#include <string>

namespace tidemark::own {

/// Makes sentences of how exports fare: each change is told once. One thread.
class ExportWatch
{
public:
    /// What changed since it was called last: an endpoint fails, with another reason too, works
    /// again, or lost more values.
    [[nodiscard]] QStringList news(const metrics::ExportEndpoints::State &state);
    /// A sentence for each endpoint that ever failed or lost something.
    [[nodiscard]] static QStringList summary(const metrics::ExportEndpoints::State &state);

private:
    struct Told
    {
        std::string why;
        std::uint64_t lostValues = 0;
    };

    std::map<std::string, Told> m_told;
};

} // namespace tidemark::own
