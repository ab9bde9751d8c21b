// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/outbox_work.h"
#include "model/store/org_scope.h"

#include <QLatin1StringView>
#include <QStringList>

#include <optional>

namespace tidemark::store {

class Connection;

/// Of the row `@row` of the mirror, of a metric: its name there is not free. It is of a metric that
/// is here, or of one that this store made there and is about to remove there.
inline constexpr QLatin1StringView
    kHoldsName("(EXISTS (SELECT 1 FROM metric hx WHERE hx.id = @row.key1) OR (@row.is_ours = 1 "
               "AND EXISTS (SELECT 1 FROM outbox ho WHERE ho.source_id = @row.source_id "
               "AND ho.kind = 2 AND ho.key1 = @row.key1 AND ho.key2 = 0 AND ho.state < 3)))");

/// Adds what stands in the way of the name of a metric that a source is not known to have, and
/// another one under which it may have arrived there. Gives the metric, removed here, whose removal
/// there makes the name free; nothing where none does. On the connection's thread.
[[nodiscard]] Result<std::optional<MetricId>> addNamesThere(Connection &connection, OrgId org,
                                                            SourceId source, DefinitionWork &work);

/// Names there of metrics by their names here; see MirrorStore::namesThere(). Likewise.
[[nodiscard]] Result<QStringList> readNamesThere(Connection &connection, SourceId source,
                                                 const QStringList &names);

/// The name there of one that is compared; see MirrorStore::nameToCompare(). Likewise.
[[nodiscard]] Result<QString> readNameToCompare(Connection &connection, SourceId source,
                                                const QString &name);

} // namespace tidemark::store
