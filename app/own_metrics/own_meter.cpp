// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/own_metrics/own_meter.h"

#include "app/own_metrics/own_metric_names.h"

#include <utility>

namespace tidemark::own {

OwnMeter::OwnMeter(std::shared_ptr<metrics::MetricCollector> collector,
                   std::shared_ptr<const metrics::Clock> clock, std::string_view program)
    : m_clock(std::move(clock))
    , m_collector(std::move(collector))
{
    const std::array tags{metrics::TagView(kProgramTag, program)};
    const auto timer = [&](std::string_view name, std::string_view description) {
        m_collector->describe(name, description);
        return m_collector->timer(name, tags);
    };
    const auto counter = [&](std::string_view name, std::string_view description) {
        m_collector->describe(name, description);
        return m_collector->counter(name, tags);
    };
    const auto handles = [this](Activity activity) -> Handles & {
        return m_activities[static_cast<std::size_t>(activity)];
    };
    handles(Activity::Query) = {
        timer(kQuery, "How long reading from the store took, with waiting."),
        counter(kQueryFailures, "Readings from the store that failed."),
        counter(kQueryCancelled, "Readings from the store that nobody wanted any more.")};
    handles(Activity::Write) = {
        timer(kWrite, "How long writing to the store took, until it was durable."),
        counter(kWriteFailures, "Writings to the store that failed."),
        {}};
    if (program == kWindow)
        handles(Activity::Frame) = {
            timer(kFrame, "How long the content of a chart took to be drawn."), {}, {}};
    if (program == kServer)
        handles(Activity::Request) = {
            timer(kRequest, "How long calls of the server took to be answered."),
            counter(kRequestFailures, "Calls that were answered with a failure of the server."),
            {}};
    m_samples = counter(kStoredSamples, "Samples that were stored.");
    m_records = counter(kStoredRecords, "Records that were stored.");
}

// A handle that is bound to nothing records nothing.
void OwnMeter::ended(Activity activity, std::chrono::nanoseconds took, Ending ending) noexcept
{
    Handles &handles = m_activities[static_cast<std::size_t>(activity)];
    if (ending == Ending::Cancelled)
        return handles.cancelled.increment();
    if (ending == Ending::Failed)
        handles.failures.increment();
    handles.durations.record(std::chrono::duration<double>(took).count());
}

void OwnMeter::stored(Stored what, std::int64_t count) noexcept
{
    (what == Stored::Samples ? m_samples : m_records).increment(static_cast<std::uint64_t>(count));
}

} // namespace tidemark::own
