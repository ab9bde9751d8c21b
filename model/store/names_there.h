// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/outbox_work.h"
#include "model/store/org_scope.h"

#include <QStringList>

namespace tidemark::store {

class Connection;

/// Adds what stands in the way of the name of a metric that a source is not known to have, and
/// another one under which it may have arrived there. On the connection's thread.
[[nodiscard]] Result<void> addNamesThere(Connection &connection, OrgId org, SourceId source,
                                         DefinitionWork &work);

/// Names there of metrics by their names here; see MirrorStore::namesThere(). Likewise.
[[nodiscard]] Result<QStringList> readNamesThere(Connection &connection, SourceId source,
                                                 const QStringList &names);

} // namespace tidemark::store
