// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/command.h"
#include "model/core/result.h"
#include "model/domain/definition.h"
#include "model/store/local_store.h"

#include <QFuture>

#include <memory>
#include <vector>

namespace tidemark::commands {

/// Whether a missing store is made, and whether writing is wanted at all.
enum class StoreUse
{
    Read,
    Mend, ///< written, but not made when missing
    Write,
    Serve ///< made when missing; opened all the same when it can only be read
};

/// Who signs what a command writes: the name of the user who runs it.
[[nodiscard]] QString author();

/// Opens the store of `--store`. Errors: those of LocalStore::open; ReadOnly for a store that can
/// not be written when writing is wanted; NotFound when only reading is wanted and there is none.
/// `meter`: see OpenOptions.
[[nodiscard]] Result<std::shared_ptr<store::LocalStore>>
openStore(const Invocation &call, StoreUse use, const std::shared_ptr<ActivityMeter> &meter = {});

/// Waits for an answer of the store. Only for commands, never in the window.
template <class T>
[[nodiscard]] Result<T> await(QFuture<Result<T>> future)
{
    return future.takeResult();
}

/// The definitions of these names, in their order. Errors: NotFound names the missing one and,
/// when there is one, a name that is nearly the same.
[[nodiscard]] Result<std::vector<Definition>> findMetrics(const DataPorts &ports,
                                                          const QStringList &names);

/// Tells the error and gives the exit code for it.
[[nodiscard]] ExitCode fail(const Invocation &call, const Error &error);

} // namespace tidemark::commands
