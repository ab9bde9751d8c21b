// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/import_rows.h"
#include "model/ports/clock.h"
#include "model/store/change_scope.h"
#include "model/store/events_board.h"
#include "model/store/step_tally.h"
#include "model/store/store_gate.h"
#include "model/store/store_lanes.h"
#include "model/store/uid_source.h"
#include "model/store/write_group.h"

#include <QString>

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <type_traits>
#include <utility>

namespace tidemark::store {

/// Where all writing of a store passes: refuses while it can only be read, makes each piece of work
/// one change, and tells of it. Any thread; outlives the lanes' work.
///
/// Everything is done in the order in which it was asked for. Changes that stand next to each other
/// in that order when the writer comes to them share one transaction (WriteGroup). When one has
/// waited in vain for a lock of another program, those that were asked for before it began to wait
/// have waited for the same, and hear of it with it: not a time-out later each.
class WriteDesk
{
public:
    WriteDesk(StoreLanes &lanes, EventsBoard &events, const Clock &clock, QString origin);

    /// What each write passes first; a loan. Set it before any work.
    void setGate(StoreGate *gate) noexcept { m_gate = gate; }

    /// Runs `work`, a `Result<T>(ChangeScope &, UidSource &)`, as one change named `label`,
    /// together with its neighbours. T is ChangeId or has a member `change`; both are set to the
    /// committed change's id. `rows`: about how many are written.
    template <class T, class Work>
    [[nodiscard]] QFuture<Result<T>> change(OrgScopePointer scope, QString label, Work work,
                                            std::size_t rows = 1)
    {
        noteAsked(*scope);
        auto write = std::make_shared<GroupedChange<T, Work>>(std::move(scope), std::move(label),
                                                              rows, std::move(work), *this);
        QFuture<Result<T>> future = write->future();
        submit(std::move(write));
        return future;
    }

    /// The same in a transaction of its own: for work that is long or may be stopped.
    template <class T, class Work>
    [[nodiscard]] QFuture<Result<T>> changeAlone(OrgScopePointer scope, QString label, Work work,
                                                 std::stop_token stop = {})
    {
        noteAsked(*scope);
        const auto lastNote = std::make_shared<StepNote>();
        return alone<T>(
            [this, scope, label = std::move(label),
             work = std::move(work)](Connection &connection) mutable {
                return perform<T>(connection, *scope, label, work);
            },
            std::move(stop),
            {[this, scope, lastNote](const Result<T> &answer) {
                 *lastNote = noteDone(*scope, answer);
             },
             [this, scope, lastNote] { noteAnswered(*scope, *lastNote); }});
    }

    /// Runs `work`, a `Result<StoreChange>(Connection &, OrgId)` that commits by itself.
    template <class Work>
    [[nodiscard]] QFuture<Result<void>> write(OrgScopePointer scope, Work work)
    {
        return alone<void>([this, scope = std::move(scope),
                            work = std::move(work)](Connection &connection) mutable {
            return tell(connection, *scope, work);
        });
    }

    /// Runs `work`, a `Result<T>(Connection &, OrgId, StoreChange &)` that commits by itself and
    /// says what it touched; told of unless it failed.
    template <class T, class Work>
    [[nodiscard]] QFuture<Result<T>> tellingWrite(OrgScopePointer scope, Work work)
    {
        return alone<T>([this, scope = std::move(scope),
                         work = std::move(work)](Connection &connection) mutable -> Result<T> {
            if (auto entered = enter(connection); !entered)
                return failure(entered.error());
            const auto org = scope->org(connection);
            if (!org)
                return failure(org.error());
            StoreChange touched;
            Result<T> answer = work(connection, *org, touched);
            if (answer) {
                if constexpr (!std::is_void_v<T>)
                    m_lanes.meter().stored(*answer);
                m_events.post(scope->uid(), touched);
            }
            return answer;
        });
    }

    /// Runs `work`, a `Result<T>(Connection &)` that commits by itself and is no change.
    template <class T, class Work>
    [[nodiscard]] QFuture<Result<T>> store(Work work)
    {
        return alone<T>([this, work = std::move(work)](Connection &connection) mutable {
            return enter(connection).and_then([&]() -> Result<T> { return work(connection); });
        });
    }

