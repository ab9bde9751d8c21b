// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/services/outbox/outbox_bench.h"

#include <QStringList>

#include <random>
#include <vector>

namespace tidemark::test {

/// Changes a store as people would, at random.
class RandomPerson final
{
public:
    RandomPerson(OutboxBench &bench, std::mt19937 &random)
        : m_bench(bench)
        , m_random(random)
    {}

    void act()
    {
        switch (m_random() % 10) {
        case 0:
        case 1:
        case 2:
        case 3:
            enter();
            break;
        case 4:
        case 5:
            correct();
            break;
        case 6:
            remove();
            break;
        case 7:
            undoOrRedo();
            break;
        case 8:
            addSession();
            break;
        default:
            changeSession();
            break;
        }
    }

private:
    [[nodiscard]] double value() { return static_cast<double>(m_random() % 1000); }
    void enter()
    {
        const bool isShared = !m_sessions.isEmpty() && m_random() % 2 == 0;
        const std::optional<QString> session =
            isShared ? std::optional(m_sessions.at(static_cast<qsizetype>(
                           m_random() % static_cast<std::size_t>(m_sessions.size()))))
                     : std::nullopt;
        const std::optional<QString> device =
            m_random() % 3 == 0 ? std::optional(QStringLiteral("d%1").arg(m_random() % 3))
                                : std::nullopt;
        keep(m_bench
                 .enter(QStringLiteral("m%1").arg(m_random() % 6), value(),
                        static_cast<std::int64_t>(m_random()), session, device)
                 .change);
    }
    void correct()
    {
        const auto records = m_bench.records();
        if (records.empty())
            return;
        const auto done = m_bench.correct(records[m_random() % records.size()].key, value());
        if (done)
            keep(*done);
    }
    // Values of their own session only: what others share cannot be removed there.
    void remove()
    {
        const auto records = m_bench.records();
        if (records.empty())
            return;
        const Record &record = records[m_random() % records.size()];
        if (!record.isEntry)
            return;
        const auto done =
            answer(m_bench.ports.records->remove({record.key}, QStringLiteral("remove")));
        if (done)
            keep(*done);
    }
    void undoOrRedo()
    {
        if (m_changes.empty())
            return;
        const ChangeId change = m_changes.back();
        if (!answer(m_bench.ports.journal->undo(change)))
            return;
        if (m_random() % 2 == 0)
            (void)answer(m_bench.ports.journal->redo(change));
        else
            m_changes.pop_back();
    }
    void addSession()
    {
        NewSession session;
        session.uid = QStringLiteral("ss_%1").arg(m_next++);
        session.start = Timestamp(m_next);
        session.end = Timestamp(m_next + 10);
        if (m_random() % 2 == 0)
            session.devices = {QStringLiteral("d1")};
        if (answer(m_bench.ports.sessions->createSession(session)))
            m_sessions.append(session.uid); // stays: not among what is undone
        m_changes.clear();
    }
    void changeSession()
    {
        if (m_sessions.isEmpty())
            return;
        const QString uid = m_sessions.at(
            static_cast<qsizetype>(m_random() % static_cast<std::size_t>(m_sessions.size())));
        const QString name = QStringLiteral("name %1").arg(m_random() % 100);
        const auto done = answer(m_bench.ports.sessions->editSession(
            uid, [name](const Session &) -> Result<SessionChange> {
                SessionChange change;
                change.name = std::optional(name);
                return change;
            }));
        if (done && done->change.isValid())
            keep(done->change);
    }
    void keep(ChangeId change)
    {
        if (change.isValid())
            m_changes.push_back(change);
    }

    OutboxBench &m_bench;
    std::mt19937 &m_random;
    std::vector<ChangeId> m_changes;
    QStringList m_sessions;
    int m_next = 1;
};

} // namespace tidemark::test
