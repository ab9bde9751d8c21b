// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"
#include "model/domain/aggregate_function.h"
#include "model/domain/definition.h"
#include "model/domain/fetch.h"
#include "model/time/period.h"

#include <QObject>
#include <QStringList>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

namespace tidemark {

class SourceLinks;

/// Which aggregates are computed on both sides: each period and function of each metric.
struct ComparisonPlan
{
    SourceId source;
    std::vector<Definition> metrics;
    std::vector<Period> periods;
    std::vector<AggregateFunction> functions;
    std::optional<Timestamp> begin = {}; ///< widened to whole periods in UTC; absent: the first
    std::optional<Timestamp> end = {};   ///< excluded, likewise; absent: the last

    /// How many answers it takes.
    [[nodiscard]] std::size_t size() const
    {
        return metrics.size() * periods.size() * functions.size();
    }
};

/// One aggregate that is not the same here and there.
struct AggregateDifference
{
    QString metric;
    QString unit; ///< of the values; empty for a count
    Period period = Period::Daily;
    AggregateFunction function = AggregateFunction::Mean;
    ComparedBucket bucket;
};

/// What was compared so far.
struct ComparisonOutcome
{
    std::int64_t metrics = 0; ///< those that both sides know
    std::int64_t buckets = 0; ///< aggregates that were looked at
    std::int64_t different = 0;
    QStringList missing = {}; ///< metrics that the source does not have
    bool isComplete = false;  ///< false: stopped, or ended by `error`
    std::optional<Error> error = {};
};

/// Compares aggregates of the store with those of a source, one answer after the other so that a
/// server is not flooded. GUI thread; nothing blocks.
class SourceComparing final : public QObject
{
    Q_OBJECT

public:
    /// `links` is a loan that outlives this.
    explicit SourceComparing(SourceLinks &links, QObject *parent = nullptr);
    ~SourceComparing() override;

    /// Ends one that is under way, and begins anew. A plan of nothing is finished at once.
    void start(ComparisonPlan plan);
    /// At once; a late answer is left out. Does nothing while none is under way.
    void stop();

    [[nodiscard]] bool isRunning() const { return m_isRunning; }
    [[nodiscard]] const ComparisonOutcome &outcome() const { return m_outcome; }
    [[nodiscard]] std::size_t done() const { return m_next; }
    [[nodiscard]] std::size_t total() const { return m_plan.size(); }
    /// The metric under way; empty when none is.
    [[nodiscard]] QString metric() const;

Q_SIGNALS:
    void progressed();
    void found(const std::vector<tidemark::AggregateDifference> &differences);
    void finished(); ///< see outcome()

private:
    [[nodiscard]] const Definition &metricAt(std::size_t step) const;
    void askNext();
    void accept(const AggregateComparison &comparison);
    void leaveMetricOut();
    void refuse(const Error &error);
    void end(bool isComplete);

    SourceLinks &m_links;
    ComparisonPlan m_plan;
    ComparisonOutcome m_outcome;
    std::size_t m_next = 0; ///< step that is under way
    std::stop_source m_stop;
    std::uint64_t m_generation = 0;
    bool m_isRunning = false;
};

} // namespace tidemark