    /// Reads by `work`, a `Result<T>(Connection &, OrgId)`, when all is done that was asked for
    /// before. Also where nothing can be written, or while another program has the lock.
    template <class T, class Work>
    [[nodiscard]] QFuture<Result<T>> after(OrgScopePointer scope, Work work)
    {
        QFuture<Result<T>> future = m_lanes.write<T>(
            [scope = std::move(scope), work = std::move(work)](Connection &connection) mutable {
                return scope->org(connection).and_then([&](OrgId org) -> Result<T> {
                    return work(connection, org);
                });
            });
        endStretch();
        return future;
    }

    /// Of the changes that were asked for and done, apart from those that copy a source.
    [[nodiscard]] const StepTally &tally() const noexcept { return *m_tally; }

    /// Tells of what such work changed in an organisation.
    void tellOf(const QString &organisation, const StoreChange &change)
    {
        m_events.post(organisation, change);
    }

    /// From now on every write is refused with this sentence.
    void refuse(const QString &reason);
    /// Takes note of what a lane could not do. A store that is damaged is not written again,
    /// whether writing or reading found it.
    void noteFailure(const Error &error);
    [[nodiscard]] QString readOnlyReason() const;
    [[nodiscard]] const QString &origin() const noexcept { return m_origin; }
    [[nodiscard]] Timestamp now() const { return m_clock.now(); }

private:
    template <class T, class Work>
    class GroupedChange final : public GroupedWrite
    {
    public:
        GroupedChange(OrgScopePointer scope, QString label, std::size_t rows, Work work,
                      WriteDesk &desk)
            : GroupedWrite(std::move(scope), std::move(label), rows)
            , m_work(std::move(work))
            , m_desk(desk)
            , m_meter(desk.m_lanes.meter())
            , m_begin(m_meter.begin())
        {
            m_promise.start();
        }
        [[nodiscard]] QFuture<Result<T>> future() { return m_promise.future(); }
        [[nodiscard]] Result<void> work(ChangeScope &scope, UidSource &uids) override
        {
            m_answer.emplace(m_work(scope, uids));
            return *m_answer ? Result<void>() : Result<void>(failure(m_answer->error()));
        }
        void setChange(ChangeId change) override { setChangeOf(*m_answer, change); }
        void answer() override { finish(std::move(*m_answer)); }
        void answer(const Error &error) override { finish(failure(error)); }

    private:
        void finish(Result<T> result)
        {
            m_meter.end(Activity::Write, m_begin, result);
            if (result)
                m_meter.stored(*result);
            const StepNote note = m_desk.noteDone(scope(), result);
            m_promise.addResult(std::move(result));
            m_promise.finish();
            m_desk.noteAnswered(scope(), note);
        }

        Work m_work;
        WriteDesk &m_desk;
        const ActivityLink m_meter;
        const ActivityLink::Moment m_begin;
        std::optional<Result<T>> m_answer;
        QPromise<Result<T>> m_promise;
    };

    struct Waiting
    {
        std::uint64_t stretch = 0;
        std::uint64_t number = 0; ///< of m_asked
        std::shared_ptr<GroupedWrite> write;
    };
    /// A wait for a lock that came to nothing.
    struct VainWait
    {
        Error error;
        std::uint64_t last = 0; ///< number of what was asked for before it began
    };

    template <class T>
    static void setChangeOf(Result<T> &answer, ChangeId change)
    {
        if constexpr (std::is_same_v<T, ChangeId>)
            answer = change;
        else
            answer->change = change;
    }

    /// The number of a change that was done and left no step.
    using StepNote = std::optional<std::uint64_t>;

    void noteAsked(const OrgScope &scope)
    {
        if (!scope.mirrorOf() && m_tally->noteAsked(scope.uid()))
            m_events.postAsked(scope.uid());
    }
    /// Before the answer is given.
    template <class T>
    [[nodiscard]] StepNote noteDone(const OrgScope &scope, const Result<T> &answer)
    {
        if (scope.mirrorOf())
            return {};
        bool hasStep = false;
        if constexpr (std::is_same_v<T, ChangeId>)
            hasStep = answer && answer->isValid();
        else
            hasStep = answer && answer->change.isValid();
        const std::uint64_t number = m_tally->noteDone(scope.uid(), hasStep);
        return hasStep ? StepNote() : StepNote(number);
    }
    /// When it is given.
    void noteAnswered(const OrgScope &scope, StepNote note)
    {
        if (note)
            m_events.postAnswered(scope.uid(), [tally = m_tally, uid = scope.uid(),
                                                number = *note] { tally->noteTold(uid, number); });
    }

