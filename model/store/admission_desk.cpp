// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/admission_desk.h"

#include "model/core/when_finished.h"
#include "model/store/connection.h"

#include <QHash>

#include <optional>
#include <utility>

namespace tidemark::store {

QFuture<Result<Principal>> AdmissionDesk::ask(QString secret)
{
    Asked asked{std::move(secret), {}};
    asked.promise.start();
    auto answer = asked.promise.future();
    {
        const std::lock_guard lock(m_mutex);
        m_asked.push_back(std::move(asked));
        if (std::exchange(m_isRead, true))
            return answer;
    }
    read();
    return answer;
}

// A lane that has no connection, or takes nothing any more, does not come to the round: those who
// asked are then told why.
void AdmissionDesk::read()
{
    const auto round = std::make_shared<Round>();
    const auto found = m_lanes.read<Answers>([this, round](Connection &connection) {
        *round = takeAsked();
        return Result<Answers>(answersTo(connection, *round));
    });
    whenAnswered(found, [this, round](const Result<Answers> &answers) {
        if (!answers)
            *round = takeAsked();
        goOn();
        for (std::size_t i = 0; i < round->size(); ++i) {
            Asked &asked = round->at(i);
            asked.promise.addResult(answers ? answers->at(i)
                                            : Result<Principal>(failure(answers.error())));
            asked.promise.finish();
        }
    });
}

// The next round is read beside the answers to this one.
void AdmissionDesk::goOn()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isRead = !m_asked.empty();
        if (!m_isRead)
            return;
    }
    read();
}

AdmissionDesk::Round AdmissionDesk::takeAsked()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_asked, {});
}

// After damage or an I/O error the connection is not used again: all others get the same answer.
AdmissionDesk::Answers AdmissionDesk::answersTo(Connection &connection, const Round &round)
{
    const Timestamp now = m_callbacks.now();
    QHash<QString, Result<Principal>> known;
    std::optional<Error> broken;
    Answers answers;
    answers.reserve(round.size());
    for (const Asked &asked : round) {
        auto found = known.constFind(asked.secret);
        if (found == known.cend())
            found = known.insert(asked.secret, broken ? Result<Principal>(failure(*broken))
                                                      : look(connection, asked.secret, now));
        if (!*found && connection.isSuspect())
            broken = found->error();
        answers.push_back(*found);
    }
    return answers;
}

Result<Principal> AdmissionDesk::look(Connection &connection, const QString &secret, Timestamp now)
{
    auto admission = admit(connection, secret, now);
    if (!admission) {
        m_callbacks.noteFailure(admission.error());
        return failure(admission.error());
    }
    m_callbacks.noteUse(*admission, now);
    return std::move(admission->principal);
}

} // namespace tidemark::store
