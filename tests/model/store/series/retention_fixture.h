// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/activity_meter.h"
#include "tests/model/store/series/sample_fixture.h"
#include "tests/support/store_bench.h"

#include <atomic>

namespace tidemark::test {

inline constexpr std::int64_t kSecond_ns = 1'000'000'000;
inline constexpr Timedelta kHour{3'600 * kSecond_ns};

[[nodiscard]] constexpr Timedelta hours(std::int64_t count)
{
    return Timedelta(count * kHour.ns());
}

/// How many questions a store has answered.
class AnswerCount final : public ActivityMeter
{
public:
    void ended(Activity what, std::chrono::nanoseconds /*time*/,
               Ending /*ending*/) noexcept override
    {
        queries += what == Activity::Query ? 1 : 0;
    }
    void stored(Stored /*what*/, std::int64_t /*count*/) noexcept override {}

    std::atomic<int> queries = 0;
};

/// A store whose clock is set by the test, and a metric whose samples are kept for a time.
class RetentionFixture : protected SampleFixture
{
protected:
    /// `keepsAll`: nothing is removed but by applyAt().
    void openAt(const QString &path, Timestamp now, bool keepsAll = false)
    {
        m_clock.set(now);
        store::OpenOptions options = openOptions(path);
        options.clock = &m_clock;
        options.keepsAll = keepsAll;
        m_answers = std::make_shared<AnswerCount>();
        options.meter = m_answers;
        m_path = path;
        m_store = answer(store::LocalStore::open(options)).value();
        m_ports = m_store->ports();
    }
    void openNew(Timestamp now, bool keepsAll = false)
    {
        static int count = 0;
        openAt(m_folder.filePath(u"r%1.tidemark"_s.arg(++count)), now, keepsAll);
    }
    void reopen(Timestamp now, bool keepsAll = false)
    {
        m_store.reset();
        openAt(QString(m_path), now, keepsAll);
    }
    /// For how long `load` keeps its samples; nothing is removed by that alone.
    ChangeId keep(std::optional<Timedelta> time)
    {
        DefinitionChange change;
        change.keepSamples = time;
        return answer(m_ports.catalog->update(metric(), change)).value().change;
    }
    /// One each second from `first` on, which is the value too.
    void appendSeconds(std::int64_t first, int count)
    {
        std::vector<std::int64_t> times;
        std::vector<double> values;
        for (int i = 0; i < count; ++i) {
            times.push_back((first + i) * kSecond_ns);
            values.push_back(static_cast<double>(first + i));
        }
        append(std::move(times), std::move(values));
    }
    RetentionReport applyAt(Timestamp now)
    {
        m_clock.set(now);
        return answer(m_ports.series->applyRetention()).value();
    }
    [[nodiscard]] static Timestamp second(std::int64_t s) { return Timestamp(s * kSecond_ns); }
    [[nodiscard]] std::int64_t firstSecond() { return bits().begin()->first / kSecond_ns; }

    StillClock m_clock{Timestamp(0)};
    std::shared_ptr<AnswerCount> m_answers; ///< of the store that was opened last
};

} // namespace tidemark::test
