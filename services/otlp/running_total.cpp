// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/running_total.h"

#include <algorithm>

namespace tidemark::otlp {

void SeriesTotal::begin(double total, std::int64_t time_ns, const PointTime &now)
{
    m_value = total;
    m_latest_ns = now.isAhead(time_ns) ? now.now_ns : time_ns;
    forgetSenders();
}

void SeriesTotal::forgetSenders()
{
    m_known = m_value;
    m_known_ns = m_latest_ns;
}

TotalSample SeriesTotal::grow(double by, const PointTime &time)
{
    m_value += by;
    m_latest_ns =
        time.isAhead(m_latest_ns) ? time.sample_ns() : std::max(m_latest_ns, time.sample_ns());
    return {m_latest_ns, m_value};
}

std::optional<TotalSample> RunningTotal::addDelta(SeriesTotal &total, const PointTime &time,
                                                  double delta)
{
    const bool isNews = m_deltas ? m_deltas->isNews(time) : time.sample_ns() > total.known_ns();
    if (!isNews)
        return std::nullopt;
    if (!m_deltas)
        m_deltas.emplace();
    m_deltas->note(time);
    return total.grow(delta, time);
}

const RunningTotal::Run *RunningTotal::find(std::uint64_t start_ns) const
{
    const auto found = std::find_if(m_runs.begin(), m_runs.end(), [start_ns](const Run &run) {
        return run.start_ns == start_ns;
    });
    return found == m_runs.end() ? nullptr : &*found;
}

bool RunningTotal::needsStart(const SeriesTotal &total, std::uint64_t start_ns,
                              const PointTime &time) const
{
    return start_ns != 0 && total.known_ns() != SeriesTotal::kNever &&
           time.ours(static_cast<std::int64_t>(start_ns)) < total.known_ns() &&
           find(start_ns) == nullptr;
}

// A run that may be part of what was known already: of the growth since its start others may have
// had their share, so what it had counted by then is at most that growth.
RunningTotal::Run &RunningTotal::addRun(SeriesTotal &total, std::uint64_t start_ns,
                                        const PointTime &time, double atStart)
{
    Run run;
    run.start_ns = start_ns;
    const bool isOld = total.known_ns() != SeriesTotal::kNever &&
                       (start_ns == 0 || needsStart(total, start_ns, time));
    if (isOld) {
        run.value = std::max(0.0, total.known() - atStart);
        run.assumed_ns = total.known_ns();
    }
    if (m_runs.size() == kMostRuns) {
        m_runs.pop_back();
        total.forgetSenders(); // should it come back
    }
    m_runs.insert(m_runs.begin(), run);
    return m_runs.front();
}

TotalAdvance RunningTotal::outdated(const Run &run, const SeriesTotal &total, const PointTime &time,
                                    double value)
{
    TotalAdvance late{std::nullopt, TotalStep::Outdated};
    if (!time.isAhead() && total.value() == run.total && time.sent_ns >= run.alone_ns)
        late.sample = TotalSample{time.sent_ns, run.total - (run.value - value)};
    return late;
}

TotalAdvance RunningTotal::setCumulative(SeriesTotal &total, std::uint64_t start_ns,
                                         const PointTime &time, double value, double atStart)
{
    const auto known = std::find_if(m_runs.begin(), m_runs.end(), [start_ns](const Run &each) {
        return each.start_ns == start_ns;
    });
    const bool isNew = known == m_runs.end();
    if (!isNew && !known->times.isNews(time))
        return outdated(*known, total, time, value);
    if (!isNew)
        std::rotate(m_runs.begin(), known, known + 1);
    Run &run = isNew ? addRun(total, start_ns, time, atStart) : m_runs.front();

    const bool isAssumed = run.assumed_ns != SeriesTotal::kNever;
    const bool hasFallen = value < run.value && !isAssumed;
    double growth = value;
    if (!hasFallen)
        growth = std::max(0.0, value - run.value);
    if (isNew || hasFallen || total.value() != run.total)
        run.alone_ns = time.sample_ns();
    TotalAdvance next;
    next.sample = total.grow(growth, time);
    if (isAssumed)
        next.step = TotalStep::Unclear;
    else if (hasFallen || (isNew && start_ns != 0))
        next.step = TotalStep::First;
    else
        next.step = isNew ? TotalStep::Unclear : TotalStep::Next;

    if (time.sample_ns() > run.assumed_ns) { // later than all that the stored total holds of it
        run.assumed_ns = SeriesTotal::kNever;
        run.value = value;
    } else {
        run.value = std::max(run.value, value);
    }
    run.times.note(time);
    run.total = total.value();
    return next;
}

} // namespace tidemark::otlp
