// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/outbox/publish_plan.h"
#include "services/outbox/sending.h"

namespace tidemark::outbox {

/// Publishes values, many in a request, in the order of each metric. On the delivery's thread.
///
/// A value that the remote is known to have is compared with what is there before it is overwritten
/// (R4); single values cannot be removed there, which their items then say (P4).
class RecordSender
{
public:
    explicit RecordSender(Sending &sending)
        : m_sending(sending)
    {}
    void send(const std::vector<RecordWork> &works);

private:
    struct Job
    {
        const RecordWork *work;
        QString session; ///< uid there
        std::optional<Mirror> observed = {};
        bool isDone = false;
    };

    [[nodiscard]] std::vector<Job> plan(const std::vector<RecordWork> &works);
    void planRemoval(const RecordWork &work, std::vector<Job> &jobs);
    void settleFinal(const RecordWork &work);
    void settleBlocked(const RecordWork &work);
    void compare(std::vector<Job> &jobs);
    void compareOne(Job &job, const std::vector<RemoteRecord> &there);
    void settleSeen(Job &job, const RemoteImage &theirs);
    void checkDevices(std::vector<Job> &jobs);
    void begin(std::vector<Job> &jobs);
    void holdFollowers(const std::vector<RecordWork> &works, std::vector<Job> &jobs);
    void publish(std::vector<Job> &jobs);
    [[nodiscard]] RemoteFuture<RemotePublishResult> request(const std::vector<Job *> &jobs);
    /// False when one of them is to be sent again; likewise settleParts().
    bool settleAnswer(const std::vector<Job *> &jobs,
                      const RemoteResult<RemotePublishResult> &answer);
    bool settleParts(const std::vector<Job *> &jobs, const RemotePublishResult &result);
    [[nodiscard]] bool settleHalves(const std::vector<Job *> &jobs);
    void settleSent(const Job &job, const RemoteRecord &answered);
    /// Settles jobs whose device was to be inferred and whose session does not have exactly one
    /// there, or may not. Absent when that was not the reason; else as settleAnswer().
    [[nodiscard]] std::optional<bool> settleUninferable(const std::vector<Job *> &jobs);
    [[nodiscard]] bool settleDeviceGone(const std::vector<Job *> &jobs);
    [[nodiscard]] RemoteError unsaid(const QString &metric);
    [[nodiscard]] OutboxOutcome uninferableOutcome(const RecordWork &work, bool hasNone) const;

    Sending &m_sending;
    QSet<QString> m_inferable; ///< sessions there that were seen to have exactly one device
    std::set<OutboxItemId>
        m_left; ///< wait on: later values of their metrics must not overtake them
};

} // namespace tidemark::outbox
