// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/exchange/dialect_detection.h"

namespace tidemark::exchange {

/// The columns and first rows of a JSON text, into a guess that knows format and encoding. Columns
/// are the members of the first rows, in order of appearance; an object inside is a column of its
/// own, for the role of tags, and its members are the next ones, unless its name says that it is
/// tags. Findings tell where in the text the rows stand.
void lookAtJson(const FileStart &sample, DialectGuess &guess);

} // namespace tidemark::exchange
