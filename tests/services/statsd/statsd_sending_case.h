// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/export_result.h"
#include "services/statsd/statsd_aggregator.h"
#include "tests/services/statsd/flush_text.h"

#include <QObject>
#include <QStringList>

#include <string>
#include <vector>

namespace tidemark::test {

/// A test class that sends StatsD and reads what came.
class StatsdSendingCase : public QObject
{
protected:
    static constexpr metrics::Deadline kNoDeadline = metrics::Deadline::max();

    /// What a receiver of StatsD makes of datagrams.
    [[nodiscard]] static statsd::StatsdFlush received(const std::vector<std::string> &datagrams)
    {
        statsd::StatsdAggregator aggregator(momentAfter(std::chrono::seconds(0)));
        for (const std::string &datagram : datagrams)
            aggregator.addPacket(datagram, kBegin);
        return aggregator.flush(momentAfter(std::chrono::seconds(10)));
    }
    [[nodiscard]] static QStringList linesOf(const std::vector<std::string> &datagrams)
    {
        QStringList lines;
        for (const std::string &datagram : datagrams)
            lines += QString::fromStdString(datagram).split(u'\n');
        return lines;
    }
};

} // namespace tidemark::test
