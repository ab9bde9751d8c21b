// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/machine_recorder.h"
#include "services/net/listen_address.h"
#include "services/otlp/otlp_receiver.h"
#include "services/otlp/otlp_recorder.h"
#include "services/receiving/receiver_notes.h"
#include "services/receiving/receiver_rules.h"
#include "services/receiving/receiver_work.h"

#include <QCoreApplication>

#include <mutex>

namespace tidemark::receiving {

namespace {

struct OtlpText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::receiving::OtlpWork)
};

/// Notes what the recorder, a loan, makes of what came.
class NotingSink final : public otlp::OtlpSink
{
public:
    NotingSink(otlp::OtlpRecorder &recorder, ReceiverNotes &notes)
        : m_recorder(recorder)
        , m_notes(notes)
    {}

    [[nodiscard]] Result<void> record(std::span<otlp::OtlpExport> exports) override
    {
        auto done = m_recorder.record(exports);
        if (!done) {
            m_notes.failed(done.error());
            return done;
        }
        {
            const std::lock_guard lock(m_mutex);
            m_samples = m_recorder.summary().samples;
            for (const otlp::OtlpExport &each : exports)
                m_refusals += each.refusals;
        }
        m_notes.came();
        m_notes.works();
        return done;
    }
    /// Any thread.
    [[nodiscard]] ReceiverCounts counts(const http::HttpStatistics &statistics) const
    {
        constexpr std::size_t kSenderMistakes = 4; // 4xx
        constexpr std::size_t kNotNow = 5;         // 5xx
        const std::lock_guard lock(m_mutex);
        ReceiverCounts counts;
        counts.messages = statistics.requests;
        counts.samples = m_samples;
        counts.ahead = static_cast<std::int64_t>(m_refusals.ahead());
        for (std::size_t i = 0; i < static_cast<std::size_t>(otlp::OtlpRefusal::Count); ++i) {
            const auto reason = static_cast<otlp::OtlpRefusal>(i);
            if (const std::uint64_t points = m_refusals.count(reason); points > 0)
                counts.refused.push_back(
                    {otlp::refusalText(reason), static_cast<std::int64_t>(points)});
        }
        if (const qint64 requests = statistics.byStatusClass[kSenderMistakes]; requests > 0)
            counts.refused.push_back(
                {OtlpText::tr("a request that is not OTLP, or damaged"), requests});
        if (const qint64 requests = statistics.byStatusClass[kNotNow]; requests > 0)
            counts.refused.push_back({OtlpText::tr("a request that could not be stored, or one too "
                                                   "many at once; its sender may send it again"),
                                      requests});
        return counts;
    }

private:
    otlp::OtlpRecorder &m_recorder;
    ReceiverNotes &m_notes;
    mutable std::mutex m_mutex;
    std::int64_t m_samples = 0;      // under m_mutex
    otlp::OtlpRefusals m_refusals{}; // under m_mutex
};

} // namespace

ReceiverWork otlpWork(const ReceivingParts &parts, const ReceiverPlan &plan)
{
    return [parts, plan](ReceiverNotes &notes, const std::stop_token &stop) -> Result<void> {
        const auto listen = net::parseListenAddress(plan.address.trimmed());
        if (!listen)
            return failure(listen.error());
        otlp::OtlpReceiverOptions options;
        options.address = listen->host;
        options.port = listen->port;
        options.isOpenToOthers = plan.isOpenToOthers;
        otlp::OtlpRecorder recorder(parts.ports, *parts.clock);
        NotingSink sink(recorder, notes);
        otlp::OtlpReceiver receiver(sink, options);
        const auto port = receiver.start();
        if (!port)
            return failure(listenError(plan, port.error()));
        notes.setAddress(net::addressText({listen->host, *port}));
        notes.works();
        while (!stop.stop_requested()) {
            collect::sleepUntil(std::chrono::steady_clock::now() + kCountPause, stop);
            notes.count(sink.counts(receiver.statistics()));
        }
        receiver.stop();
        notes.count(sink.counts(receiver.statistics()));
        return {};
    };
}

} // namespace tidemark::receiving
