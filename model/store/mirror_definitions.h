// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/catalog_writer.h"
#include "model/store/mirror_rows.h"

namespace tidemark::store {

/// Takes definitions and devices of a source; see MirrorStore. One per change.
class MirrorDefinitions
{
public:
    MirrorDefinitions(MirrorRows &rows, UidSource &uids)
        : m_rows(rows)
        , m_catalog(rows.scope(), uids)
    {}

    [[nodiscard]] Result<void> take(const RemoteDefinition &remote, MirrorOutcome &outcome);
    [[nodiscard]] Result<void> takeDevice(const QString &name, MirrorOutcome &outcome);

private:
    [[nodiscard]] Result<void> takeClean(const RemoteDefinition &remote, MirrorOutcome &outcome);
    [[nodiscard]] Result<void> takeNew(const RemoteDefinition &remote, MirrorOutcome &outcome);
    [[nodiscard]] Result<void> takeRemoved(const OutboxKey &key, const MirrorState &state,
                                           const RemoteDefinition &remote, MirrorOutcome &outcome);
    [[nodiscard]] Result<void> decide(const Definition &mine, const MirrorState &state,
                                      const RemoteDefinition &remote, MirrorOutcome &outcome);
    [[nodiscard]] Result<void> change(const Definition &mine, const MirrorState &state,
                                      const RemoteDefinition &remote, MirrorOutcome &outcome);
    [[nodiscard]] Result<void> dispute(const OutboxKey &key, const RemoteDefinition &remote,
                                       MirrorOutcome &outcome);

    MirrorRows &m_rows;
    CatalogWriter m_catalog;
};

} // namespace tidemark::store
