// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/source_comparing.h"

#include "model/core/continue_on.h"
#include "model/ports/source_links.h"

#include <utility>

namespace tidemark {

SourceComparing::SourceComparing(SourceLinks &links, QObject *parent)
    : QObject(parent)
    , m_links(links)
{}

SourceComparing::~SourceComparing()
{
    m_stop.request_stop();
}

void SourceComparing::start(ComparisonPlan plan)
{
    m_stop.request_stop();
    m_stop = {};
    ++m_generation;
    m_plan = std::move(plan);
    m_outcome = {};
    m_next = 0;
    m_isRunning = true;
    Q_EMIT progressed();
    askNext();
}

void SourceComparing::stop()
{
    if (m_isRunning)
        end(false);
}

QString SourceComparing::metric() const
{
    return m_isRunning && m_next < total() ? metricAt(m_next).name : QString();
}

const Definition &SourceComparing::metricAt(std::size_t step) const
{
    return m_plan.metrics[step / (m_plan.periods.size() * m_plan.functions.size())];
}

void SourceComparing::askNext()
{
    if (m_next >= total()) {
        end(true);
        return;
    }
    AggregateQuery query; // in the source's calendar: UTC, weeks from Monday
    query.selection.metrics = {metricAt(m_next).id};
    query.selection.begin = m_plan.begin;
    query.selection.end = m_plan.end;
    query.period = m_plan.periods[m_next / m_plan.functions.size() % m_plan.periods.size()];
    const AggregateFunction function = m_plan.functions[m_next % m_plan.functions.size()];
    continueOn(this, m_links.compare(m_plan.source, query, function, m_stop.get_token()),
               [this, generation = m_generation](const Result<AggregateComparison> &answer) {
                   if (generation != m_generation || !m_isRunning)
                       return;
                   if (answer)
                       accept(*answer);
                   else
                       refuse(answer.error());
               });
}

void SourceComparing::accept(const AggregateComparison &comparison)
{
    const Definition &metric = metricAt(m_next);
    const Period period = m_plan.periods[m_next / m_plan.functions.size() % m_plan.periods.size()];
    const AggregateFunction function = m_plan.functions[m_next % m_plan.functions.size()];
    std::vector<AggregateDifference> differences;
    for (const ComparedBucket &bucket : comparison.buckets) {
        if (bucket.isDifferent())
            differences.push_back({metric.name,
                                   function == AggregateFunction::Count ? QString() : metric.unit,
                                   period, function, bucket});
    }
    m_outcome.buckets += static_cast<std::int64_t>(comparison.buckets.size());
    m_outcome.different += static_cast<std::int64_t>(differences.size());
    if (m_next % (m_plan.periods.size() * m_plan.functions.size()) == 0)
        ++m_outcome.metrics;
    ++m_next;
    if (!differences.empty())
        Q_EMIT found(differences);
    Q_EMIT progressed();
    askNext();
}

void SourceComparing::leaveMetricOut()
{
    const std::size_t steps = m_plan.periods.size() * m_plan.functions.size();
    m_outcome.missing << metricAt(m_next).name;
    m_next = (m_next / steps + 1) * steps;
    Q_EMIT progressed();
    askNext();
}

void SourceComparing::refuse(const Error &error)
{
    if (error.code == ErrorCode::NotFound && error.subject == ErrorSubject::Metric) {
        leaveMetricOut();
        return;
    }
    m_outcome.error = error;
    end(false);
}

void SourceComparing::end(bool isComplete)
{
    m_stop.request_stop();
    ++m_generation;
    m_isRunning = false;
    m_outcome.isComplete = isComplete;
    Q_EMIT finished();
}

} // namespace tidemark
