// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/http/peer_address.h"

#include <QHash>
#include <QString>
#include <QtGlobal>

namespace tidemark::http {

/// How a MemoryBudget divides what it has.
struct MemoryRules
{
    qint64 together_bytes = 0;   ///< all that is held
    qint64 reserved_bytes = 0;   ///< of that, out of reach for large pieces
    qint64 small_bytes = 0;      ///< the largest small piece, included
    qint64 perAddress_bytes = 0; ///< large pieces of one address that is not loopback
};

/// Counts what connections hold in memory (bodies, answers) and says when there is enough. Small
/// pieces have a part to themselves, so that whoever sends or takes large ones slowly keeps nobody
/// from small ones. One thread.
class MemoryBudget
{
public:
    explicit MemoryBudget(const MemoryRules &rules)
        : m_rules(rules)
    {}

    /// A piece of `peer` grows from `from_bytes`, which are counted, to `to_bytes`. False, and
    /// nothing is changed, when there is no room.
    [[nodiscard]] bool grow(const PeerAddress &peer, qint64 from_bytes, qint64 to_bytes);
    /// The same, room or not: what is counted may then be more than all.
    void force(const PeerAddress &peer, qint64 from_bytes, qint64 to_bytes);
    /// A piece of that size, all of which was counted, is gone.
    void release(const PeerAddress &peer, qint64 size_bytes) { force(peer, size_bytes, 0); }

    /// Whether more is held than may be, together or by the large pieces of `peer`.
    [[nodiscard]] bool isOver(const PeerAddress &peer) const;
    [[nodiscard]] qint64 held_bytes() const noexcept { return m_small_bytes + m_large_bytes; }

private:
    [[nodiscard]] qint64 smallPartOf(qint64 size_bytes) const noexcept;
    [[nodiscard]] qint64 largePartOf(qint64 size_bytes) const noexcept;
    [[nodiscard]] bool hasRoom(const PeerAddress &peer, qint64 small_bytes,
                               qint64 large_bytes) const;

    MemoryRules m_rules;
    qint64 m_small_bytes = 0;
    qint64 m_large_bytes = 0;
    QHash<QString, qint64> m_largeByGroup; ///< in bytes; only groups that hold some
};

} // namespace tidemark::http
