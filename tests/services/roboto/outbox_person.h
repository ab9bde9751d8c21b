// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/data_ports.h"

#include <QStringList>

#include <map>
#include <random>

namespace tidemark::test {

/// Enters, corrects, renames and takes back at random, and remembers in which order a server has to
/// see it. Fails the test that it runs in.
class OutboxPerson
{
public:
    explicit OutboxPerson(std::mt19937 &random)
        : m_random(random)
    {}
    void act(const DataPorts &ports, int actions);
    /// That a value of the metric was entered in a session, by others too.
    void noteEntered(const QString &metric, const QString &session);

    /// By metric: the sessions in the order in which they first got a value, without those that are
    /// gone.
    [[nodiscard]] const std::map<QString, QStringList> &order() const { return m_order; }
    [[nodiscard]] int entered() const { return m_entered; } ///< and corrected
    [[nodiscard]] int removed() const { return m_removed; }

private:
    [[nodiscard]] std::size_t below(std::size_t count) { return m_random() % count; }
    void enter(const DataPorts &ports);
    void correct(const DataPorts &ports);
    void addSession(const DataPorts &ports);
    void rename(const DataPorts &ports);
    /// Takes an entry back, whether it has been sent or not.
    void remove(const DataPorts &ports);

    std::mt19937 &m_random;
    QStringList m_sessions;
    std::map<QString, QStringList> m_order;
    int m_entered = 0;
    int m_removed = 0;
};

} // namespace tidemark::test
