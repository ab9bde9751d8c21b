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
    /// Called on a reader's thread.
    struct Callbacks
    {
        std::function<Timestamp()> now; ///< when a token must be valid
        std::function<void(const Admission &admission, Timestamp at)> noteUse; ///< of each one
        std::function<void(const Error &error)> noteFailure; ///< of each refusal or damage
    };

    AdmissionDesk(StoreLanes &lanes, Callbacks callbacks)
        : m_lanes(lanes)
        , m_callbacks(std::move(callbacks))
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
    [[nodiscard]] Result<Principal> look(Connection &connection, const QString &secret,
                                         Timestamp now);

    StoreLanes &m_lanes;
    Callbacks m_callbacks;
    std::mutex m_mutex;
    Round m_asked;         // under m_mutex
    bool m_isRead = false; // under m_mutex: a round is on its way
};

} // namespace tidemark::store
