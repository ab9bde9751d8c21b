// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/outbox.h"
#include "model/ports/data_ports.h"

#include <QSet>
#include <QStringList>

#include <map>
#include <random>

namespace tidemark::test {

/// Enters, corrects, renames and takes back at random, decides what to do with items that need
/// attention, and remembers in which order a server has to see the rest. Fails the test that it
/// runs in.
class OutboxPerson
{
public:
    explicit OutboxPerson(std::mt19937 &random)
        : m_random(random)
    {}
    void act(const DataPorts &ports, int actions);
    /// *Retry*, *Edit* or *Discard* for each item that needs attention. True when there were any.
    bool decide(const DataPorts &ports);
    /// Publishes what was discarded after all. True when there was anything.
    bool publishDiscarded(const DataPorts &ports);
    /// That a value of the metric was entered in a session, by others too.
    void noteEntered(const QString &metric, const QString &session);

    /// By metric: the sessions in the order in which they first got a value, without those that are
    /// gone.
    [[nodiscard]] const std::map<QString, QStringList> &order() const { return m_order; }
    [[nodiscard]] int entered() const { return m_entered; } ///< and corrected
    [[nodiscard]] int removed() const { return m_removed; }
    /// Uids of sessions here of which something needed attention: what is sent of them later has
    /// another place in the order.
    [[nodiscard]] const QSet<QString> &disturbed() const { return m_disturbed; }
    [[nodiscard]] int retried() const { return m_retried; }
    [[nodiscard]] int edited() const { return m_edited; }
    [[nodiscard]] int discarded() const { return m_discarded; }

private:
    [[nodiscard]] std::size_t below(std::size_t count) { return m_random() % count; }
    void enter(const DataPorts &ports);
    void correct(const DataPorts &ports);
    void addSession(const DataPorts &ports);
    void rename(const DataPorts &ports);
    /// Takes an entry back, whether it has been sent or not.
    void remove(const DataPorts &ports);
    void rename(const DataPorts &ports, const QString &uid);
    void disturb(const OutboxItem &item);
    void edit(const DataPorts &ports, SourceId source, const OutboxItem &item);

    std::mt19937 &m_random;
    QStringList m_sessions;
    std::map<QString, QStringList> m_order;
    int m_entered = 0;
    int m_removed = 0;
    QSet<QString> m_disturbed;
    QSet<QString> m_forgotten; ///< of which something was discarded
    QSet<QString> m_unnamed;   ///< of which what is said of the session itself was
    int m_retried = 0;
    int m_edited = 0;
    int m_discarded = 0;
};

} // namespace tidemark::test
