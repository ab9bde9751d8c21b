// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/source_links.h"

namespace tidemark {

SourceLinks::~SourceLinks() = default;

} // namespace tidemark
