// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/mirror_definitions.h"
#include "model/store/mirror_rows.h"
#include "model/store/name_rows.h"
#include "model/store/record_rows.h"

#include <QHash>

namespace tidemark::store {

/// Takes records of a source; see MirrorStore. One per change; on the writer's thread.
class MirrorRecords
{
public:
    MirrorRecords(MirrorRows &rows, UidSource &uids)
        : m_rows(rows)
        , m_definitions(rows, uids)
        , m_records(rows.scope())
        , m_names(rows.scope())
    {}

    [[nodiscard]] Result<void> take(const RemoteRecord &remote, MirrorOutcome &outcome);

private:
    struct Place // where a value belongs; invalid ids: removed here
    {
        MetricId metric;
        Session session; // its id and times
    };
    [[nodiscard]] Result<void> takeClean(const RemoteRecord &remote, MirrorOutcome &outcome);
    [[nodiscard]] Result<std::optional<Place>> placeOf(const RemoteRecord &remote,
                                                       MirrorOutcome &outcome);
    [[nodiscard]] Result<MetricId> metricOf(const QString &name);
    [[nodiscard]] Result<std::optional<Session>> sessionOf(const QString &uid);
    [[nodiscard]] Result<RemoteImage> imageOf(const RecordRow &row);
    [[nodiscard]] Result<void> decide(const Place &place, const RemoteRecord &remote,
                                      MirrorOutcome &outcome);
    [[nodiscard]] Result<void> store(const Place &place, const RemoteRecord &remote,
                                     const MirrorState &state);
    [[nodiscard]] Result<void> follow(const Place &place, const RemoteRecord &remote,
                                      const MirrorState &state, const RecordRow &here,
                                      MirrorOutcome &outcome);
    [[nodiscard]] Result<bool> isUnchangedHere(const OutboxKey &key, const MirrorState &state,
                                               const RemoteImage &mine);
    [[nodiscard]] Result<void> note(const Place &place, const RemoteRecord &remote,
                                    const MirrorState &state);
    [[nodiscard]] Result<void> write(const RecordRow &row, const Place &place,
                                     const RemoteRecord &remote, const MirrorState &state);

    MirrorRows &m_rows;
    MirrorDefinitions m_definitions;
    RecordRows m_records;
    NameRows m_names;
    QHash<QString, MetricId> m_metrics;                // by name there; of this page
    QHash<QString, std::optional<Session>> m_sessions; // by uid there; of this page
    QHash<std::int64_t, QString> m_devices;
};

} // namespace tidemark::store
