// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/data_ports.h"
#include "model/ports/source_links.h"

#include <functional>
#include <memory>

namespace tidemark {

class Clock;

/// Makes the live side of a store's sources. What it makes goes before the store and the clock do.
using SourceLinksFactory =
    std::function<std::unique_ptr<SourceLinks>(const DataPorts &ports, const Clock &clock)>;

/// The one of the program. Empty where nothing speaks to the network: the window then offers
/// nothing about sources.
[[nodiscard]] SourceLinksFactory sourceLinksFactory();

} // namespace tidemark
