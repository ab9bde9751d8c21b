// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"
#include "model/domain/import_rows.h"

#include <tl/expected.hpp>

#include <QString>

namespace tidemark::store {

class NameRows;

/// Why a row of an import was not taken: what is wrong with a column, or a failure of the store.
struct Refusal
{
    Error error;
    QString column;
    QString text; ///< what stood there
};
using Taken = tl::expected<void, Refusal>;

/// Whether the row's times and texts may be stored: a refused row creates nothing, so this comes
/// before anything is made of them. Names that are known are not looked at again.
[[nodiscard]] Taken checkRow(const ImportRow &row, const NameRows &names, bool isSessionKnown);

/// Only such errors stop one row; everything else stops the import.
[[nodiscard]] bool isRowError(const Error &error);

} // namespace tidemark::store
