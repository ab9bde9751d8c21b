// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QString>

#include <cstdint>
#include <functional>
#include <optional>

namespace tidemark::store {

class Connection;

/// Marks a file as a Tidemark store: "TdMk" in SQLite's application_id.
inline constexpr std::int32_t kApplicationId = 0x54644d6b;
/// The schema this program writes.
inline constexpr int kSchemaVersion = 12;
/// The oldest program schema that can still read what this one writes.
inline constexpr int kOldestReader = 3;

/// Keys of the table store_info.
namespace info_key {
inline constexpr char kUid[] = "uid";                    ///< identity of the store, random
inline constexpr char kOldestReader[] = "oldest_reader"; ///< schema number that can read it
inline constexpr char kSample[] = "sample";              ///< "1": made of sample data (F3)
inline constexpr char kOpenBy[] = "open_by";             ///< first part of the marks of openings
inline constexpr char kWriteSeq[] = "write_seq";         ///< number of the last write transaction
} // namespace info_key

/// Called before each statement of a migration with the step's number; for tests of interruption.
using MigrationProbe = std::function<void(int step, int statement)>;

/// The schema number of an open store, 0 for an empty file.
[[nodiscard]] Result<int> schemaVersion(Connection &connection);

/// Brings the store to `target`, each step in a transaction with its version number, so that an
/// interruption leaves the old schema or the new one. Forward only. Errors: those of sqlError().
[[nodiscard]] Result<void> migrate(Connection &connection, int target = kSchemaVersion,
                                   const MigrationProbe &probe = {});

/// A value of store_info; nothing when the key is absent.
[[nodiscard]] Result<std::optional<QString>> storeInfo(Connection &connection, const char *key);
/// Sets it, within the caller's transaction if there is one.
[[nodiscard]] Result<void> setStoreInfo(Connection &connection, const char *key,
                                        const QString &value);

} // namespace tidemark::store
