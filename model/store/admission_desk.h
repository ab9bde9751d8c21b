// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/ports/clock.h"
#include "model/store/access_rows.h"
#include "model/store/store_lanes.h"

#include <QFuture>
#include <QPromise>
#include <QString>

#include <functional>
#include <mutex>
#include <vector>

namespace tidemark::store {

/// Looks up whom tokens let in: one reading for all that ask at a time. Those who ask while the
/// store is read wait for the next reading, so that each answer is of a moment after its question,
/// and a token that was revoked before, also by another program, lets nobody in. Any thread;
/// outlives the lanes' work.
class AdmissionDesk
{
public:
    /// `now`: when a token must be valid. `noteUse` is told of each admission, on a reader's
    /// thread.
    AdmissionDesk(StoreLanes &lanes, std::function<Timestamp()> now,
                  std::function<void(const Admission &admission, Timestamp at)> noteUse)
        : m_lanes(lanes)
        , m_now(std::move(now))
        , m_noteUse(std::move(noteUse))
    {}

    /// Errors: those of admit().
    [[nodiscard]] QFuture<Result<Principal>> ask(QString secret);

private:
    struct Asked
    {
        QString secret;
        QPromise<Result<Principal>> promise;
    };
    using Round = std::vector<Asked>;
    using Answers = std::vector<Result<Principal>>; ///< of a round, in its order

    void read();
    void goOn();
    [[nodiscard]] Round takeAsked();
    [[nodiscard]] Answers answersTo(Connection &connection, const Round &round);

    StoreLanes &m_lanes;
    std::function<Timestamp()> m_now;
    std::function<void(const Admission &, Timestamp)> m_noteUse;
    std::mutex m_mutex;
    Round m_asked;         // under m_mutex
    bool m_isRead = false; // under m_mutex: a round is on its way
};

} // namespace tidemark::store
