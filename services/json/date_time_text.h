// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/timestamp.h"

#include <QByteArray>

namespace tidemark {

/// Appends a date and time as `2026-05-01T10:03:11.482913Z`: UTC, microseconds, rounded down
/// (roboto-api 2.2). Any thread.
void appendDateTime(QByteArray &out, Timestamp at);

} // namespace tidemark
