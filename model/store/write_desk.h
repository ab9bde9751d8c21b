// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/import_rows.h"
#include "model/ports/clock.h"
#include "model/store/change_scope.h"
#include "model/store/events_hub.h"
#include "model/store/store_gate.h"
#include "model/store/store_lanes.h"
#include "model/store/uid_source.h"

#include <QString>

#include <mutex>
#include <optional>
#include <stop_token>
#include <type_traits>
#include <utility>

namespace tidemark::store {

/// Where all writing of a store passes: refuses while it can only be read, makes each piece of work
/// one change, and tells of it. Any thread; outlives the lanes' work.
class WriteDesk
{
public:
    WriteDesk(StoreLanes &lanes, EventsHub &events, const Clock &clock, QString author,
              QString origin);

    /// What each write passes first; a loan. Set it before any work.
    void setGate(StoreGate *gate) noexcept { m_gate = gate; }

    /// Runs `work`, a `Result<T>(ChangeScope &, UidSource &)`, as one change named `label`. T is
    /// ChangeId or has a member `change`; both are set to the committed change's id.
    template <class T, class Work>
    [[nodiscard]] QFuture<Result<T>> change(QString label, Work work, std::stop_token stop = {})
    {
        return m_lanes.write<T>(
            [this, label = std::move(label), work = std::move(work)](
                Connection &connection) mutable { return perform<T>(connection, label, work); },
            std::move(stop));
    }

    /// Runs `work`, a `Result<StoreChange>(Connection &)` that commits by itself.
    template <class Work>
    [[nodiscard]] QFuture<Result<void>> write(Work work)
    {
        return m_lanes.write<void>([this, work = std::move(work)](Connection &connection) mutable {
            return tell(connection, work);
        });
    }

    /// From now on every write is refused with this sentence.
    void refuse(const QString &reason);
    /// Takes note of what a lane could not do. A store that is damaged is not written again,
    /// whether writing or reading found it.
    void noteFailure(const Error &error);
    [[nodiscard]] QString readOnlyReason() const;
    [[nodiscard]] const QString &origin() const noexcept { return m_origin; }

private:
    [[nodiscard]] Result<void> enter(Connection &connection);
    [[nodiscard]] Author author() const;

    template <class T, class Work>
    Result<T> perform(Connection &connection, const QString &label, Work &work)
    {
        if (auto entered = enter(connection); !entered)
            return failure(entered.error());
        auto scope = ChangeScope::begin(connection, author(), label);
        if (!scope)
            return failure(scope.error());
        Result<T> answer = work(**scope, m_uids);
        if (!answer)
            return answer;
        auto committed = (*scope)->commit();
        if (!committed)
            return failure(committed.error());
        if constexpr (std::is_same_v<T, ChangeId>)
            answer = committed->id;
        else
            answer->change = committed->id;
        if (committed->id.isValid())
            m_events.post(committed->notice);
        return answer;
    }

    template <class Work>
    Result<void> tell(Connection &connection, Work &work)
    {
        if (auto entered = enter(connection); !entered)
            return entered;
        const Result<StoreChange> change = work(connection);
        if (!change)
            return failure(change.error());
        m_events.post(*change);
        return {};
    }

    StoreLanes &m_lanes;
    EventsHub &m_events;
    const Clock &m_clock;
    QString m_author;
    QString m_origin;
    StoreGate *m_gate = nullptr;
    UidSource m_uids; // used on the writer's thread only
    mutable std::mutex m_mutex;
    QString m_readOnlyReason; // under m_mutex
};

} // namespace tidemark::store
