// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/record.h"
#include "model/ports/outbox_store.h"
#include "model/ports/source_store.h"
#include "model/ports/store_events.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QTimer>

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace tidemark {

/// Which records wait to be sent to a source (E16): read when what waits changes, a few times a
/// second at most and a fifth of the time, so that a row of a table costs one look-up. Of each
/// source the first 100,000 items are known. GUI thread.
class PendingRecords final : public QObject
{
    Q_OBJECT

public:
    enum class State
    {
        None,
        Pending,
        Attention, ///< a source did not take it
    };

    static constexpr std::int64_t kMaxItems = 100'000;

    /// All are loans that outlive it.
    PendingRecords(SourceStore &sources, OutboxStore &outbox, const StoreEvents &events,
                   QObject *parent = nullptr);

    [[nodiscard]] State stateOf(const RecordKey &record) const;
    [[nodiscard]] bool isEmpty() const { return m_states.isEmpty(); }

Q_SIGNALS:
    void changed();

private:
    using States = QHash<std::pair<qint64, qint64>, State>; ///< by metric and session

    void read();
    void readNext(std::vector<SourceId> sources, States states);
    void readPage(SourceId source, std::optional<OutboxItemId> after, std::int64_t known,
                  std::vector<SourceId> others, States states);
    void finish(States states);

    SourceStore &m_sources;
    OutboxStore &m_outbox;
    States m_states;
    QTimer m_later;
    QElapsedTimer m_readingSince;
    bool m_isReading = false;
    bool m_readAgain = false;
};

} // namespace tidemark
