// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/source_links.h"

#include <functional>
#include <memory>

namespace tidemark {

class Clock;

namespace store {
class LocalStore;
}

/// Makes the live side of a store's sources. What it makes goes before the store and the clock do.
using SourceLinksFactory =
    std::function<std::unique_ptr<SourceLinks>(store::LocalStore &store, const Clock &clock)>;

/// The one of the program: what its stores share (SourceServices) lives as long as a copy of it.
[[nodiscard]] SourceLinksFactory sourceLinksFactory();

} // namespace tidemark
