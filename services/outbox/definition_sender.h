// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/outbox/sending.h"

namespace tidemark::outbox {

/// Makes, describes and removes metrics there. On the delivery's thread.
///
/// Names cannot be changed there: a metric that was renamed here since it was sent keeps its name
/// there, values go on under it, and a person is told so, once for each new name. Another metric
/// that takes the name here is not mixed with it: it waits until it has a name of its own. A metric
/// that others had made before is described, never removed, and one that holds values of others is
/// removed with them only when a person says so.
class DefinitionSender
{
public:
    explicit DefinitionSender(Sending &sending)
        : m_sending(sending)
    {}
    void send(const std::vector<DefinitionWork> &works);

private:
    struct Job
    {
        const DefinitionWork *work;
        QString name;                               ///< there
        std::optional<RemoteDefinition> there = {}; ///< as the remote was just seen to have it
        bool isLooked = false;
        bool isMade = false; ///< by this store, as far as is known
        bool isDone = false;
    };

    /// It has another name there, which nobody was told yet.
    [[nodiscard]] static bool isUntold(const DefinitionWork &work, const QString &name);
    [[nodiscard]] static bool isSame(const DefinitionWork &work);
    [[nodiscard]] std::vector<Job> plan(const std::vector<DefinitionWork> &works);
    void look(std::vector<Job> &jobs, bool onlyUndone);
    void lookInside(std::vector<Job> &jobs);
    void begin(std::vector<Job> &jobs);
    void remove(std::vector<Job> &jobs);
    void create(std::vector<Job> &jobs);
    void describe(std::vector<Job> &jobs);
    void settleSame(const DefinitionWork &work);
    void settleTaken(const DefinitionWork &work);
    void settleKnown(Job &job);
    /// `others`: values there that are not known here.
    void settleConflict(Job &job, std::int64_t others = 0);
    void settleSent(Job &job);

    Sending &m_sending;
};

} // namespace tidemark::outbox
