// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/machine_recorder.h"
#include "services/net/listen_address.h"
#include "services/receiving/receiver_notes.h"
#include "services/receiving/receiver_rules.h"
#include "services/receiving/receiver_work.h"
#include "services/receiving/statsd_counting.h"
#include "services/statsd/statsd_receiver.h"

namespace tidemark::receiving {

namespace {

/// Notes what is new since it looked last.
class StatsdNews
{
public:
    StatsdNews(const statsd::StatsdReceiver &receiver, ReceiverNotes &notes)
        : m_receiver(receiver)
        , m_notes(notes)
    {}

    void note()
    {
        const statsd::StatsdStatistics now = m_receiver.statistics();
        if (now.counts.used > m_used)
            m_notes.came();
        m_used = now.counts.used;
        m_notes.count(receiverCounts(now));
        if (now.trouble)
            m_notes.failed(*now.trouble);
        else
            m_notes.works();
    }

private:
    const statsd::StatsdReceiver &m_receiver;
    ReceiverNotes &m_notes;
    std::int64_t m_used = 0;
};

} // namespace

ReceiverWork statsdWork(const ReceivingParts &parts, const ReceiverPlan &plan)
{
    return [parts, plan](ReceiverNotes &notes, const std::stop_token &stop) -> Result<void> {
        const auto listen = net::parseListenAddress(plan.address.trimmed());
        if (!listen)
            return failure(listen.error());
        statsd::StatsdReceiverOptions options;
        options.address = listen->host;
        options.port = listen->port;
        options.interval = plan.interval;
        statsd::StatsdReceiver receiver(parts.ports, *parts.clock, options);
        const auto port = receiver.start();
        if (!port)
            return failure(listenError(plan, port.error()));
        notes.setAddress(net::addressText({listen->host, *port}));
        StatsdNews news(receiver, notes);
        news.note();
        while (!stop.stop_requested()) {
            collect::sleepUntil(std::chrono::steady_clock::now() + kCountPause, stop);
            news.note();
        }
        receiver.stop();
        news.note();
        return {};
    };
}

} // namespace tidemark::receiving
