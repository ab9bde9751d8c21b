// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/definition.h"

#include <functional>

class QWidget;

namespace tidemark {

class Formatter;
class SeriesStore;

/// Before a metric keeps its samples for `keep` only: counts those that go, and asks with their
/// number when there are any. Calls `agreed` once nothing goes or the person agrees; never when the
/// person does not, or `parent` is gone by then. `store` and `formatter` are loans that outlive
/// `parent`. GUI thread; returns at once.
void askAboutKeeping(SeriesStore &store, const Definition &metric, Timedelta keep,
                     const Formatter &formatter, QWidget *parent, std::function<void()> agreed);

} // namespace tidemark
