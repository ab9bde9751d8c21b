// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/import_rows.h"
#include "model/domain/publish.h"
#include "model/domain/series.h"
#include "model/ports/activity_meter.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>

namespace tidemark::store {

/// What the lanes of a store tell a meter, where there is one, which they keep. Any thread; copied
/// freely.
class ActivityLink
{
public:
    using Moment = std::chrono::steady_clock::time_point;

    ActivityLink() = default;
    /// Null: nobody is told.
    explicit ActivityLink(std::shared_ptr<ActivityMeter> meter) noexcept
        : m_meter(std::move(meter))
    {}

    /// Of something that was asked for just now.
    [[nodiscard]] Moment begin() const noexcept
    {
        return m_meter ? std::chrono::steady_clock::now() : Moment();
    }
    template <class T>
    void end(Activity activity, Moment begin, const Result<T> &answer) const noexcept
    {
        if (m_meter)
            m_meter->ended(activity, std::chrono::steady_clock::now() - begin, endingOf(answer));
    }

    /// The values in an answer to a change that was committed; `areSamples`: what an import stored.
    template <class T>
    void stored(const T &answer, bool areSamples = false) const noexcept
    {
        if (!m_meter)
            return;
        const std::int64_t count = valuesIn(answer);
        if (count > 0)
            m_meter->stored(areSamples ? Stored::Samples : Stored::Records, count);
    }
    void stored(const SampleOutcome &outcome) const noexcept
    {
        if (m_meter && outcome.added + outcome.replaced > 0)
            m_meter->stored(Stored::Samples, outcome.added + outcome.replaced);
    }

private:
    template <class T>
    [[nodiscard]] static Ending endingOf(const Result<T> &answer) noexcept
    {
        if (answer)
            return Ending::Done;
        return answer.error().code == ErrorCode::Cancelled ? Ending::Cancelled : Ending::Failed;
    }
    template <class T>
    [[nodiscard]] static std::int64_t valuesIn(const T &) noexcept
    {
        return 0;
    }
    [[nodiscard]] static std::int64_t valuesIn(const PublishResult &result) noexcept
    {
        return static_cast<std::int64_t>(result.succeeded.size());
    }
    [[nodiscard]] static std::int64_t valuesIn(const EntryOutcome &outcome) noexcept
    {
        return outcome.saved ? 1 : 0;
    }
    [[nodiscard]] static std::int64_t valuesIn(const ImportSummary &summary) noexcept
    {
        return summary.added + summary.replaced;
    }

    std::shared_ptr<ActivityMeter> m_meter;
};

} // namespace tidemark::store
