// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QString>

#include <stop_token>

namespace tidemark::store {

/// Steps with files that are safe against a crash. They block; not on the GUI thread.

/// "The file … could not be written", an Io error.
[[nodiscard]] Error fileError(const QString &path, const QString &detail);

/// The same error about `path` instead of the part file that is to become it: a name that people
/// know.
[[nodiscard]] Error aboutTarget(Error error, const QString &part, const QString &path);

/// The file that this process fills before it becomes `path`.
[[nodiscard]] QString partPathOf(const QString &path);

/// Removes the part files in `folder` whose names begin with `start` and whose processes are gone.
void removeDeadParts(const QString &folder, const QString &start);
/// The same for those of one file.
void removeDeadParts(const QString &path);

/// Waits until the file's content is on the disk, in slices so that a stop is seen soon. Errors:
/// Io, Cancelled.
[[nodiscard]] Result<void> syncFile(const QString &path, const std::stop_token &stop = {});

/// Waits until the names in the folder are on the disk.
void syncFolder(const QString &folder);

/// Renames over what stands there, in one step that a crash does not undo. Errors: Io.
[[nodiscard]] Result<void> putInPlace(const QString &part, const QString &path);

/// Gives a finished file its name, unless something has that name already: of any number that try
/// at once, exactly one succeeds. False when the name is taken; the part then stays. Errors: Io.
[[nodiscard]] Result<bool> putInFreePlace(const QString &part, const QString &path);

/// True when both names lead to one existing file, by a link too.
[[nodiscard]] bool isSameFile(const QString &one, const QString &other);

/// Removes a database that was being written, with what SQLite keeps beside it.
void removePart(const QString &part);

} // namespace tidemark::store
