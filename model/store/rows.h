// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/definition.h"
#include "model/domain/session.h"
#include "model/store/org_scope.h"
#include "model/store/statement.h"

#include <QJsonObject>
#include <QLatin1StringView>

#include <optional>

namespace tidemark::store {

/// How values of the domain stand in rows. Any thread, except where a connection is named.

/// Tags as compact JSON in key order, and back; text that is no JSON object gives no tags.
[[nodiscard]] QString tagsText(const TagMap &tags);
[[nodiscard]] TagMap tagsFromText(const QString &text);
[[nodiscard]] QString settingsText(const DefinitionSettings &settings);
/// A free object or list of words as compact JSON, nothing when empty; and back.
[[nodiscard]] std::optional<QString> objectText(const QJsonObject &object);
[[nodiscard]] QJsonObject objectFromText(const std::optional<QString> &text);
[[nodiscard]] std::optional<QString> labelsText(const QStringList &labels);
[[nodiscard]] QStringList labelsFromText(const std::optional<QString> &text);

/// Columns and tables of a definition, in the order that readDefinition() expects:
/// `SELECT <columns> FROM <tables> WHERE m.… `.
inline constexpr QLatin1StringView kDefinitionColumns(
    "m.id, m.uid, m.name, m.description, m.unit, m.kind, m.tags, m.settings, m.archived, "
    "m.keep_ns, mc.name, m.created_ns, mm.name, m.modified_ns");
inline constexpr int kDefinitionColumnCount = 14;
inline constexpr QLatin1StringView kDefinitionTables(
    "metric m JOIN actor mc ON mc.id = m.created_by JOIN actor mm ON mm.id = m.modified_by");
[[nodiscard]] Definition readDefinition(const Statement &row, int firstColumn = 0);

/// The same for a session, without its devices.
inline constexpr QLatin1StringView
    kSessionColumns("s.id, s.uid, s.name, s.start_ns, s.end_ns, s.is_entry, s.tags, s.note, "
                    "s.description, s.metadata, s.labels, s.custom_fields, "
                    "sc.name, s.created_ns, sm.name, s.modified_ns");
inline constexpr int kSessionColumnCount = 16;
inline constexpr QLatin1StringView kSessionTables(
    "session s JOIN actor sc ON sc.id = s.created_by JOIN actor sm ON sm.id = s.modified_by");
[[nodiscard]] Session readSession(const Statement &row, int firstColumn = 0);

/// Names of the devices attached to a session, sorted.
[[nodiscard]] Result<QStringList> readSessionDevices(Connection &connection, SessionId session);

/// Rows of another organisation are not found, by whichever key.
[[nodiscard]] Result<std::optional<Definition>> findDefinition(Connection &connection, OrgId org,
                                                               const QString &name);
[[nodiscard]] Result<std::optional<Definition>> findDefinition(Connection &connection, OrgId org,
                                                               MetricId id);
/// The row of a session, if there is one.
[[nodiscard]] Result<std::optional<SessionId>> knownSessionId(Connection &connection, OrgId org,
                                                              const QString &uid);
/// The row of a session that somebody named. Errors: NotFound.
[[nodiscard]] Result<SessionId> findSessionId(Connection &connection, OrgId org,
                                              const QString &uid);
/// "There is no session …", for a uid that somebody named.
[[nodiscard]] Error sessionNotFound(const QString &uid);
/// "There is no device …" likewise.
[[nodiscard]] Error deviceNotFound(const QString &name);
/// With devices.
[[nodiscard]] Result<std::optional<Session>> findSession(Connection &connection, OrgId org,
                                                         const QString &uid);
[[nodiscard]] Result<std::optional<Session>> findSession(Connection &connection, OrgId org,
                                                         SessionId id);

} // namespace tidemark::store
