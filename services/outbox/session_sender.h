// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/outbox/sending.h"

#include <QJsonObject>

namespace tidemark::outbox {

/// Makes, changes and removes sessions there, with their devices and the files that give them their
/// times. On the delivery's thread.
///
/// A session carries its uid here as a key in its metadata. When the answer to its making was lost,
/// it is looked for by that key before it is made again; of several with one key, which a request
/// that was done twice leaves, the oldest stays. One that holds values of others is removed with
/// them only when a person says so.
class SessionSender
{
public:
    explicit SessionSender(Sending &sending)
        : m_sending(sending)
    {}
    void send(const std::vector<SessionWork> &works);

private:
    struct Job
    {
        const SessionWork *work;
        QString uid = {}; ///< there; empty: not made yet
        QJsonObject have = {};
        QJsonObject want = {};
        std::vector<RemoteSession> extra = {}; ///< sessions with the same key that must go
        bool isOurs = true;
        bool isObserved = false;
        bool isDone = false;
    };
    using Jobs = std::vector<Job *>;

    [[nodiscard]] std::vector<Job> plan(const std::vector<SessionWork> &works);
    [[nodiscard]] static QString keyOf(const SessionWork &work);
    /// Of what was sent: that the session goes there.
    [[nodiscard]] static bool isRemoval(const RemoteImage &sent);
    void keepUnsaid(Job &job) const;
    void findByKey(std::vector<Job> &jobs);
    [[nodiscard]] std::vector<Job *> perhapsThere(std::vector<Job> &jobs);
    [[nodiscard]] RemoteResult<void> readKeys();
    void putOff(Job &job, const RemoteError &error);
    void compare(std::vector<Job> &jobs);
    void compareOne(Job &job, const RemoteSession &there);
    void settleAbsent(Job &job);
    void lookInside(std::vector<Job> &jobs);
    void begin(std::vector<Job> &jobs);
    void dropExtra(std::vector<Job> &jobs);
    void remove(std::vector<Job> &jobs);
    void create(std::vector<Job> &jobs);
    [[nodiscard]] std::optional<RemoteFuture<RemoteSession>>
    afterMaking(Job &job, const RemoteResult<RemoteSession> &answer);
    void update(std::vector<Job> &jobs);
    void changeDevices(std::vector<Job> &jobs, bool isAttaching);
    void changeFiles(std::vector<Job> &jobs);
    void settleSent(Job &job);
    void fail(Job &job, const RemoteError &error);
    void seeAnew(Job &job, const QJsonObject &there);
    void meetAgain(Job &job, const RemoteSession &there);
    void settleRemovedThere(Job &job);
    void settleConflict(Job &job, const RemoteSession &theirs);
    void settleInhabited(Job &job, qsizetype which, std::int64_t others);
    [[nodiscard]] Mirror mirrorOf(const Job &job) const;

    Sending &m_sending;
};

} // namespace tidemark::outbox