    [[nodiscard]] Result<void> enter(Connection &connection);
    void submit(std::shared_ptr<GroupedWrite> write);
    void runGroup(std::uint64_t stretch, const Result<Connection *> &connection);
    /// `last`: only what was asked for until then.
    [[nodiscard]] std::shared_ptr<GroupedWrite> takeNext(std::uint64_t stretch,
                                                         std::uint64_t last = ~std::uint64_t{0});
    [[nodiscard]] std::uint64_t askAlone();
    [[nodiscard]] std::uint64_t lastAsked();
    void endStretch();
    /// On the writer's thread: why what has this number need not wait once more for the lock that
    /// those before it have waited for in vain.
    [[nodiscard]] std::optional<Error> waitedInVain(std::uint64_t number) const;
    /// On the writer's thread: how what began when `last` was the last one asked for has ended.
    void noteWait(const std::optional<Error> &error, std::uint64_t last);

    template <class T, class Work>
    QFuture<Result<T>> alone(Work work, std::stop_token stop = {}, AnswerWatch<T> watch = {})
    {
        const std::uint64_t number = askAlone();
        QFuture<Result<T>> future = m_lanes.write<T>(
            [this, number, work = std::move(work)](Connection &connection) mutable -> Result<T> {
                if (auto vain = waitedInVain(number))
                    return failure(*std::move(vain));
                const std::uint64_t last = lastAsked();
                Result<T> answer = work(connection);
                noteWait(answer ? std::nullopt : std::optional(answer.error()), last);
                return answer;
            },
            std::move(stop), std::move(watch));
        endStretch();
        return future;
    }

    template <class T, class Work>
    Result<T> perform(Connection &connection, const OrgScope &signer, const QString &label,
                      Work &work)
    {
        if (auto entered = enter(connection); !entered)
            return failure(entered.error());
        const auto org = signer.org(connection);
        if (!org)
            return failure(org.error());
        auto scope = ChangeScope::begin(
            connection, {signer.author(), m_clock.now(), m_origin, *org, signer.mirrorOf()}, label);
        if (!scope)
            return failure(scope.error());
        Result<T> answer = work(**scope, m_uids);
        if (!answer)
            return answer;
        auto committed = (*scope)->commit();
        if (!committed)
            return failure(committed.error());
        setChangeOf(answer, committed->id);
        m_lanes.meter().stored(*answer,
                               committed->notice.allSeries || !committed->notice.series.empty());
        if (committed->id.isValid() || committed->notice.publishing)
            m_events.post(signer.uid(), committed->notice);
        return answer;
    }

    template <class Work>
    Result<void> tell(Connection &connection, const OrgScope &scope, Work &work)
    {
        if (auto entered = enter(connection); !entered)
            return entered;
        const auto org = scope.org(connection);
        if (!org)
            return failure(org.error());
        const Result<StoreChange> change = work(connection, *org);
        if (!change)
            return failure(change.error());
        m_events.post(scope.uid(), *change);
        return {};
    }

    StoreLanes &m_lanes;
    EventsBoard &m_events;
    const Clock &m_clock;
    QString m_origin;
    StoreGate *m_gate = nullptr;
    /// Shared with what is posted, which may arrive while this ends on another thread.
    std::shared_ptr<StepTally> m_tally = std::make_shared<StepTally>();
    UidSource m_uids; // used on the writer's thread only
    mutable std::mutex m_mutex;
    QString m_readOnlyReason; // under m_mutex
    std::mutex m_orderMutex;
    std::deque<Waiting> m_waiting;  // under m_orderMutex; each has a job in the lane
    std::uint64_t m_stretch = 0;    // under m_orderMutex; counts what is done alone
    std::uint64_t m_asked = 0;      // under m_orderMutex; counts all that is asked for
    std::optional<VainWait> m_vain; // used on the writer's thread only
};

} // namespace tidemark::store
