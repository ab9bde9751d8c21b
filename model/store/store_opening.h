// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/store/connection.h"
#include "model/store/migrations.h"

#include <QString>

namespace tidemark::store {

/// How a store is to be opened.
struct StoreRequest
{
    QString path;
    bool mayCreate = true;
    bool readOnly = false;
    QString readOnlyReason = {}; ///< why `readOnly` is asked for; may be empty
    bool isSample = false;       ///< marks a store that is created
};

/// How it can be opened.
struct StoreAccess
{
    OpenMode mode = OpenMode::ReadWrite;
    bool isReadOnly = false;
    QString readOnlyReason; ///< a sentence for people, when read-only
    bool isChecked = false; ///< its structure was looked through and found sound
};

/// Looks at the file without changing it, creates or migrates it where that is wanted and allowed,
/// and says how lanes shall open it. A store that must not be written stays byte for byte.
///
/// Errors: NotFound, PermissionDenied, Unsupported (another program's database), Damaged,
/// NewerSchema (both versions named), Locked and others of sqlError(). Blocks; not on the GUI
/// thread.
[[nodiscard]] Result<StoreAccess> prepareStore(const StoreRequest &request,
                                               const MigrationProbe &probe = {});

/// How a store is opened to look at it only: by itself, with nothing made beside it, when no other
/// program can be writing it; with its log otherwise, for then its file alone is not the store.
[[nodiscard]] OpenMode lookingMode(const QString &path);

/// Whether this process may write the file or folder, by its effective rights.
[[nodiscard]] bool mayWrite(const QString &path);

} // namespace tidemark::store
